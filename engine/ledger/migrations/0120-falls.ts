/**
 * What has fallen within the hour, and of all positions the sum, kept by triggers: the guard asks for it before every write. What is
 * held waits outside the queue's index, so that it costs nothing while the question is open.
 */
export const falls = {
  version: 120,
  sql: `
ALTER TABLE cell ADD COLUMN is_held INTEGER NOT NULL DEFAULT 0;
ALTER TABLE cell DROP COLUMN zero_allowed;
CREATE INDEX cell_sendable ON cell (dirty_since) WHERE dirty_since IS NOT NULL AND is_held = 0;

-- See rules/falls.ts. in_scan: found by a full scan that has not ended; units: those that count; written_at: of the last write, monotonic.
CREATE TABLE fall (
  article_number TEXT NOT NULL, store_number TEXT NOT NULL,
  written INTEGER NOT NULL, waiting INTEGER NOT NULL, sold INTEGER NOT NULL, target INTEGER NOT NULL, allowed_to INTEGER,
  in_scan INTEGER NOT NULL, written_at INTEGER NOT NULL, units INTEGER NOT NULL,
  PRIMARY KEY (article_number, store_number)
) STRICT, WITHOUT ROWID;
CREATE INDEX fall_written ON fall (written_at) WHERE waiting = 0;

-- One row. positions, zeroed, units and written are of what counts; the waiting ones are what a yes would send.
CREATE TABLE fall_watch (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  positions INTEGER NOT NULL, zeroed INTEGER NOT NULL, units INTEGER NOT NULL, written INTEGER NOT NULL,
  waiting_positions INTEGER NOT NULL, waiting_zeroed INTEGER NOT NULL, waiting_units INTEGER NOT NULL, waiting_zeroed_units INTEGER NOT NULL,
  verdict TEXT CHECK (verdict IN ('massZero', 'massDrop')), is_scanning INTEGER NOT NULL, is_burst INTEGER NOT NULL
) STRICT;
INSERT INTO fall_watch VALUES (1, 0, 0, 0, 0, 0, 0, 0, 0, NULL, 0, 0);
CREATE TRIGGER fall_added AFTER INSERT ON fall WHEN NEW.units > 0 BEGIN UPDATE fall_watch SET positions = positions + 1, zeroed = zeroed + (NEW.target = 0), units = units + NEW.units, written = written + NEW.written, waiting_positions = waiting_positions + (NEW.waiting > 0), waiting_zeroed = waiting_zeroed + (NEW.waiting > 0 AND NEW.target = 0), waiting_units = waiting_units + NEW.waiting, waiting_zeroed_units = waiting_zeroed_units + NEW.waiting * (NEW.target = 0); END;
CREATE TRIGGER fall_removed AFTER DELETE ON fall WHEN OLD.units > 0 BEGIN UPDATE fall_watch SET positions = positions - 1, zeroed = zeroed - (OLD.target = 0), units = units - OLD.units, written = written - OLD.written, waiting_positions = waiting_positions - (OLD.waiting > 0), waiting_zeroed = waiting_zeroed - (OLD.waiting > 0 AND OLD.target = 0), waiting_units = waiting_units - OLD.waiting, waiting_zeroed_units = waiting_zeroed_units - OLD.waiting * (OLD.target = 0); END;
`,
} as const;
