/** The relay is killed under load, again and again: everything it has answered 200 is pulled afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasPostgres, type Postgres, startPostgres } from '../../relay/testing/postgres.ts';
import { expectNothingLost, startLoad } from './load.ts';
import { pair, startRelay } from './program.ts';

const KILLS = 6;
const fast = { RELAY_INGEST_PER_SECOND: '100000', RELAY_INGEST_BURST: '100000' };

async function killAgainAndAgain(variables: Record<string, string>): Promise<void> {
  let relay = await startRelay({ ...fast, ...variables });
  await pair(relay.url);
  const load = startLoad(() => relay.url);
  try {
    for (let kill = 0; kill < KILLS; kill += 1) {
      await load.untilAccepted(40 + 37 * kill);
      await relay.kill('SIGKILL');
      relay = await startRelay({ ...fast, ...variables });
    }
    await load.untilAccepted(50);
  } finally {
    await load.stop();
  }
  expect(load.statuses.get(0)).toBeGreaterThanOrEqual(KILLS);
  await expectNothingLost(load, relay.url);
  await relay.kill('SIGTERM');
}

describe('killed under load', () => {
  it('SQLite has what was answered', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'relay-kill-'));
    try {
      await killAgainAndAgain({ RELAY_DATA_DIR: dataDir });
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  });

  describe.skipIf(!hasPostgres)('with a PostgreSQL', () => {
    let postgres: Postgres;
    beforeAll(async () => {
      postgres = await startPostgres();
    });
    afterAll(() => postgres.remove());

    it('PostgreSQL has what was answered', async () => {
      await killAgainAndAgain({ RELAY_DATABASE_URL: await postgres.newDatabase() });
    });

    it('a PostgreSQL that crashes and comes back has what was answered', async () => {
      const own = await startPostgres();
      const relay = await startRelay({ ...fast, RELAY_DATABASE_URL: await own.newDatabase() });
      await pair(relay.url);
      const load = startLoad(() => relay.url);
      try {
        await load.untilAccepted(150);
        await own.kill('SIGQUIT');
        await load.untilRefused(50);
        await own.restart();
        await load.untilAccepted(150);
      } finally {
        await load.stop();
      }
      expect(new Set(load.statuses.keys())).toEqual(new Set([200, 503]));
      await expectNothingLost(load, relay.url);
      await relay.kill('SIGTERM');
      await own.remove();
    });

    it('a PostgreSQL that hangs does not make the relay hang', async () => {
      const own = await startPostgres();
      const relay = await startRelay({ ...fast, RELAY_DATABASE_URL: await own.newDatabase() });
      await pair(relay.url);
      const load = startLoad(() => relay.url);
      try {
        await load.untilAccepted(100);
        own.freeze(true);
        await load.untilRefused(20);
        own.freeze(false);
        await load.untilAccepted(100);
      } finally {
        own.freeze(false);
        await load.stop();
      }
      expect(new Set(load.statuses.keys())).toEqual(new Set([200, 503]));
      await expectNothingLost(load, relay.url);
      await relay.kill('SIGTERM');
      await own.remove();
    });

    it('two nodes have what either has answered', async () => {
      const variables = { ...fast, RELAY_DATABASE_URL: await postgres.newDatabase() };
      const nodes = [await startRelay(variables), await startRelay(variables)];
      await pair(nodes[0]?.url ?? '');
      let turn = 0;
      const load = startLoad(() => {
        turn += 1;
        return nodes[turn % nodes.length]?.url ?? '';
      });
      await load.untilAccepted(150);
      await nodes[0]?.kill('SIGKILL');
      await load.untilAccepted(150);
      await load.stop();
      expect(load.statuses.get(0)).toBeGreaterThan(0);
      await expectNothingLost(load, nodes[1]?.url ?? '');
      await nodes[1]?.kill('SIGTERM');
    });
  });
});
