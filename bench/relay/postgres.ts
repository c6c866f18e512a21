/** A PostgreSQL for the figures, a relay on it, and what the server itself can do. */
import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Postgres } from '../../relay/testing/postgres.ts';

const run = promisify(execFile);
const ROWS_A_COMMIT = 64;

/** Runs statements in a database. */
export async function runSql(databaseUrl: string, sql: string): Promise<void> {
  await run('psql', [databaseUrl, '-qc', sql]);
}

/** Rows a second that `pgbench` inserts, 64 a commit, on four connections: the ceiling of whoever keeps each delivery before it answers. */
export async function insertCeiling(postgres: Postgres, seconds: number): Promise<number> {
  const url = await postgres.newDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'bench-pgbench-'));
  const script = join(folder, 'insert.sql');
  const name = new URL(url).pathname.slice(1);
  try {
    await runSql(
      url,
      'CREATE TABLE row (id bigserial PRIMARY KEY, key bytea, at bigint, headers text, body bytea)',
    );
    writeFileSync(
      script,
      `INSERT INTO row (key, at, headers, body)
       SELECT sha256((random()::text || n)::bytea), n, repeat('h', 350), repeat('b', 113)::bytea FROM generate_series(1, ${ROWS_A_COMMIT}) AS n;\n`,
    );
    const words = ['-n', '-c', '4', '-j', '2', '-T', String(seconds), '-f', script];
    const where = ['-h', '127.0.0.1', '-p', String(postgres.port), '-U', 'relay', name];
    const { stdout } = await run('pgbench', [...words, ...where]);
    return Number(/tps = ([\d.]+)/.exec(stdout)?.[1] ?? 0) * ROWS_A_COMMIT;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
