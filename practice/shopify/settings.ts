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
