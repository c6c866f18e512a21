/**
 * Items that Shopify fails at while it shows and takes others. what: whether it cannot be read or not be written; tries: how often in all;
 * next_at: when it is tried again, monotonic.
 */
export const failingItems = {
  version: 280,
  sql: `
CREATE TABLE failing_item (
  inventory_item_id TEXT NOT NULL, what TEXT NOT NULL CHECK (what IN ('read', 'write')), tries INTEGER NOT NULL,
  next_at INTEGER NOT NULL, PRIMARY KEY (inventory_item_id, what)
) STRICT, WITHOUT ROWID;
`,
} as const;
