/**
 * opening_told: the lines of an order from before the activation whose goods were told once, and what they had taken by then counted. Whose they
 * are may be in doubt again later; they are not counted again.
 */
export const openingTold = {
  version: 330,
  sql: `
CREATE TABLE opening_told (
  order_id TEXT NOT NULL, line_id TEXT NOT NULL, PRIMARY KEY (order_id, line_id)
) STRICT, WITHOUT ROWID;
INSERT INTO opening_told (order_id, line_id)
  SELECT DISTINCT order_id, line_id FROM order_effect JOIN shop_order USING (order_id)
  WHERE untold = 0 AND created_at < (SELECT CAST(value AS INTEGER) FROM setting WHERE name = 'activatedAt');
`,
} as const;
