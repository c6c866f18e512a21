/** The primary dies, or is ended in order, and its standby takes over: nothing that was answered 200 is lost, nor fetched twice. */
import { afterEach, describe, expect, it } from 'vitest';
import { hasPostgres, type Postgres, startPostgres } from '../../relay/testing/postgres.ts';
import { until } from '../programs/program.ts';
import { follow } from './follower.ts';
import { expectNothingLost, startLoad } from './load.ts';
import { pair, startRelay } from './program.ts';

const fast = { RELAY_INGEST_PER_SECOND: '100000', RELAY_INGEST_BURST: '100000' };

interface Pair {
  readonly primary: Postgres;
  readonly standby: Postgres;
  /** A new database, at both. */
  newDatabase(): Promise<string>;
}

/** Two clusters, one of which streams to the other; a commit counts when both have it. */
async function startPair(servers: Postgres[]): Promise<Pair> {
  const primary = await startPostgres();
  servers.push(primary);
  const standby = await startPostgres({ standbyOf: primary });
  servers.push(standby);
  await primary.query(`ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (s1)'`);
  await primary.query('SELECT pg_reload_conf()');
  const isFollowed = async () => {
    const [found] = await primary.query<{ sync_state: string }>('SELECT sync_state FROM pg_stat_replication');
    return found?.sync_state === 'quorum';
  };
  await until(isFollowed, 'the standby follows');
  return {
    primary,
    standby,
    newDatabase: async () => {
      const { pathname } = new URL(await primary.newDatabase());
      return `postgres://relay@127.0.0.1:${primary.port},127.0.0.1:${standby.port}${pathname}`;
    },
  };
}

describe.skipIf(!hasPostgres)('a primary with a synchronous standby', () => {
  const servers: Postgres[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.remove()));
  });

  it('is lost without losing anything', async () => {
    const { primary, standby, newDatabase } = await startPair(servers);
    const variables = { ...fast, RELAY_DATABASE_URL: await newDatabase() };
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

  it.each(['SIGKILL', 'SIGINT'] as const)(
    'is ended by %s while the shop’s computer fetches: it goes on where it was',
    async (signal) => {
      const { primary, standby, newDatabase } = await startPair(servers);
      const relay = await startRelay({ ...fast, RELAY_DATABASE_URL: await newDatabase() });
      await pair(relay.url);
      const follower = await follow(() => relay.url);
      const load = startLoad(() => relay.url);
      try {
        await load.untilAccepted(300);
        await primary.kill(signal);
        await load.untilRefused(30);
        await standby.query('SELECT pg_promote(true, 30)');
        await load.untilAccepted(300);
      } finally {
        await load.stop();
      }
      expect(new Set(load.statuses.keys())).toEqual(new Set([200, 503]));
      await follower.untilAll(load.accepted);
      expect(new Set(follower.fetched).size).toBe(follower.fetched.length);
      await relay.kill('SIGTERM');
    },
  );
});
