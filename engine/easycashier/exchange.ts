import { z } from 'zod';
import type { Body, Came, NoAnswer, SideError } from '../answers.ts';
import { parseJson } from '../parse-json.ts';
import type { Ports } from '../ports.ts';
import { isNothing, pauseNamedBy, receive } from '../receive.ts';
import type { WhyNot } from '../refusal.ts';
import type { ServerClock } from '../server-clock.ts';
import type { CallLimit } from './call-limit.ts';
import type { Observed } from './observed.ts';

/** The version in every address; the only one that was seen (`easycashier.md` §1.3). */
export const EASYCASHIER_API = 'v1';

const TIMEOUT_MS = 15_000;

/**
 * Sends one request when the minute has a call left. `whyNot` is asked just before: the right to write may have been lost while the call waited.
 * It rejects with what that says, and with nothing else.
 */
export type Send = (request: () => Request, whyNot?: WhyNot) => Promise<Response | NoAnswer>;

/** All that is sent to EasyCashier goes through one of these: it keeps the limit and the time, and hears EasyCashier's clock. */
export function createSend(
  { monotonic, http }: Ports,
  serverClock: ServerClock,
  calls: CallLimit,
  observed: Observed,
): Send {
  return async (request, whyNot) => {
    await calls.spend();
    const asked = whyNot?.() ?? null;
    const refusal = asked instanceof Promise ? await asked : asked;
    if (refusal) throw refusal;
    const sentAt = monotonic.now();
    const received = await receive(monotonic, TIMEOUT_MS, async () => http(request()));
    if (isNothing(received)) return received;
    serverClock.heard(received.headers.get('date'), sentAt);
    observed.answered(received.headers);
    return received;
  };
}

/** One call within a company's part of the API. */
export interface Call<Data> {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  /** Absent where nothing is sent along. */
  readonly body?: unknown;
  /** What the text of an answer holds. */
  readonly understand: (text: string) => Body<Data>;
}

/** Makes one call within `company`, the company's address without a slash at its end, with this token. What EasyCashier says comes without our secrets, should it repeat one. It rejects as `send` does. */
export async function exchange<Data>(
  send: Send,
  call: Call<Data>,
  { company, token }: { readonly company: string; readonly token: string },
  { withoutSecrets, observed }: { withoutSecrets: (text: string) => Promise<string>; observed: Observed },
): Promise<Came<Data>> {
  const received = await send(() => requestOf(call, company, token));
  if (isNothing(received)) return received;
  const { status } = received;
  const answer = { came: 'answer', status, pauseMs: pauseNamedBy(received) } as const;
  if (status === 429 || status >= 500) return { ...answer, body: { is: 'unread' }, errors: [] };
  const text = await received.text().catch(() => null);
  if (text === null) return { ...answer, body: { is: 'cut' }, errors: [] };
  if (received.ok) return { ...answer, body: call.understand(text), errors: [] };
  const body = refusalBody(text);
  const said = ownError.safeParse(parseJson(await withoutSecrets(text)));
  if (body.is === 'json') observed.refused(said.data?.shape ?? 'other');
  return { ...answer, body, errors: said.success ? [ownWords(said.data.message)] : [] };
}

function requestOf({ method, path, body }: Call<unknown>, company: string, token: string): Request {
  const headers: Record<string, string> = { 'X-Auth-Token': token };
  // A session is shown to nobody whom an answer names.
  const redirect = 'manual';
  if (body === undefined) return new Request(`${company}${path}`, { method, headers, redirect });
  headers['Content-Type'] = 'application/json';
  return new Request(`${company}${path}`, { method, headers, redirect, body: JSON.stringify(body) });
}

/** The text as JSON of this shape. */
export function shaped<Data>(text: string, shape: z.ZodType<Data>): Body<Data> {
  const json = parseJson(text);
  if (json === undefined) return { is: 'other' };
  const parsed = shape.safeParse(json);
  return parsed.success ? { is: 'asked', data: parsed.data } : { is: 'json' };
}

/** Where a status refuses: whether its body may be EasyCashier's own word. An empty one leaves all to the status. */
export function refusalBody(text: string): Body<never> {
  if (text.trim() === '') return { is: 'unread' };
  return { is: parseJson(text) === undefined ? 'other' : 'json' };
}

/**
 * What the success of a change says is not documented. Nothing, an empty value or a plain yes confirms; anything else is looked up
 * in what there is afterwards, as is the page of a proxy or a captive network.
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

const refusal = z.union([
  z.object({
    error: z.unknown().refine((error) => error !== null && error !== undefined && error !== false),
  }),
  z.object({ error_description: z.string() }),
  z.object({ success: z.literal(false) }),
]);

/**
 * What the success of a stock call says: its only public caller looks at the status alone (`easycashier.md` A0.7), so any text or JSON is
 * a yes. A page is not EasyCashier's, and a refusal under a status of success is no yes: the balance tells what became of the call.
 */
export function stockConfirmation(text: string): Body<void> {
  const json = parseJson(text);
  if (json === false || refusal.safeParse(json).success) return { is: 'json' };
  return isPage(text) ? { is: 'other' } : { is: 'asked', data: undefined };
}

/** Markup, with or without what may stand before it. */
function isPage(text: string): boolean {
  return /^\s*\uFEFF?\s*<[!?a-z]/i.test(text);
}

const words = z.string().trim().min(1);

/** The three shapes in which EasyCashier was seen to say no (`easycashier.md` A0.5), the most telling first. */
const ownError = z.union([
  z
    .object({
      error: z.object({ code: z.union([z.string(), z.number()]).nullish(), message: words }),
    })
    .transform(({ error }) => ({ shape: 'error' as const, message: error.message })),
  z.object({ message: words }).transform(({ message }) => ({ shape: 'message' as const, message })),
  z
    .object({ error_description: words })
    .transform((said) => ({ shape: 'error_description' as const, message: said.error_description })),
]);

/** EasyCashier's own words of a refusal, at most 200 characters of them. */
const ownWords = (message: string): SideError => ({ code: null, message: message.slice(0, 200) });
