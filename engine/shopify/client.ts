import { type ShopTime, shopTime } from '../../shared/words/time.ts';
import type { NotNow, Refused } from '../answers.ts';
import { ask } from '../ask.ts';
import { createBusySide } from '../busy-side.ts';
import { failureArgs, whyNoAnswer } from '../network-failure.ts';
import type { Ports } from '../ports.ts';
import { Refusal, type WhyNot } from '../refusal.ts';
import { createServerClock } from '../server-clock.ts';
import { createExchange, type QueryCost } from './exchange.ts';
import type { Operation } from './operation.ts';
import { timeQuery } from './shop-operations.ts';
import { createShutShop } from './shut-shop.ts';
import { createTokenSource } from './token.ts';

/** Newest stable version; the scopes and documents are written for it (`shopify.md` §2). */
export const API_VERSION = '2026-10';

/** The pause where Shopify is busy and names none: its points come back by the second (`shopify.md` §4). */
const BUSY_MS = 1_000;

/** A line for each item and each of its levels; read line by line, for minutes. */
const WHOLE_SHOP = { bytes: 4 * 1024 ** 3, ms: 30 * 60_000 };

/** The shop, and the app that asks. `clientId` is null where an existing app's token is used. */
export interface ShopifyTarget {
  readonly shop: string;
  /** Replaces `https://{shop}`; loopback only. */
  readonly url: string | null;
  readonly clientId: string | null;
}

/** Calls to one shop's Admin API. */
export interface ShopifyClient {
  /**
   * Reads are repeated until they are answered or hopeless; writes are sent once.
   * @throws OutcomeUnknown for a write whose outcome is not known
   * @throws Refusal `shopifyUnreachable`, `shopifyFrozen`, `shopifyLocked`, `shopifyRefusedKey`, `shopifyStrayCharacter`, `shopifyBadAddress`, `shopifyMissingScope`,
   * `shopifyUnexpected`, `shadowMode`, `otherComputer`
   */
  request<Data>(operation: Operation<Data>, variables: Record<string, unknown>): Promise<Data>;
  /**
   * Waits until the write may begin, so that its rows can be chosen at the last moment. Its points are kept for it;
   * the result gives them back where nothing is sent after all.
   */
  ready(operation: Operation<unknown>): Promise<() => void>;
  /** Fetches a bulk operation's result. @throws Refusal `shopifyUnreachable` */
  download(url: string): Promise<Response>;
  /** The version that answered last; another than asked for means ours is no longer served. */
  answeredVersion(): string | null;
  /** The bucket by Shopify's last word, in points and points a second; null before the first. */
  bucket(): { readonly maximum: number; readonly restored: number } | null;
  /** What the last of these asked for and cost; null before the first. */
  costOf(operation: Operation<unknown>): QueryCost | null;
  /** Whether answers tell the time; null before the first. */
  tellsTime(): boolean | null;
  /** What Shopify's clock shows now, by the `Date` of its answers; null before the first. */
  now(): ShopTime | null;
  /** Asks for the time where no answer has told it yet. @throws as `request` */
  knowTime(): Promise<void>;
  /** Asks for the time whatever is known of it: a computer that has slept does not know for how long. @throws as `request` */
  hearTime(): Promise<void>;
}

/**
 * Speaks to one shop. `whyReadOnly` is asked before each sending of a write: what it returns is thrown and nothing is sent. `serverClock` is kept by
 * whoever makes a new client for the same shop.
 */
export function createShopifyClient(
  ports: Ports,
  target: ShopifyTarget,
  whyReadOnly: WhyNot,
  serverClock = createServerClock(ports),
): ShopifyClient {
  const { shop, clientId } = target;
  const origin = target.url ?? `https://${shop}`;
  const credentials = createTokenSource(ports, { origin, clientId });
  const exchange = createExchange(ports, { shop, origin, apiVersion: API_VERSION }, serverClock);

  const shutShop = createShutShop(ports.monotonic);
  const busy = createBusySide(ports.monotonic);

  const request: ShopifyClient['request'] = async (operation, variables) => {
    const whyNot = () => (operation.kind === 'write' ? whyReadOnly() : null);
    const asked = whyNot();
    const refusal = asked instanceof Promise ? await asked : asked;
    if (refusal) throw refusal;
    shutShop.check();
    return ask(ports, {
      side: 'shopify',
      kind: operation.kind,
      ...(operation.tries === undefined ? {} : { tries: operation.tries }),
      credentials,
      send: (token) => exchange.send(operation, variables, token, whyNot),
      busy,
      busyMs: BUSY_MS,
      errorOf: (meaning) => {
        if (meaning.is === 'refused' && meaning.what === 'request') {
          ports.log.error('shopify.refused', { operation: operation.name, errors: meaning.words });
        }
        return refusalOf(meaning, { shop, origin, operation: operation.name });
      },
      note: (why, attempt) =>
        ports.log.warn('shopify.unanswered', { operation: operation.name, why, attempt }),
    }).then(
      (data) => {
        shutShop.opened();
        return data;
      },
      (error: unknown) => {
        shutShop.met(error);
        throw error;
      },
    );
  };

  return {
    request,
    ready: (operation) => exchange.keep(operation),
    download: async (url) => {
      try {
        return await ports.http(new Request(url), WHOLE_SHOP);
      } catch (error) {
        // The address itself is a key to the file.
        const address = new URL(url).origin;
        const { why, failure } = whyNoAnswer(error);
        ports.log.warn('shopify.unanswered', { operation: 'download', address, why });
        throw new Refusal('shopifyUnreachable', { address, ...failureArgs(failure) });
      }
    },
    answeredVersion: () => exchange.answeredVersion(),
    bucket: () => exchange.bucket(),
    costOf: (operation) => exchange.costOf(operation),
    tellsTime: () => serverClock.tellsTime(),
    now: () => (serverClock.isHeard() ? shopTime(serverClock.now()) : null),
    knowTime: async () => {
      if (!serverClock.isHeard()) await request(timeQuery, {});
    },
    hearTime: async () => {
      await request(timeQuery, {});
    },
  };
}

function refusalOf(
  meaning: Refused | NotNow,
  { shop, origin, operation }: { shop: string; origin: string; operation: string },
): Refusal {
  if (meaning.is === 'notNow') {
    if (meaning.fault === 'busy') return new Refusal('shopifyThrottled');
    return meaning.fault === 'garbled'
      ? new Refusal('shopifyUnexpected', { operation })
      : new Refusal('shopifyUnreachable', { address: origin, ...failureArgs(meaning.failure) });
  }
  switch (meaning.what) {
    case 'login':
      return new Refusal('shopifyRefusedKey', { shop });
    case 'frozen':
      return new Refusal('shopifyFrozen', { shop });
    case 'locked':
      return new Refusal('shopifyLocked', { shop });
    case 'address':
      return new Refusal('shopifyBadAddress', { shop });
    case 'scope':
      return new Refusal('shopifyMissingScope', { scopes: scopeOf(meaning.words[0] ?? '') });
    case 'request':
      return new Refusal('shopifyUnexpected', { operation });
  }
}

/** The scopes that Shopify's sentence names, or the sentence. */
function scopeOf(message: string): string {
  const scopes = [...message.matchAll(/`(\w+)` access scope/g)].map((match) => match[1]);
  return scopes.join(', ') || message.slice(0, 200);
}
