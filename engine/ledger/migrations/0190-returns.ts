/**
 * Goods that came back without a refund are remembered with the answer, so that a refund that tells of them later is not booked again.
 * `goods_back`: what a level rose by (`units` are those that no refund has settled); `refund_seen`: what the refunds of an order had put
 * back when it was last looked at; `refund_match`: what of it was taken for goods that had been seen already.
 */
export const returns = {
  version: 190,
  sql: `
ALTER TABLE shop_order ADD COLUMN has_return INTEGER NOT NULL DEFAULT 0;
ALTER TABLE booking ADD COLUMN about TEXT;
CREATE INDEX order_effect_sold ON order_effect (article_number) WHERE location_id <> '';
CREATE TABLE goods_back (
  return_id TEXT PRIMARY KEY, article_number TEXT NOT NULL, store_number TEXT NOT NULL, location_id TEXT NOT NULL,
  units INTEGER NOT NULL CHECK (units >= 0), since INTEGER NOT NULL, seen_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('asked', 'booked')), order_id TEXT NOT NULL, orders TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX goods_back_article ON goods_back (article_number) WHERE units > 0;
CREATE TABLE refund_seen (
  order_id TEXT NOT NULL, line_id TEXT NOT NULL, location_id TEXT NOT NULL, units INTEGER NOT NULL,
  PRIMARY KEY (order_id, line_id, location_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE refund_match (
  order_id TEXT NOT NULL, line_id TEXT NOT NULL, location_id TEXT NOT NULL, return_id TEXT NOT NULL,
  article_number TEXT NOT NULL, store_number TEXT NOT NULL, units INTEGER NOT NULL, refunded_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('asked', 'booked')),
  PRIMARY KEY (order_id, line_id, location_id, return_id, state)
) STRICT, WITHOUT ROWID;
CREATE INDEX refund_match_place ON refund_match (article_number, location_id, refunded_at);
`,
} as const;
