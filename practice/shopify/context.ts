import type { Bulk } from './bulk-operation.ts';
import type { Idempotency } from './idempotency.ts';
import type { Item, Level, ShopState } from './state.ts';
import type { Webhooks } from './webhooks.ts';

/** What may be changed while the shop runs. */
export interface Settings {
  scopes: readonly string[];
  /** Ascending; the first is the oldest still answering, to which unknown ones fall forward. */
  apiVersions: readonly { readonly handle: string; readonly supported: boolean }[];
  plan: string;
  bucketSize: number;
  restoreRate: number;
  searchLagMs: number;
  bulkDurationMs: number;
  /** The version of webhook bodies, set on the app [S]. */
  webhookApiVersion: string;
  /** Signs webhooks; the app's client secret. */
  webhookSecret: string;
  /** Whether the app may subscribe to topics with protected customer data. */
  protectedData: boolean;
  /** Whether a refused batch names all its bad rows or the first only [U]. */
  badRows: 'all' | 'first';
}

export interface Stats {
  requests: number;
  mutations: number;
  pointsUsed: number;
  throttled: number;
  quantitiesWritten: number;
  readonly byOperation: Map<string, number>;
}

/** What resolvers get to see. */
export interface Context {
  readonly state: ShopState;
  readonly settings: Settings;
  readonly stats: Stats;
  readonly idempotency: Idempotency;
  readonly webhooks: Webhooks;
  readonly bulk: Bulk;
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

export interface UserError {
  readonly field: readonly string[] | null;
  readonly message: string;
  readonly code?: string;
}
