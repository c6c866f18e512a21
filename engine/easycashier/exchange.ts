import { z } from 'zod';
import type { Body, Came, NoAnswer, SideError } from '../answers.ts';
import type { Ports } from '../ports.ts';
import { isNothing, pauseNamedBy, receive } from '../receive.ts';
import type { ServerClock } from '../server-clock.ts';
import { createCallLimit } from './call-limit.ts';

const TIMEOUT_MS = 15_000;

/** Sends one request when the minute has a call left. It does not reject. */
export type Send = (request: () => Request) => Promise<Response | NoAnswer>;

/** All that is sent to EasyCashier goes through one of these: it keeps the limit and the time, and hears EasyCashier's clock. */
export function createSend({ monotonic, http }: Ports, serverClock: ServerClock): Send {
  const spendCall = createCallLimit(monotonic);
  return async (request) => {
    await spendCall();
    const sentAt = monotonic.now();
    const received = await receive(monotonic, TIMEOUT_MS, async () => http(request()));
    if (!isNothing(received)) serverClock.heard(received.headers.get('date'), sentAt);
    return received;
  };
}

/** One call within a company's part of the API. */
export interface Call<Data> {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** The address of the company, without a slash at its end. */
  readonly company: string;
  readonly path: string;
  /** Absent where nothing is sent along. */
  readonly body?: unknown;
  /** What the text of an answer holds. */
  readonly understand: (text: string) => Body<Data>;
}

/** Makes one call with this token. What EasyCashier says comes without our secrets, should it repeat one. It does not reject. */
export async function exchange<Data>(
  send: Send,
  call: Call<Data>,
  token: string,
  withoutSecrets: (text: string) => Promise<string>,
): Promise<Came<Data>> {
  const received = await send(() => requestOf(call, token));
  if (isNothing(received)) return received;
  const { status } = received;
  const answer = { came: 'answer', status, pauseMs: pauseNamedBy(received) } as const;
  if (status === 401 || status === 429 || status >= 500) {
    return { ...answer, body: { is: 'unread' }, errors: [] };
  }
  const text = await received.text().catch(() => null);
  if (text === null) return { ...answer, body: { is: 'cut' }, errors: [] };
  const errors: SideError[] = received.ok
    ? []
    : [{ code: null, message: reasonOf(await withoutSecrets(text)) }];
  return { ...answer, body: call.understand(text), errors };
}

function requestOf({ method, company, path, body }: Call<unknown>, token: string): Request {
  const headers: Record<string, string> = { 'X-Auth-Token': token };
  if (body === undefined) return new Request(`${company}${path}`, { method, headers });
  headers['Content-Type'] = 'application/json';
  return new Request(`${company}${path}`, { method, headers, body: JSON.stringify(body) });
}

/** The text as JSON of this shape. */
export function shaped<Data>(text: string, shape: z.ZodType<Data>): Body<Data> {
  const json = parseJson(text);
  if (json === undefined) return { is: 'other' };
  const parsed = shape.safeParse(json);
  return parsed.success ? { is: 'asked', data: parsed.data } : { is: 'json' };
}

/**
 * What a success says is not documented. Nothing, an empty value or a plain yes confirms; anything else is looked up
 * in the balance, as is the page of a proxy or a captive network.
 */
export function confirmation(text: string): Body<void> {
  const yes: Body<void> = { is: 'asked', data: undefined };
  if (text.trim() === '') return yes;
  const json = parseJson(text);
  if (json === undefined) return { is: 'other' };
  if (json === null || json === true) return yes;
  if (typeof json !== 'object') return { is: 'json' };
  const isYes = Object.keys(json).length === 0 || ('success' in json && json.success === true);
  return isYes ? yes : { is: 'json' };
}

/** The reason that a refusal gives, at most 200 characters of it; text that is not JSON is shown as it is. */
function reasonOf(text: string): string {
  const parsed = z.object({ message: z.string() }).safeParse(parseJson(text));
  return (parsed.success ? parsed.data.message : text).slice(0, 200);
}

/** Undefined where the text is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
