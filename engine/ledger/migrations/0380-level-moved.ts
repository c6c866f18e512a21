/**
 * moved_until: by Shopify's clock, when a write of ours had moved the level by some units, without anybody seeing what it then was. A reading
 * from before it does not count; an order from before it is not in what was read before it.
 */
export const levelMoved = {
  version: 380,
  sql: `
ALTER TABLE shop_level ADD COLUMN moved_until INTEGER NOT NULL DEFAULT 0;
`,
} as const;
