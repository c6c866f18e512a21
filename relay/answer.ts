/** What a route is asked and what it answers, without a server: Fastify and the plain handler both speak this. */
import type { z } from 'zod';
import type { relayError, relayErrorCodes } from '../shared/contract/relay.ts';
import type { Header } from './delivery.ts';

export type RefusalCode = (typeof relayErrorCodes)[number];
type Details = Pick<z.infer<typeof relayError>['error'], 'holder' | 'ledger'>;

/** A request without its body. */
export interface Head {
  /** What stands for `{name}` in the path; empty where there is nothing. */
  readonly param: string;
  readonly query: Readonly<Record<string, string>>;
  /** As they came, in order. */
  readonly headers: readonly Header[];
  readonly authorization: string | undefined;
  /** Where it comes from, for rate limits. */
  readonly address: string;
  /** Told by whoever recognises the sender, before a body is read: whose room it takes. */
  recognised(tenantId: string): void;
  /** Calls back, at most once, when the caller has gone and waits for no answer. */
  onGone(listener: () => void): void;
}

export interface Answer {
  readonly status: number;
  /** Sent as JSON, a string as plain text; undefined: nothing. */
  readonly body?: unknown;
  readonly retryAfterSeconds?: number;
}

/** What to do with the body, once somebody who may send it has been recognised. */
export type WithBody = (body: Uint8Array) => Answer | Promise<Answer>;

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** `/in/{token}`: at most one parameter, at the end. */
  readonly path: string;
  /** Bytes; what is larger is answered `tooLarge`. */
  readonly maxBody: number;
  /** Looks at the head alone, so that nobody's body is read before it is known who sends it. */
  open(head: Head): Answer | WithBody | Promise<Answer | WithBody>;
}

const statuses: Record<RefusalCode, number> = {
  badRequest: 400,
  unknownToken: 401,
  unknownCode: 404,
  unknownTenant: 404,
  tooLarge: 413,
  tooMany: 429,
  leaseHeld: 409,
  staleLease: 409,
  ledgerBehind: 409,
  otherStore: 409,
  unavailable: 503,
  notFound: 404,
};

/** Seconds after which it is worth another try. */
const retryAfter: Partial<Record<RefusalCode, number>> = { tooMany: 10, unavailable: 2 };

export function refuse(
  code: RefusalCode,
  message: string,
  { status, ...details }: Details & { readonly status?: number } = {},
): Answer {
  const seconds = retryAfter[code];
  return {
    status: status ?? statuses[code],
    body: { error: { code, message, ...details } },
    ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }),
  };
}

/** The body of a request as JSON of a shape, or what is wrong with it. An empty body counts as `{}`. */
export function parseBody<Schema extends z.ZodType>(
  schema: Schema,
  body: Uint8Array,
): { readonly value: z.output<Schema> } | { readonly refusal: Answer } {
  let json: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    if (text.includes('\\u0000')) return { refusal: refuse('badRequest', 'the body has a NUL in it') }; // PostgreSQL keeps none
    json = text === '' ? {} : JSON.parse(text);
  } catch {
    return { refusal: refuse('badRequest', 'the body is not JSON') };
  }
  return parse(schema, json);
}

/** The same for something that is there already. */
export function parse<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
): { readonly value: z.output<Schema> } | { readonly refusal: Answer } {
  const parsed = schema.safeParse(input);
  if (parsed.success) return { value: parsed.data };
  const why = parsed.error.issues.map((issue) => [...issue.path, issue.message].join(': ')).join('; ');
  return { refusal: refuse('badRequest', why) };
}
