import { createAdminApiClient } from '@shopify/admin-api-client';
import type { Body, Came, NoAnswer, SideError } from '../answers.ts';
import type { Ports } from '../ports.ts';
import { isNothing, pauseNamedBy, receive } from '../receive.ts';
import type { WhyNot } from '../refusal.ts';
import type { ServerClock } from '../server-clock.ts';
import type { Operation } from './operation.ts';
import { createPacer, type ThrottleStatus } from './pacer.ts';

const TIMEOUT_MS = 20_000;

/** Where the Admin API is: `origin` is the server's address, `shop` the name Shopify's own client asks for. */
export interface Endpoint {
  readonly shop: string;
  readonly origin: string;
  readonly apiVersion: string;
}

/** Single exchanges with Shopify, paced by the points they cost. */
export interface Exchange {
  /**
   * Waits for the points, then sends once. `whyNot` is asked in between: the right to write may have been lost meanwhile. It rejects with what
   * that says, and with nothing else.
   */
  send<Data>(
    operation: Operation<Data>,
    variables: Record<string, unknown>,
    token: string,
    whyNot: WhyNot,
  ): Promise<Came<Data>>;
  /** Waits until a write may begin and keeps its points; the result gives them back. */
  keep(operation: Operation<unknown>): Promise<() => void>;
  /** The version that answered last, null before the first answer. */
  answeredVersion(): string | null;
  /** The bucket by its last word, in points and points a second; null before. */
  bucket(): { readonly maximum: number; readonly restored: number } | null;
  /** What the last of these asked for and what it cost, in points; null before the first. */
  costOf(operation: Operation<unknown>): QueryCost | null;
}

export interface QueryCost {
  readonly requested: number;
  /** Null where it was not carried out. */
  readonly actual: number | null;
}

/** All that is asked of one shop goes through one of these: it knows what each operation costs, and hears Shopify's clock. */
export function createExchange(ports: Ports, endpoint: Endpoint, serverClock: ServerClock): Exchange {
  const pacer = createPacer(ports.monotonic);
  const learned = new Map<string, QueryCost>();
  let version: string | null = null;
  let bucket: ReturnType<Exchange['bucket']> = null;
  const costOf = (operation: Operation<unknown>) => learned.get(operation.name)?.requested ?? operation.cost;

  const transport: Transport = async (request) => {
    const sentAt = ports.monotonic.now();
    const received = await receive(ports.monotonic, TIMEOUT_MS, async () => ports.http(request()));
    if (isNothing(received)) return received;
    version = received.headers.get('x-shopify-api-version') ?? version;
    serverClock.heard(received.headers.get('date'), sentAt);
    return received;
  };

  return {
    send: async (operation, variables, token, whyNot) => {
      const release = await pacer.acquire(costOf(operation), operation.kind);
      const asked = whyNot();
      const refusal = asked instanceof Promise ? await asked : asked;
      if (refusal) {
        release(null);
        throw refusal;
      }
      const { received, said } = await post(transport, endpoint, token, operation.document, variables);
      const cost = said.extensions?.cost;
      if (cost?.requestedQueryCost) {
        const actual = cost.actualQueryCost ?? null;
        learned.set(operation.name, { requested: cost.requestedQueryCost, actual });
      }
      if (cost?.throttleStatus) {
        const { maximumAvailable, restoreRate } = cost.throttleStatus;
        bucket = { maximum: maximumAvailable, restored: restoreRate };
      }
      release(cost?.throttleStatus ?? null);
      if (isNothing(received)) return received;
      return {
        came: 'answer',
        status: received.status,
        pauseMs: pauseNamedBy(received),
        body: bodyOf(operation, received, said.data),
        errors: errorsOf(said),
      };
    },
    keep: (operation) => pacer.keep(costOf(operation)),
    answeredVersion: () => version,
    bucket: () => bucket,
    costOf: (operation) => learned.get(operation.name) ?? null,
  };
}

/** An answer as Shopify's own client hands it over. `graphQLErrors` comes from the server and may be anything. */
interface Said {
  readonly data?: unknown;
  readonly errors?: { readonly graphQLErrors?: unknown };
  readonly extensions?: {
    readonly cost?: {
      readonly requestedQueryCost?: number;
      readonly actualQueryCost?: number | null;
      readonly throttleStatus?: ThrottleStatus;
    };
  };
}

/** Sends one request within the time. It does not reject. */
type Transport = (request: () => Request) => Promise<Response | NoAnswer>;

/** One POST through Shopify's own client: our transport, no repeats of its own. It does not reject. */
async function post(
  transport: Transport,
  { shop, origin, apiVersion }: Endpoint,
  token: string,
  document: string,
  variables: Record<string, unknown>,
): Promise<{ received: Response | NoAnswer; said: Said }> {
  const address = `${origin}/admin/api/${apiVersion}/graphql.json`;
  const line: { received: Response | NoAnswer } = {
    received: { came: 'nothing', why: 'not sent', failure: null, waitedMs: 0 },
  };
  try {
    const client = createAdminApiClient({
      storeDomain: shop,
      apiVersion,
      accessToken: token,
      retries: 0,
      logger: () => undefined, // its log lines carry the access token
      customFetchApi: async (_url, init) => {
        line.received = await transport(
          () =>
            // A token is shown to nobody whom an answer names.
            new Request(address, { ...(init as RequestInit), redirect: 'manual' }),
        );
        if (isNothing(line.received)) throw new Error(line.received.why);
        return line.received;
      },
    });
    const said = (await client.request(document, { variables, retries: 0 })) as Said;
    return { received: line.received, said };
  } catch {
    // Their client turns away a shop or a token of the wrong form; what a server says it hands over.
    return { received: line.received, said: {} };
  }
}

function bodyOf<Data>(operation: Operation<Data>, response: Response, data: unknown): Body<Data> {
  if (!response.ok) return { is: 'unread' };
  const parsed = operation.data.safeParse(data);
  if (parsed.success) return { is: 'asked', data: parsed.data };
  return { is: response.headers.get('content-type')?.includes('json') ? 'json' : 'other' };
}

function errorsOf(said: Said): SideError[] {
  const named = said.errors?.graphQLErrors;
  if (!Array.isArray(named)) return [];
  return (named as { message?: string; extensions?: { code?: string } }[]).map((error) => ({
    code: error.extensions?.code ?? null,
    message: error.message ?? '',
  }));
}
