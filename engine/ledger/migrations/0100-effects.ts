/**
 * An effect of an order keeps the store it moved: mapping a store anew moves no old order. A booking that EasyCashier has refused
 * counts among the open ones, because its goods are gone all the same.
 */
export const effects = {
  version: 100,
  sql: `
CREATE TABLE ignored_sku (sku TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
ALTER TABLE order_effect ADD COLUMN store_number TEXT NOT NULL DEFAULT '';
UPDATE order_effect SET store_number = coalesce(
  (SELECT store.store_number FROM store WHERE store.location_id = order_effect.location_id), '');
DROP INDEX booking_open;
CREATE INDEX booking_open ON booking (state, created_at) WHERE state IN ('question', 'pending', 'rejected', 'sent', 'unknown');
`,
} as const;
