/** What Shopify told us through the relay and what is still to be looked at because of it. */
export const relay = {
  version: 30,
  sql: `
-- A webhook, known by Shopify's own id for it so that the same one twice is one. Kept for a while after it was looked at.
CREATE TABLE relay_event (
  webhook_id TEXT PRIMARY KEY, seq INTEGER NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
  location_id TEXT, available INTEGER, happened_at INTEGER, received_at INTEGER NOT NULL, looked_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX relay_event_waiting ON relay_event (seq) WHERE looked_at IS NULL;
CREATE INDEX relay_event_done ON relay_event (looked_at) WHERE looked_at IS NOT NULL;
`,
} as const;
