/**
 * Goods of which nobody can say whose they are, because an item's SKU is mistyped. left_article: the article whose number the item last carried
 * before it was given another. untold: what a line has taken while its goods could not be told; it moves the level all the same.
 */
export const goodsInDoubt = {
  version: 270,
  sql: `
ALTER TABLE shop_item ADD COLUMN left_article TEXT;
ALTER TABLE order_effect ADD COLUMN untold INTEGER NOT NULL DEFAULT 0;
`,
} as const;
