import { createAdminApiClient } from '@shopify/admin-api-client';
import { type ShopTime, shopTime } from '../../shared/words/time.ts';
import { OutcomeUnknown } from '../outcome-unknown.ts';
import type { Ports } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import { createServerClock } from '../server-clock.ts';
import type { Operation } from './operation.ts';
import { createPacer, type ThrottleStatus } from './pacer.ts';
import { timeQuery } from './shop-operations.ts';
import { createTokenSource } from './token.ts';

/** Newest stable version; the scopes and documents are written for it (`shopify.md` §2). */
export const API_VERSION = '2026-10';

const TIMEOUT_MS = 20_000;
const READ_TRIES = 4;

export interface ShopifyTarget {
  readonly shop: string;
  /** Replaces `https://{shop}`; loopback only. */
  readonly url: string | null;
  readonly clientId: string | null;
}

export interface ShopifyClient {
  /**
   * Reads are repeated until they are answered or hopeless; writes are sent once.
   * @throws OutcomeUnknown for a write whose outcome is not known
   * @throws Refusal `shopifyUnreachable`, `shopifyRefusedKey`, `shopifyMissingScope`, `shopifyUnexpected`, `shadowMode`, `otherComputer`
   */
  request<Data>(operation: Operation<Data>, variables: Record<string, unknown>): Promise<Data>;
  /**
   * Waits until the write may begin, so that its rows can be chosen at the last moment. Its points are kept for it;
   * the result gives them back where nothing is sent after all.
   */
  ready(operation: Operation<unknown>): Promise<() => void>;
  /** Fetches a bulk operation's result. */
  download(url: string): Promise<Response>;
  /** The version that answered last; another than asked for means ours is no longer served. */
  answeredVersion(): string | null;
  /** What Shopify's clock shows now, by the `Date` of its answers; null before the first. */
  now(): ShopTime | null;
  /** Asks for the time where no answer has told it yet. @throws as `request` */
  knowTime(): Promise<void>;
}

interface Answer {
  data?: unknown;
  errors?: { message?: string; graphQLErrors?: unknown[]; networkStatusCode?: number };
  extensions?: { cost?: { requestedQueryCost?: number; throttleStatus?: ThrottleStatus } };
}

