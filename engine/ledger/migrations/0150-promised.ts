/** Levels with more promised to orders than is counted off are found without a look at all of them. */
export const promised = {
  version: 150,
  sql: `
CREATE INDEX shop_level_promised ON shop_level (inventory_item_id, location_id) WHERE committed > unseen AND observed_at IS NULL;
`,
} as const;
