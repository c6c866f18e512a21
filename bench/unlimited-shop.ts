import type { Ledger } from '../engine/ledger/database.ts';
import type { ShopifyClient } from '../engine/shopify/client.ts';
import { type Sync, usualTiming } from '../engine/sync/runtime/context.ts';
import { createLane } from '../engine/sync/runtime/lane.ts';
import { newLeaseState } from '../engine/sync/runtime/lease-state.ts';
import { createWake } from '../engine/sync/runtime/wake.ts';
import { monotonicTime, ourTime, shopTime } from '../shared/words/time.ts';

/** A shop that takes everything at once: what is left is the engine's own cost. Counts what it was given. */
export interface UnlimitedShop {
  readonly sync: Sync;
  written(): number;
}

export function unlimitedShop(ledger: Ledger): UnlimitedShop {
  let now = Date.parse('2026-11-23T08:00:00Z');
  let keys = 0;
  let written = 0;
  const monotonic = { now: () => monotonicTime(now), sleep: async () => undefined };
  const shopify: ShopifyClient = {
    request: async (operation, variables) => {
      now += 10;
      const { quantities } = variables.input as { quantities: unknown[] };
      written += quantities.length;
      return operation.data.parse({ inventorySetQuantities: { userErrors: [] } });
    },
    ready: async () => () => undefined,
    download: () => Promise.reject(new Error('nothing to fetch')),
    answeredVersion: () => null,
    now: () => shopTime(now),
    knowTime: async () => undefined,
  };
  const silent = () => undefined;
  return {
    written: () => written,
    sync: {
      ledger,
      ports: {
        clock: { now: () => ourTime(now) },
        monotonic,
        random: {
          uuid: () => {
            keys += 1;
            return `${keys.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
          },
          fraction: () => 0.5,
        },
        http: () => Promise.reject(new Error('no network here')),
        secrets: { get: async () => null, set: async () => undefined, delete: async () => undefined },
        log: { debug: silent, info: silent, warn: silent, error: silent },
        milestone: silent,
      },
      shopify: () => shopify,
      easycashier: () => {
        throw new Error('no EasyCashier here');
      },
      easycashierLane: createLane(),
      relay: () => {
        throw new Error('no relay here');
      },
      lease: newLeaseState(),
      wakes: {
        bookings: createWake(monotonic),
        stockOut: createWake(monotonic),
        orders: createWake(monotonic),
        hints: createWake(monotonic),
        otherHints: createWake(monotonic),
      },
      timing: usualTiming,
      troubles: new Map(),
      onProgress: silent,
    },
  };
}
