/**
 * A level is kept as the whole vector that Shopify shows, with the units that open orders hold there as we know them: what is
 * committed beyond that has been sold by an order we have not seen. An order that cannot be read is kept until it can.
 */
export const witness = {
  version: 110,
  sql: `
ALTER TABLE shop_level ADD COLUMN committed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE shop_level ADD COLUMN set_aside INTEGER NOT NULL DEFAULT 0;
ALTER TABLE shop_level ADD COLUMN unseen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE shop_level ADD COLUMN observed_committed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE shop_level ADD COLUMN observed_aside INTEGER NOT NULL DEFAULT 0;
CREATE INDEX shop_level_unseen ON shop_level (judge_at) WHERE unseen > 0;
ALTER TABLE order_effect ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
CREATE INDEX order_effect_held ON order_effect (article_number, location_id) WHERE held > 0;
CREATE TABLE unread_order (
  order_id TEXT PRIMARY KEY, name TEXT NOT NULL, since INTEGER NOT NULL, tries INTEGER NOT NULL, next_look_at INTEGER NOT NULL,
  is_ignored INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
`,
} as const;
