import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openConnection } from '../../relay/store/sqlite/connection.ts';
import { hasPostgres, startPostgres } from '../../relay/testing/postgres.ts';
import { type Conditions, count, decimals, type Figure, type Row } from '../figure.ts';
import type { LoadResult } from '../relay/load.ts';
import { runSql } from '../relay/postgres.ts';
import { runProgram } from '../relay/programs.ts';
import { type Relay, withRelay } from '../relay/relay.ts';

const PER_SECOND = 200;
const SECONDS = 10;
/** The first tenant that pairs is the one that is swept. */
const MOVE_ON = (events: number) =>
  `UPDATE tenant SET head = ${events}, bytes = ${events} * 460 WHERE tenant_no = 1`;
const headers = 'h'.repeat(350);
const body = 'b'.repeat(110);

function fillSqlite(dataDir: string, events: number): void {
  const database = openConnection(join(dataDir, 'relay.sqlite'));
  database.script(`WITH RECURSIVE n (seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM n WHERE seq < ${events})
    INSERT INTO event (tenant_no, seq, key, received_at, bytes, headers, body)
    SELECT 1, seq, randomblob(32), 1, 460, '${headers}', CAST('${body}' AS BLOB) FROM n`);
  database.script(MOVE_ON(events));
  database.close();
}

function fillPostgres(databaseUrl: string, events: number): Promise<void> {
  const sql = `INSERT INTO event (tenant_no, seq, key, received_at, bytes, headers, body)
    SELECT 1, seq, sha256(seq::text::bytea), 1, 460, '${headers}', '${body}'::bytea FROM generate_series(1, ${events}) AS seq;
    ${MOVE_ON(events)}`;
  return runSql(databaseUrl, sql);
}

/** Fills a shop with events that are too old, starts the relay, which sweeps them at once, and delivers to another shop meanwhile. */
async function sweepBeside(
  store: string,
  events: number,
  variables: Readonly<Record<string, string>>,
  fill: () => void | Promise<void>,
): Promise<Row> {
  const other = await withRelay(async (relay) => {
    await relay.pair();
    return relay.pair();
  }, variables);
  await fill();
  const beside = async ({ url, metric }: Relay) => {
    const requests = String(PER_SECOND * SECONDS);
    const words = [`${url}/in/${other.ingestToken}`, requests, '16', String(PER_SECOND)];
    const result = await runProgram<LoadResult>('bench/relay/load.ts', words);
    return { ...result, left: await metric('relay_events_waiting') };
  };
  const { p50, p99, refused, left } = await withRelay(beside, variables);
  const swept = events + PER_SECOND * SECONDS - left;
  return {
    what: `relay on ${store}, another shop's deliveries while ${count(events)} old events are swept`,
    value: `p50 ${decimals(p50)} ms, p99 ${decimals(p99)} ms, ${refused} refused (${count(swept)} swept in ${SECONDS} s)`,
    goal: 'p99 < 200 ms, none refused',
    // What is refused is no wall time.
    isMet: refused === 0,
  };
}

export const relaySweep: Figure = {
  name: 'relay-sweep',
  measure: async ({ scale }: Conditions): Promise<Row[]> => {
    const events = scale === 'full' ? 1_000_000 : 150_000;
    const dataDir = mkdtempSync(join(tmpdir(), 'bench-sweep-'));
    const rows: Row[] = [];
    try {
      const variables = { RELAY_DATA_DIR: dataDir };
      rows.push(await sweepBeside('SQLite', events, variables, () => fillSqlite(dataDir, events)));
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
    if (!hasPostgres) return rows;
    const postgres = await startPostgres();
    try {
      const databaseUrl = await postgres.newDatabase();
      const fill = () => fillPostgres(databaseUrl, events);
      rows.push(await sweepBeside('PostgreSQL', events, { RELAY_DATABASE_URL: databaseUrl }, fill));
    } finally {
      await postgres.remove();
    }
    return rows;
  },
};
