/** The primary dies, its standby takes over, the old one comes back: nothing that was answered 200 is lost. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasPostgres, type Postgres, startPostgres } from '../../relay/testing/postgres.ts';
import { until } from '../programs/program.ts';
import { expectNothingLost, startLoad } from './load.ts';
import { pair, startRelay } from './program.ts';

const fast = { RELAY_INGEST_PER_SECOND: '100000', RELAY_INGEST_BURST: '100000' };

describe.skipIf(!hasPostgres)('a primary with a synchronous standby', () => {
  const servers: Postgres[] = [];
  let [primary, standby]: [Postgres?, Postgres?] = [];
  beforeAll(async () => {
    primary = await startPostgres();
    servers.push(primary);
    standby = await startPostgres({ standbyOf: primary });
    servers.push(standby);
    await primary.query(`ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (s1)'`);
    await primary.query('SELECT pg_reload_conf()');
    const { query } = primary;
    const isFollowed = async () => {
      const [found] = await query<{ sync_state: string }>('SELECT sync_state FROM pg_stat_replication');
      return found?.sync_state === 'quorum';
    };
    await until(isFollowed, 'the standby follows');
  });
  afterAll(() => Promise.all(servers.map((server) => server.remove())));

  it('is lost without losing anything', async () => {
    if (!primary || !standby) throw new Error('two servers are wanted');
    const database = new URL(await primary.newDatabase()).pathname;
    const url = `postgres://relay@127.0.0.1:${primary.port},127.0.0.1:${standby.port}${database}`;
    const variables = { ...fast, RELAY_DATABASE_URL: url };
    let relay = await startRelay(variables);
    await pair(relay.url);
    const load = startLoad(() => relay.url);
    try {
      await load.untilAccepted(300);
      await primary.kill('SIGKILL');
      await load.untilRefused(50);
      // Every answer meanwhile is one after which Shopify comes again.
      expect(new Set(load.statuses.keys())).toEqual(new Set([200, 503]));
      const before = load.accepted.length;
      await standby.query('SELECT pg_promote(true, 30)');
      await load.untilAccepted(300);
      expect(load.accepted.length - before).toBeGreaterThanOrEqual(300);

      // The old one returns and takes itself for the primary: the one that was promoted later counts.
      await primary.restart();
      const [old] = await primary.query<{ standby: boolean }>('SELECT pg_is_in_recovery() AS standby');
      expect(old?.standby).toBe(false);
      await relay.kill('SIGTERM');
      relay = await startRelay(variables);
      await load.untilAccepted(100);
    } finally {
      await load.stop();
    }
    await expectNothingLost(load, relay.url);
    await relay.kill('SIGTERM');
  });
});
