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
  /**
   * A list of all items shows only so many of them, the oldest, and says that this is all: an index that is being built anew [U].
   * Null: all. What is asked for by its id is shown as ever.
   */
  itemsShown: number | null;
  /** The version of webhook bodies, set on the app [S]. */
  webhookApiVersion: string;
  /** Signs webhooks; the app's client secret. */
  webhookSecret: string;
  /** Whether the app may subscribe to topics with protected customer data. */
  protectedData: boolean;
  /** Whether a refused batch names all its bad rows or the first only [U]. */
  badRows: 'all' | 'first';
  /** Whether the list of open fulfillment orders shows those of orders older than 60 days [U]. */
  oldFulfillmentOrders: 'listed' | 'hidden';
  /** Whether answers tell the server's time. */
  tellsTime: boolean;
}

/** What a shop may begin with instead of the usual. */
export interface SettingsOptions {
  /** Default the vendor guide's five. */
  readonly scopes?: readonly string[];
  /** Points; Standard is 2,000 and 100 a second. */
  readonly bucketSize?: number;
  readonly restoreRate?: number;
  readonly searchLagMs?: number;
  readonly bulkDurationMs?: number;
  readonly badRows?: 'all' | 'first';
}

const guideScopes = [
  'read_inventory',
  'write_inventory',
  'read_orders',
  'read_locations',
  'read_merchant_managed_fulfillment_orders',
];

/** On 2026-11-23: oldest 2026-01, latest 2026-10, then the release candidate [D]. */
const apiVersions = [
  { handle: '2026-01', supported: true },
  { handle: '2026-04', supported: true },
  { handle: '2026-07', supported: true },
  { handle: '2026-10', supported: true },
  { handle: '2027-01', supported: false },
  { handle: 'unstable', supported: false },
];

/** What a shop begins with: the usual, but for what `options` say. */
export const initialSettings = (options: SettingsOptions, webhookSecret: string): Settings => ({
  scopes: options.scopes ?? guideScopes,
  apiVersions,
  plan: 'Grow',
  bucketSize: options.bucketSize ?? 2_000,
  restoreRate: options.restoreRate ?? 100,
  searchLagMs: options.searchLagMs ?? 0,
  bulkDurationMs: options.bulkDurationMs ?? 300,
  itemsShown: null,
  webhookApiVersion: '2026-10',
  webhookSecret,
  protectedData: true,
  badRows: options.badRows ?? 'all',
  oldFulfillmentOrders: 'listed',
  tellsTime: true,
});
