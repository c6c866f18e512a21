/** `move`: a relay on SQLite goes on in a PostgreSQL. The shop's computer goes on fetching; Shopify comes again in between. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hasPostgres, hold, type Postgres, startPostgres } from '../../relay/testing/postgres.ts';
import { until } from '../programs/program.ts';
import { follow } from './follower.ts';
import { startLoad } from './load.ts';
import { deliver, idOf, pair, pullAll, runRelay, startRelay } from './program.ts';

const fast = { RELAY_INGEST_PER_SECOND: '100000', RELAY_INGEST_BURST: '100000' };

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'relay-move-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const script = fileURLToPath(new URL('../../relay/start.mjs', import.meta.url));
const startMove = (variables: Record<string, string>) =>
  spawn(process.execPath, ['--no-warnings', script, 'move'], {
    env: { PATH: process.env.PATH, ...variables },
    stdio: 'ignore',
  });
const move = (variables: Record<string, string>) => runRelay(['start.mjs', 'move'], variables);

it('says what it wants, and makes nothing', async () => {
  const nowhere = { RELAY_DATA_DIR: join(dataDir, 'nothing') };
  const [unset, empty] = [
    await move(nowhere),
    await move({ ...nowhere, RELAY_DATABASE_URL: 'postgres://u:hemligt@127.0.0.1:1/relay' }),
  ];
  expect(unset).toMatchObject({ code: 1, stdout: '', output: expect.stringContaining('RELAY_DATABASE_URL') });
  expect(empty).toMatchObject({ code: 1, stdout: '', output: expect.stringContaining('RELAY_DATA_DIR') });
  const relay = await startRelay({ RELAY_DATA_DIR: dataDir });
  const variables = { RELAY_DATA_DIR: dataDir, RELAY_DATABASE_URL: 'postgres://u:hemligt@127.0.0.1:1/relay' };
  const running = await move(variables);
  expect(running).toMatchObject({ code: 1, output: expect.stringMatching(/^another relay is using/) });
  await relay.kill('SIGTERM');
  const away = await move(variables);
  expect(away).toMatchObject({ code: 1, output: expect.stringContaining('127.0.0.1:1') });
  expect(away.output).not.toContain('hemligt');
});

describe.skipIf(!hasPostgres)('with a PostgreSQL', () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.remove());

  it('loses nothing, repeats nothing, pairs nobody anew', async () => {
    let relay = await startRelay({ ...fast, RELAY_DATA_DIR: dataDir });
    const tenantId = await pair(relay.url);
    const follower = await follow(() => relay.url);
    const load = startLoad(() => relay.url);
    const databaseUrl = await postgres.newDatabase();
    try {
      await load.untilAccepted(300);
      await relay.kill('SIGTERM');
      const variables = { ...fast, RELAY_DATA_DIR: dataDir, RELAY_DATABASE_URL: databaseUrl };
      const moved = await move(variables);
      expect(moved).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^moved: 1 shops, 1 computers, /),
      });
      expect(moved.stdout).not.toContain(databaseUrl);
      await expect(startRelay({ RELAY_DATA_DIR: dataDir })).rejects.toThrow(/RELAY_DATABASE_URL/);
      relay = await startRelay(variables);
      await load.untilAccepted(300);
    } finally {
      await load.stop();
    }
    await follower.untilAll(load.accepted);
    expect(new Set(follower.fetched).size).toBe(follower.fetched.length);
    // The same code by the same computer is the same pairing, wherever the relay keeps it.
    expect(await pair(relay.url)).toBe(tenantId);
    await relay.kill('SIGTERM');
  });

  it('killed in the middle has moved nothing, and is run again', async () => {
    const variables = { RELAY_DATA_DIR: dataDir };
    const first = await startRelay(variables);
    await pair(first.url);
    for (const id of ['a', 'b', 'c']) expect(await deliver(first.url, id)).toBe(200);
    await first.kill('SIGTERM');
    const databaseUrl = await postgres.newDatabase();
    const ask = (sql: string) => postgres.query(sql, [], new URL(databaseUrl).pathname.slice(1));
    await (await startRelay({ RELAY_DATABASE_URL: databaseUrl, RELAY_PAIRING_CODE: '' })).kill('SIGTERM');
    // Its first event waits for somebody: what comes before it has been written by then.
    await ask(`CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NEW; END';
      CREATE TRIGGER wait BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION wait()`);
    const letGo = await hold(databaseUrl, 'SELECT pg_advisory_xact_lock(1)');
    const moving = startMove({ ...variables, RELAY_DATABASE_URL: databaseUrl });
    const isWaiting = async () =>
      (await ask(`SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = 1 AND NOT granted`)).length >
      0;
    await until(isWaiting, 'the move has come to the events');
    moving.kill('SIGKILL');
    await once(moving, 'close');
    await letGo();
    await until(async () => !(await isWaiting()), 'the database has noticed');
    expect(await ask('SELECT 1 FROM tenant UNION ALL SELECT 1 FROM token')).toEqual([]);

    const again = await startRelay(variables);
    expect(await deliver(again.url, 'd')).toBe(200);
    await again.kill('SIGTERM');
    expect(await move({ ...variables, RELAY_DATABASE_URL: databaseUrl })).toMatchObject({ code: 0 });
    const relay = await startRelay({ RELAY_DATABASE_URL: databaseUrl });
    expect((await pullAll(relay.url)).map(idOf)).toEqual(['a', 'b', 'c', 'd']);
    await relay.kill('SIGTERM');
  });
});
