import type { BulkOperations } from './bulk-operations.ts';
import type { Idempotency } from './idempotency.ts';
import type { Settings } from './settings.ts';
import type { Item, Level, ShopState } from './state.ts';
import type { Webhooks } from './webhooks.ts';

export interface Stats {
  requests: number;
  mutations: number;
  pointsUsed: number;
  throttled: number;
  quantitiesWritten: number;
  readonly byOperation: Map<string, number>;
}

/** Nothing has been asked yet. */
export const emptyStats = (): Stats => ({
  requests: 0,
  mutations: 0,
  pointsUsed: 0,
  throttled: 0,
  quantitiesWritten: 0,
  byOperation: new Map(),
});

/** What resolvers get to see. */
export interface Context {
  readonly state: ShopState;
  readonly settings: Settings;
  readonly stats: Stats;
  readonly idempotency: Idempotency;
  readonly webhooks: Webhooks;
  readonly bulk: BulkOperations;
  /** `Type` and `Type.field` the token's scopes do not open. */
  readonly denied: ReadonlySet<string>;
  /** True in bulk queries: connections give all they have. */
  readonly everything: boolean;
  /** Where bulk results are served. */
  readonly origin: string;
  /** Remarks about ignored search fields, for `extensions.search`. */
  readonly remarks: {
    readonly path: readonly string[];
    readonly query: string;
    readonly warnings: readonly object[];
  }[];
}

/** An inventory level as resolvers hand it on: the level does not know its item. */
export interface LevelOfItem {
  readonly item: Item;
  readonly level: Level;
}
