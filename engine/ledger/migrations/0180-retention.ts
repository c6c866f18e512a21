/**
 * What is older than 13 months is folded (`ledger/retention.ts`): movements of a position into one opening movement, bookings of an
 * order long done into what they had booked in all. An order that changes after years is compared with that and never booked anew.
 */
export const retention = {
  version: 180,
  sql: `
-- One row, and 0 outside a transaction that folds: movements from before that instant may be replaced by their sum.
CREATE TABLE movement_fold (one INTEGER PRIMARY KEY CHECK (one = 1), before INTEGER NOT NULL) STRICT;
INSERT INTO movement_fold VALUES (1, 0);
DROP TRIGGER movement_stays;
CREATE TRIGGER movement_stays BEFORE DELETE ON movement WHEN OLD.at >= (SELECT before FROM movement_fold) BEGIN SELECT RAISE(ABORT, 'movements are append-only'); END;
DROP INDEX movement_cell;
CREATE INDEX movement_cell ON movement (article_number, store_number, at, thousandths);

-- Units taken out of a position by bookings of an order that are no longer kept one by one.
CREATE TABLE booked_before (
  order_id TEXT NOT NULL, article_number TEXT NOT NULL, store_number TEXT NOT NULL, units INTEGER NOT NULL,
  PRIMARY KEY (order_id, article_number, store_number)
) STRICT, WITHOUT ROWID;
CREATE INDEX batch_settled ON batch (settled_at) WHERE settled_at IS NOT NULL;
`,
} as const;
