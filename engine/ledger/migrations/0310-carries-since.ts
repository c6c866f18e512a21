/**
 * carries_since: by Shopify's clock, when the item was first seen to carry its SKU, until the orders have been gone through since. What the item
 * that carried it before had promised stands nowhere on this one.
 * waiting_line_sku: also a line whose item carries another SKU by now may be of the article under whose number it was sold.
 */
export const carriesSince = {
  version: 310,
  sql: `
ALTER TABLE shop_item ADD COLUMN carries_since INTEGER;
CREATE INDEX shop_item_carries_since ON shop_item (carries_since) WHERE carries_since IS NOT NULL;
DROP INDEX waiting_line_sku;
CREATE INDEX waiting_line_sku ON waiting_line (sku);
`,
} as const;
