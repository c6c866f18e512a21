/** What is under way and what was done: orders, bookings, plans, runs, batches, the inbox and the sync log. */
export const work = {
  version: 20,
  sql: `
CREATE TABLE shop_order (
  order_id TEXT PRIMARY KEY, name TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  state TEXT NOT NULL, looked_at INTEGER NOT NULL, looks INTEGER NOT NULL, next_look_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX shop_order_created ON shop_order (created_at);
CREATE INDEX shop_order_next_look ON shop_order (next_look_at) WHERE next_look_at IS NOT NULL;

-- The effect of each order line per location as last computed from the order: units gone from stock there.
-- An empty location_id holds the units that Shopify has not routed yet.
CREATE TABLE order_effect (
  order_id TEXT NOT NULL, line_id TEXT NOT NULL, location_id TEXT NOT NULL,
  article_number TEXT NOT NULL, units INTEGER NOT NULL, kept INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (order_id, line_id, location_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX order_effect_unrouted ON order_effect (article_number) WHERE location_id = '';

-- One call to EasyCashier each. baseline: taken as booked before the line of activation; never sent.
CREATE TABLE booking (
  booking_id TEXT PRIMARY KEY, order_id TEXT NOT NULL, store_number TEXT NOT NULL, cause TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('baseline', 'question', 'pending', 'sent', 'unknown', 'confirmed', 'rejected', 'dropped')),
  comment TEXT NOT NULL UNIQUE, created_at INTEGER NOT NULL, sent_at INTEGER, settled_at INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0, not_before INTEGER NOT NULL DEFAULT 0, reason TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX booking_order ON booking (order_id);
CREATE INDEX booking_open ON booking (state, created_at) WHERE state IN ('question', 'pending', 'sent', 'unknown');
CREATE TABLE booking_line (
  booking_id TEXT NOT NULL REFERENCES booking (booking_id), article_number TEXT NOT NULL,
  delta INTEGER NOT NULL CHECK (delta <> 0),
  balance_before INTEGER, sales_day TEXT, sales_before INTEGER,
  PRIMARY KEY (booking_id, article_number)
) STRICT, WITHOUT ROWID;
CREATE INDEX booking_line_article ON booking_line (article_number);

CREATE TABLE plan (
  plan_id TEXT PRIMARY KEY, hash TEXT NOT NULL, created_at INTEGER NOT NULL, counts TEXT NOT NULL,
  writes INTEGER NOT NULL, guard TEXT, applied_by TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE plan_row (
  plan_id TEXT NOT NULL REFERENCES plan (plan_id), position INTEGER NOT NULL,
  article_number TEXT NOT NULL, name TEXT NOT NULL, store_number TEXT NOT NULL,
  inventory_item_id TEXT, location_id TEXT, plan_group TEXT NOT NULL,
  easycashier INTEGER, before INTEGER, after INTEGER, reason TEXT,
  PRIMARY KEY (plan_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE run (
  run_id TEXT PRIMARY KEY, kind TEXT NOT NULL, plan_id TEXT, undoes TEXT, state TEXT NOT NULL,
  started_at INTEGER NOT NULL, finished_at INTEGER, total INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE run_row (
  run_id TEXT NOT NULL REFERENCES run (run_id), position INTEGER NOT NULL,
  article_number TEXT NOT NULL, store_number TEXT NOT NULL, inventory_item_id TEXT NOT NULL, location_id TEXT NOT NULL,
  before INTEGER NOT NULL, after INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT,
  PRIMARY KEY (run_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_row_open ON run_row (run_id, position) WHERE state IN ('pending', 'sent', 'unknown');

-- One mutation each; stored before it is sent, sent again only with the same key and the same rows.
CREATE TABLE batch (
  idempotency_key TEXT PRIMARY KEY, run_id TEXT, state TEXT NOT NULL CHECK (state IN ('open', 'done', 'failed', 'lost')),
  created_at INTEGER NOT NULL, settled_at INTEGER, reason TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX batch_open ON batch (created_at) WHERE state = 'open';
CREATE TABLE batch_row (
  idempotency_key TEXT NOT NULL REFERENCES batch (idempotency_key), position INTEGER NOT NULL,
  article_number TEXT NOT NULL, store_number TEXT NOT NULL, inventory_item_id TEXT NOT NULL, location_id TEXT NOT NULL,
  before INTEGER NOT NULL, after INTEGER NOT NULL, cause TEXT NOT NULL, reference TEXT, run_position INTEGER,
  PRIMARY KEY (idempotency_key, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE inbox (
  inbox_id TEXT PRIMARY KEY, subject TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, args TEXT NOT NULL, choices TEXT NOT NULL,
  opened_at INTEGER NOT NULL, resolved_at INTEGER, choice TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX inbox_open ON inbox (opened_at) WHERE resolved_at IS NULL;

CREATE TABLE log (
  id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, event TEXT NOT NULL, article_number TEXT, store_number TEXT,
  location_id TEXT, before REAL, after REAL, cause TEXT NOT NULL, reference TEXT, result TEXT NOT NULL, args TEXT NOT NULL
) STRICT;
CREATE INDEX log_article ON log (article_number, id) WHERE article_number IS NOT NULL;
CREATE INDEX log_at ON log (at);
`,
} as const;