export function createShopifyClient(
  ports: Ports,
  target: ShopifyTarget,
  whyReadOnly: () => Refusal | null,
  serverClock = createServerClock(ports),
): ShopifyClient {
  const origin = target.url ?? `https://${target.shop}`;
  const tokens = createTokenSource(ports, { origin, clientId: target.clientId });
  const pacer = createPacer(ports.monotonic);
  const learned = new Map<string, number>();
  let version: string | null = null;

  /** One exchange through Shopify's own client: our pacing, our timeout, no retries of its own. */
  const exchange = async (operation: Operation<unknown>, variables: Record<string, unknown>) => {
    const token = await tokens.current();
    const release = await pacer.acquire(learned.get(operation.name) ?? operation.cost, operation.kind);
    let status: number | null = null;
    let retryAfter = 0;
    const abort = new AbortController();
    const done = new AbortController();
    void ports.monotonic.sleep(TIMEOUT_MS, done.signal).then(() => {
      if (!done.signal.aborted) abort.abort();
    });
    try {
      const client = createAdminApiClient({
        storeDomain: target.shop,
        apiVersion: API_VERSION,
        accessToken: token,
        retries: 0,
        logger: () => undefined, // its log lines carry the access token
        customFetchApi: async (_url, init) => {
          const address = `${origin}/admin/api/${API_VERSION}/graphql.json`;
          const sentAt = ports.monotonic.now();
          const response = await withAbort(
            ports.http(new Request(address, init as RequestInit)),
            abort.signal,
          );
          status = response.status;
          retryAfter = Number(response.headers.get('retry-after') ?? 0);
          version = response.headers.get('x-shopify-api-version') ?? version;
          serverClock.heard(response.headers.get('date'), sentAt);
          return response;
        },
      });
      const answer = (await client.request(operation.document, { variables, retries: 0 })) as Answer;
      const cost = answer.extensions?.cost;
      if (cost?.requestedQueryCost) learned.set(operation.name, cost.requestedQueryCost);
      release(cost?.throttleStatus ?? null);
      return { answer, status: status as number | null, retryAfter, token };
    } catch (error) {
      release(null);
      throw error instanceof Refusal ? error : new OutcomeUnknown(String(error));
    } finally {
      done.abort('answered');
    }
  };

  const request = async <Data>(operation: Operation<Data>, variables: Record<string, unknown>) => {
    const refusal = operation.kind === 'write' ? whyReadOnly() : null;
    if (refusal) throw refusal;
    let renewed = false;
    for (let attempt = 1; ; ) {
      const { answer, status, retryAfter, token } = await exchange(operation, variables);
      const errors = (answer.errors?.graphQLErrors ?? []) as {
        message?: string;
        extensions?: { code?: string };
      }[];
      if (errors.some((error) => error.extensions?.code === 'THROTTLED')) {
        await ports.monotonic.sleep(1_000);
        continue;
      }
      if (status === 429) {
        await ports.monotonic.sleep(Math.max(1, retryAfter) * 1_000);
        continue;
      }
      if (status === 401) {
        tokens.reject(token);
        if (renewed) throw new Refusal('shopifyRefusedKey', { shop: target.shop });
        renewed = true;
        continue;
      }
      if (status === 403 || status === 402 || status === 423) {
        throw new Refusal('shopifyRefusedKey', { shop: target.shop });
      }
      if (status === 404) throw new Refusal('shopifyBadAddress', { shop: target.shop });
      const denied = errors.find((error) => error.extensions?.code === 'ACCESS_DENIED');
      if (denied) throw new Refusal('shopifyMissingScope', { scopes: scopeOf(denied.message ?? '') });
      if (errors.length > 0) {
        ports.log.error('shopify.refused', {
          operation: operation.name,
          errors: errors.map((e) => e.message),
        });
        throw new Refusal('shopifyUnexpected', { operation: operation.name });
      }
      const parsed = operation.data.safeParse(answer.data);
      if (parsed.success) return parsed.data;
      const why = status === null ? 'no answer' : `status ${status}`;
      ports.log.warn('shopify.unanswered', { operation: operation.name, why });
      if (operation.kind === 'write') throw new OutcomeUnknown(why);
      if (attempt >= READ_TRIES) {
        if (status === 200) throw new Refusal('shopifyUnexpected', { operation: operation.name });
        throw new Refusal('shopifyUnreachable', { address: origin });
      }
      await ports.monotonic.sleep(500 * 2 ** attempt + ports.random.fraction() * 250);
      attempt += 1;
    }
  };

  const ask: ShopifyClient['request'] = async (operation, variables) => {
    try {
      return await request(operation, variables);
    } catch (error) {
      if (error instanceof OutcomeUnknown && operation.kind === 'read') {
        throw new Refusal('shopifyUnreachable', { address: origin });
      }
      throw error;
    }
  };

  return {
    request: ask,
    ready: (operation) => pacer.keep(learned.get(operation.name) ?? operation.cost),
    download: async (url) => {
      try {
        return await ports.http(new Request(url));
      } catch {
        throw new Refusal('shopifyUnreachable', { address: origin });
      }
    },
    answeredVersion: () => version,
    now: () => (serverClock.isHeard() ? shopTime(serverClock.now()) : null),
    knowTime: async () => {
      if (!serverClock.isHeard()) await ask(timeQuery, {});
    },
  };
}

function scopeOf(message: string): string {
  const scopes = [...message.matchAll(/`(\w+)` access scope/g)].map((match) => match[1]);
  return scopes.join(', ') || message.slice(0, 200);
}

function withAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new OutcomeUnknown('timeout')), { once: true });
    work.then(resolve, reject);
  });
}
