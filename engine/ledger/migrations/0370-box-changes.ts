/**
 * box_change, box_change_row: which boxes »Webshop« one press of a button has changed, so that it can be taken back. A row is `sent` before
 * EasyCashier is asked and `done` when it has said yes; log_id: the newest line of the log then.
 */
export const boxChanges = {
  version: 370,
  sql: `
CREATE TABLE box_change (
  change_id TEXT PRIMARY KEY, at INTEGER NOT NULL, is_on INTEGER NOT NULL, undoes TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX box_change_at ON box_change (at, change_id);
CREATE INDEX box_change_undoes ON box_change (undoes) WHERE undoes IS NOT NULL;
CREATE TABLE box_change_row (
  change_id TEXT NOT NULL, article_number TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('sent', 'done')), log_id INTEGER,
  PRIMARY KEY (change_id, article_number)
) STRICT, WITHOUT ROWID;
`,
} as const;
