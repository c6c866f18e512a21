import { acknowledgeSql, appendSql } from './functions.ts';
import type { Session } from './primary.ts';

/** In order, never changed once released. The tables are those of the SQLite store. */
const migrations = [
  {
    version: 1,
    sql: `
CREATE TABLE tenant (
  tenant_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant_id text NOT NULL UNIQUE, created_at bigint NOT NULL,
  head bigint NOT NULL DEFAULT 0, acknowledged bigint NOT NULL DEFAULT 0, floor bigint NOT NULL DEFAULT 0,
  bytes bigint NOT NULL DEFAULT 0, last_received_at bigint,
  gap_through bigint, gap_dropped bigint, gap_reason text, gap_at bigint,
  epoch bigint NOT NULL DEFAULT 0, holder_id text, holder_name text, holder_since bigint, holder_expires_at bigint
) WITH (fillfactor = 50);
CREATE TABLE device (
  device_id text PRIMARY KEY, tenant_no bigint NOT NULL REFERENCES tenant ON DELETE CASCADE,
  instance_id text NOT NULL, name text NOT NULL, created_at bigint NOT NULL,
  UNIQUE (tenant_no, instance_id)
);
CREATE TABLE token (
  token_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, hash bytea NOT NULL UNIQUE,
  kind text NOT NULL CHECK (kind IN ('ingest', 'device')),
  device_id text NOT NULL REFERENCES device ON DELETE CASCADE, created_at bigint NOT NULL, used_at bigint
);
CREATE INDEX token_device ON token (device_id, kind);
CREATE TABLE pairing_code (
  hash bytea PRIMARY KEY, tenant_id text, note text NOT NULL, created_at bigint NOT NULL, expires_at bigint,
  used_by text, ingest_hash bytea, device_hash bytea
);
CREATE TABLE event (
  tenant_no bigint NOT NULL REFERENCES tenant ON DELETE CASCADE, seq bigint NOT NULL, key bytea NOT NULL,
  received_at bigint NOT NULL, bytes bigint NOT NULL, gone_at bigint, headers text, body bytea,
  PRIMARY KEY (tenant_no, seq)
);
CREATE UNIQUE INDEX event_key ON event (tenant_no, key);
`,
  },
  {
    version: 2,
    sql: `
ALTER TABLE tenant
  ADD COLUMN ledger_id text, ADD COLUMN ledger_writes bigint, ADD COLUMN ledger_mark text, ADD COLUMN ledger_epoch bigint;
`,
  },
  {
    version: 3,
    sql: 'ALTER TABLE tenant ADD COLUMN life text',
  },
  { version: 4, sql: `${appendSql}${acknowledgeSql}` },
  { version: 5, sql: 'ALTER TABLE tenant ADD COLUMN alerts text, ADD COLUMN told_at bigint' },
] as const;

/** Any number: all relays take the same lock, so that two nodes that start together do not both migrate. */
const LOCK = 7_353_529;

/** A step may go through everything that is kept. In milliseconds. */
export const MIGRATION_MS = 60 * 60_000;

/**
 * Brings the database to the newest version. To be run in one transaction.
 * @throws Error when a newer relay has written it, or it must exist and does not
 */
export async function migrate(session: Session, mustExist: boolean): Promise<void> {
  // Another node may be at it, for as long as it takes.
  await session.query(`SET LOCAL lock_timeout = 0`);
  await session.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
  const { rows: known } = await session.query<{ found: boolean }>(
    `SELECT to_regclass('relay_migration') IS NOT NULL AS found`,
  );
  if (mustExist && known[0]?.found !== true)
    throw new Error('no relay has ever run on this database: is RELAY_DATABASE_URL the one it runs with?');
  await session.query(
    'CREATE TABLE IF NOT EXISTS relay_migration (version bigint PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())',
  );
  const { rows } = await session.query<{ version: number }>(
    'SELECT coalesce(max(version), 0)::bigint AS version FROM relay_migration',
  );
  const version = rows[0]?.version ?? 0;
  const newest = migrations.at(-1)?.version ?? 0;
  if (version > newest) {
    throw new Error(`the data are of version ${version}, this relay knows ${newest}: use a newer relay`);
  }
  for (const migration of migrations) {
    if (migration.version <= version) continue;
    await session.query(migration.sql);
    await session.query('INSERT INTO relay_migration (version) VALUES ($1)', [migration.version]);
  }
}
