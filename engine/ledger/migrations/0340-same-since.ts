/**
 * same_since: by Shopify's clock, the reading or the write since which every reading of the level has agreed with what orders tell. An order found
 * later that falls in between has been hidden by goods that came back, or by another's hand. Null: not known yet.
 */
export const sameSince = {
  version: 340,
  sql: `
ALTER TABLE shop_level ADD COLUMN same_since INTEGER;
`,
} as const;
