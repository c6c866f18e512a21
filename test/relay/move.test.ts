/** `move`: a relay on SQLite goes on in a PostgreSQL. The shop's computer goes on fetching; Shopify comes again in between. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hasPostgres, type Postgres, startPostgres } from '../../relay/testing/postgres.ts';
import { follow } from './follower.ts';
import { startLoad } from './load.ts';
import { pair, runRelay, startRelay } from './program.ts';

const fast = { RELAY_INGEST_PER_SECOND: '100000', RELAY_INGEST_BURST: '100000' };

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'relay-move-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

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
});
