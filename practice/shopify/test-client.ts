import type { PracticeClock } from '../clock.ts';
import { createPracticeShopify, type PracticeShopify, type PracticeShopifyOptions } from './shop.ts';

/** For the tests beside this file: a clock that stands until moved, and a caller of the Admin API. */
export interface TestClock extends PracticeClock {
  advance(ms: number): Promise<void>;
}

export function testClock(start = Date.parse('2026-11-23T08:00:00Z')): TestClock {
  let now = start;
  let sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  return {
    now: () => now,
    sleep: (ms) => new Promise((wake) => void sleepers.push({ at: now + ms, wake })),
    advance: async (ms) => {
      now += ms;
      for (const { wake } of sleepers.filter(({ at }) => at <= now)) wake();
      sleepers = sleepers.filter(({ at }) => at > now);
      await Promise.resolve();
    },
  };
}

interface Answer {
  readonly data: unknown;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions?: Readonly<Record<string, unknown>>;
  }[];
  readonly extensions?: {
    readonly cost: {
      readonly requestedQueryCost: number;
      readonly actualQueryCost: number | null;
      readonly throttleStatus: Readonly<Record<string, number>>;
    };
    readonly search?: readonly object[];
  };
}

export const token = 'shpat_test';
export const origin = 'http://127.0.0.1:4000';

export function post(path: string, body: string, headers: Record<string, string> = {}): Request {
  return new Request(`${origin}${path}`, { method: 'POST', body, headers });
}

export const graphqlRequest = (query: string, variables: object = {}, version = '2026-10') =>
  post(`/admin/api/${version}/graphql.json`, JSON.stringify({ query, variables }), {
    'Content-Type': 'application/json',
    'X-Shopify-Access-Token': token,
  });

export interface TestShop {
  readonly clock: TestClock;
  readonly shop: PracticeShopify;
  readonly goteborg: string;
  readonly malmo: string;
  /** `key` fills `@idempotent(key: $key)`. */
  readonly call: (query: string, variables?: object) => Promise<Answer>;
}

/** A shop with two locations. */
export function testShop(options: Partial<PracticeShopifyOptions> = {}): TestShop {
  const clock = testClock();
  const shop = createPracticeShopify({ clock, accessTokens: [token], ...options });
  const goteborg = shop.addLocation({ name: 'Göteborg' }).id;
  const malmo = shop.addLocation({ name: 'Malmö' }).id;
  const call = async (query: string, variables: object = {}) =>
    (await (await shop.handle(graphqlRequest(query, variables))).json()) as Answer;
  return { clock, shop, goteborg, malmo, call };
}

export const setMutation = `mutation Set($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { id changes { name delta quantityAfterChange } }
    userErrors { field message code }
  }
}`;

/** Input of `inventorySetQuantities` with what every call has in common. */
export const setInput = (quantities: readonly object[], rest: object = {}) => ({
  name: 'available',
  reason: 'correction',
  referenceDocumentUri: 'gid://lagerkoppling/Run/1',
  quantities,
  ...rest,
});
