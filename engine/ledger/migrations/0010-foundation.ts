/** Settings, both catalogues, balances and the append-only movements. Quantities of EasyCashier are thousandths. */
export const foundation = {
  version: 10,
  sql: `
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE store (
  store_number TEXT PRIMARY KEY, name TEXT NOT NULL, location_id TEXT UNIQUE,
  last_push_at INTEGER, last_order_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE location (
  location_id TEXT PRIMARY KEY, name TEXT NOT NULL, is_active INTEGER NOT NULL, fulfills_online INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE article (
  article_number TEXT PRIMARY KEY, article_id TEXT NOT NULL, name TEXT NOT NULL, barcode TEXT NOT NULL,
  is_stock_item INTEGER NOT NULL, is_webshop INTEGER NOT NULL, in_use INTEGER NOT NULL,
  average_cost REAL NOT NULL, is_duplicate INTEGER NOT NULL DEFAULT 0, is_gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX article_webshop ON article (is_webshop, article_number);

-- EasyCashier's tree. sales_* is what the day's sales report said just before the balance was read.
CREATE TABLE balance (
  article_number TEXT NOT NULL, store_number TEXT NOT NULL, thousandths INTEGER NOT NULL, read_at INTEGER NOT NULL,
  sales_day TEXT, sales_thousandths INTEGER,
  PRIMARY KEY (article_number, store_number)
) STRICT, WITHOUT ROWID;

-- Why each balance is what it is. The sum per cell equals the balance, always.
CREATE TABLE movement (
  id INTEGER PRIMARY KEY, at INTEGER NOT NULL, article_number TEXT NOT NULL, store_number TEXT NOT NULL,
  thousandths INTEGER NOT NULL,
  cause TEXT NOT NULL CHECK (cause IN ('opening', 'sale', 'stockChange', 'booking', 'reattributed')),
  reference TEXT
) STRICT;
CREATE INDEX movement_cell ON movement (article_number, store_number);
CREATE TRIGGER movement_is_final BEFORE UPDATE ON movement BEGIN SELECT RAISE(ABORT, 'movements are append-only'); END;
CREATE TRIGGER movement_stays BEFORE DELETE ON movement BEGIN SELECT RAISE(ABORT, 'movements are append-only'); END;

-- The day's sales as last reported, cumulative.
CREATE TABLE sales (
  day TEXT NOT NULL, article_number TEXT NOT NULL, store_number TEXT NOT NULL, thousandths INTEGER NOT NULL,
  PRIMARY KEY (day, article_number, store_number)
) STRICT, WITHOUT ROWID;

-- Shopify's tree. available is what we hold to be true; observed is a reading that nothing explains yet; doubt is
-- the part of known order effects that the last reading may or may not have held already.
CREATE TABLE shop_item (
  inventory_item_id TEXT PRIMARY KEY, sku TEXT NOT NULL, tracked INTEGER NOT NULL, is_duplicate INTEGER NOT NULL DEFAULT 0,
  is_bundle INTEGER NOT NULL DEFAULT 0, updated_at TEXT NOT NULL, seen_walk INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX shop_item_sku ON shop_item (sku);
CREATE TABLE shop_level (
  inventory_item_id TEXT NOT NULL, location_id TEXT NOT NULL, available INTEGER NOT NULL, is_active INTEGER NOT NULL,
  read_at INTEGER NOT NULL, read_until INTEGER NOT NULL, doubt INTEGER NOT NULL DEFAULT 0, observed INTEGER, observed_at INTEGER,
  PRIMARY KEY (inventory_item_id, location_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX shop_level_observed ON shop_level (observed_at) WHERE observed_at IS NOT NULL;

-- The third tree (what we last agreed on) and the queue. A cell waits here from the moment its target moved.
CREATE TABLE cell (
  article_number TEXT NOT NULL, store_number TEXT NOT NULL,
  agreed INTEGER, agreed_at INTEGER,
  dirty_since INTEGER, cause TEXT, reference TEXT, not_before INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0, hold TEXT,
  PRIMARY KEY (article_number, store_number)
) STRICT, WITHOUT ROWID;
CREATE INDEX cell_dirty ON cell (dirty_since) WHERE dirty_since IS NOT NULL;
`,
} as const;
