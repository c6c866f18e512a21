import { setImmediate as turn } from 'node:timers/promises';
import type { Ledger } from '../engine/ledger/database.ts';
import type { ShopifyClient } from '../engine/shopify/client.ts';
import { createCallQueue } from '../engine/sync/runtime/call-queue.ts';
import { type Sync, usualTiming } from '../engine/sync/runtime/context.ts';
import { newLeaseState } from '../engine/sync/runtime/lease-state.ts';
import { createSignal } from '../engine/sync/runtime/signal.ts';
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
  const monotonic = { now: () => monotonicTime(now), sleep: () => turn() };
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
    bucket: () => null,
    costOf: () => null,
    tellsTime: () => null,
    now: () => shopTime(now),
    knowTime: async () => undefined,
    hearTime: async () => undefined,
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
      easycashierQueue: createCallQueue(monotonic, { waitMs: () => 0, spent: () => 0 }),
      relay: () => {
        throw new Error('no relay here');
      },
      lease: newLeaseState(),
      signals: {
        bookings: createSignal(monotonic),
        stockOut: createSignal(monotonic),
        orders: createSignal(monotonic),
        hints: createSignal(monotonic),
        otherHints: createSignal(monotonic),
      },
      timing: usualTiming,
      troubles: new Map(),
      held: {},
      onProgress: silent,
    },
  };
}
