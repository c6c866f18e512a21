import type { Connection } from './connection.ts';

/**
 * In order, never changed once released; a file remembers its version. `event` keeps the key of what has gone for a while, so
 * that a late retry is still known: its headers and body are NULL then.
 */
const migrations = [
  {
    version: 1,
    sql: `
CREATE TABLE tenant (
  tenant_no INTEGER PRIMARY KEY AUTOINCREMENT, tenant_id TEXT NOT NULL UNIQUE, created_at INTEGER NOT NULL,
  head INTEGER NOT NULL DEFAULT 0, acknowledged INTEGER NOT NULL DEFAULT 0, floor INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0, last_received_at INTEGER,
  gap_through INTEGER, gap_dropped INTEGER, gap_reason TEXT, gap_at INTEGER,
  epoch INTEGER NOT NULL DEFAULT 0, holder_id TEXT, holder_name TEXT, holder_since INTEGER, holder_expires_at INTEGER
) STRICT;
CREATE TABLE device (
  device_id TEXT PRIMARY KEY, tenant_no INTEGER NOT NULL REFERENCES tenant ON DELETE CASCADE,
  instance_id TEXT NOT NULL, name TEXT NOT NULL, created_at INTEGER NOT NULL,
  UNIQUE (tenant_no, instance_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE token (
  token_no INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL UNIQUE, kind TEXT NOT NULL CHECK (kind IN ('ingest', 'device')),
  device_id TEXT NOT NULL REFERENCES device ON DELETE CASCADE, created_at INTEGER NOT NULL, used_at INTEGER
) STRICT;
CREATE INDEX token_device ON token (device_id, kind);
CREATE TABLE pairing_code (
  hash BLOB PRIMARY KEY, tenant_id TEXT, note TEXT NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER,
  used_by TEXT, ingest_hash BLOB, device_hash BLOB
) STRICT, WITHOUT ROWID;
CREATE TABLE event (
  tenant_no INTEGER NOT NULL REFERENCES tenant ON DELETE CASCADE, seq INTEGER NOT NULL, key BLOB NOT NULL,
  received_at INTEGER NOT NULL, bytes INTEGER NOT NULL, gone_at INTEGER, headers TEXT, body BLOB,
  PRIMARY KEY (tenant_no, seq)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX event_key ON event (tenant_no, key);
CREATE TABLE probe (id INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;
`,
  },
  {
    version: 2,
    sql: `
ALTER TABLE tenant ADD COLUMN ledger_id TEXT;
ALTER TABLE tenant ADD COLUMN ledger_writes INTEGER;
ALTER TABLE tenant ADD COLUMN ledger_mark TEXT;
ALTER TABLE tenant ADD COLUMN ledger_epoch INTEGER;
`,
  },
  {
    version: 3,
    sql: 'ALTER TABLE tenant ADD COLUMN life TEXT',
  },
  {
    version: 4,
    sql: 'ALTER TABLE tenant ADD COLUMN alerts TEXT; ALTER TABLE tenant ADD COLUMN told_at INTEGER',
  },
] as const;

/** The version of data that have gone on in a PostgreSQL: a relay from before that was known refuses them as newer than it knows. */
export const MOVED = 1_000_000;

/**
 * Brings the file to the newest version, each step in a transaction of its own.
 * @throws Error when a newer relay has written the file, or its data were moved
 */
export function migrate(connection: Connection): void {
  const version = connection.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0;
  if (version === MOVED)
    throw new Error(
      'these data were moved to a PostgreSQL: name it in RELAY_DATABASE_URL. To go back to them put back a backup from before',
    );
  const newest = migrations.at(-1)?.version ?? 0;
  if (version > newest) {
    throw new Error(`the data are of version ${version}, this relay knows ${newest}: use a newer relay`);
  }
  for (const migration of migrations) {
    if (migration.version <= version) continue;
    connection.transaction(() => {
      connection.script(migration.sql);
      connection.script(`PRAGMA user_version = ${migration.version}`);
    });
  }
}
