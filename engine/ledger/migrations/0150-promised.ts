/** Levels with more promised to orders than is counted off are found without a look at all of them. */
export const promised = {
  version: 150,
  sql: `
-- When committed was read: a known order may have explained the number since, without another reading.
ALTER TABLE shop_level ADD COLUMN committed_at INTEGER NOT NULL DEFAULT 0;
UPDATE shop_level SET committed_at = read_at;
CREATE INDEX shop_level_promised ON shop_level (inventory_item_id, location_id) WHERE committed > unseen AND observed_at IS NULL;
`,
} as const;
