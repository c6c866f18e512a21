import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLog, systemMonotonic } from '../../system-ports.ts';
import { describeStore } from '../../testing/contracts.ts';
import { expectNothingMissed } from '../../testing/deliveries-contract.ts';
import { delivery, newTenant, wide } from '../../testing/fixtures.ts';
import { expectShrunkInParts } from '../../testing/housekeeping-contract.ts';
import { hasPostgres, type Postgres, startPostgres } from '../../testing/postgres.ts';
import type { Quota } from '../tenant-state.ts';
import { hostOf, hostUrls } from './hosts.ts';
import { openPostgresStore } from './store.ts';

const log = openLog('silent');

describe('a list of hosts', () => {
  it('is an address for each, with what they share', () => {
    expect(hostUrls('postgres://u:p,w@one:1,two:2/relay?sslmode=require&target_session_attrs=any')).toEqual([
      'postgres://u:p,w@one:1/relay?sslmode=require',
      'postgres://u:p,w@two:2/relay?sslmode=require',
    ]);
    expect(hostUrls('postgresql://one/relay')).toEqual(['postgresql://one/relay']);
    expect(hostUrls('postgresql://one/relay').map(hostOf)).toEqual(['one']);
    expect(hostOf('postgres://u:secret@one:1/relay?x')).toBe('one:1');
  });
});

describe.skipIf(!hasPostgres)('with a PostgreSQL', () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.remove());

  const openAt = (databaseUrl: string, quota: Quota = wide) =>
    openPostgresStore({ databaseUrl, quota, monotonic: systemMonotonic, log });
  const open = async (quota: Quota) => openAt(await postgres.newDatabase(), quota);

  describeStore('PostgreSQL', open);

  it('what is more than a new quota allows goes in parts', async () => {
    const url = await postgres.newDatabase();
    await expectShrunkInParts(await openAt(url), async (store, quota) => {
      await store.close();
      return openAt(url, quota);
    });
  });

  describe('several nodes on one database', () => {
    it('give out numbers together, hear of each other, and know each other’s duplicates', async () => {
      const url = await postgres.newDatabase();
      const nodes = await Promise.all([openAt(url), openAt(url), openAt(url)]);
      const [first, second, third] = nodes;
      if (!first || !second || !third) throw new Error('three nodes');
      const tenantId = await newTenant(first);
      const heard = Promise.withResolvers<string>();
      third.onCommit(heard.resolve);
      const ids = Array.from({ length: 300 }, (_, n) => `${n}`);
      const outcomes = await Promise.all(
        ids.flatMap((id) => [first.append(delivery(tenantId, id)), second.append(delivery(tenantId, id))]),
      );
      expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(300);
      expect(await heard.promise).toBe(tenantId);
      const page = await third.read(tenantId, 0, 500);
      expect(page?.events.map(({ seq }) => seq)).toEqual(ids.map((_, n) => n + 1));
      expect(new Set(page?.events.map(({ headers }) => headers[0]?.[1]))).toEqual(new Set(ids));
      await Promise.all(nodes.map((node) => node.close()));
    });

    it('never let a reader with a cursor miss an event', async () => {
      const url = await postgres.newDatabase();
      const nodes = await Promise.all([openAt(url), openAt(url), openAt(url), openAt(url)]);
      const reader = await openAt(url);
      await expectNothingMissed(nodes, reader);
      await Promise.all([reader, ...nodes].map((node) => node.close()));
    });

    it('bring the data of an older relay up to date, and do not take its holder for the one whose count is kept', async () => {
      const url = await postgres.newDatabase();
      const first = await openAt(url);
      const tenantId = await newTenant(first);
      await first.append(delivery(tenantId, 'a'));
      await first.close();
      const client = new Client({ connectionString: url });
      await client.connect();
      for (const column of ['id', 'writes', 'mark', 'epoch'])
        await client.query(`ALTER TABLE tenant DROP COLUMN ledger_${column}`);
      for (const column of ['life', 'alerts', 'told_at'])
        await client.query(`ALTER TABLE tenant DROP COLUMN ${column}`);
      await client.query('DELETE FROM relay_migration WHERE version > 1');
      const second = await openAt(url);
      const ask = (id: string, instanceId: string) => {
        const ledger = { id, writes: 5, known: 5, mark: `a call of ${id}` };
        const request = { instanceId, name: '', takeOver: false, release: false, ledger };
        return second.lease(tenantId, request, Date.now());
      };
      expect(await ask('ledger-one', 'kassan')).toMatchObject({
        granted: true,
        tenant: { head: 1, epoch: 1 },
      });
      // What a node from before this column does, which writes the columns it knows.
      await client.query("UPDATE tenant SET holder_id = 'kontoret', epoch = epoch + 1");
      await client.end();
      expect(await ask('ledger-two', 'kontoret')).toMatchObject({ granted: true, tenant: { epoch: 2 } });
      await second.close();
    });

    it('tell of a silence once, whichever finds it', async () => {
      const url = await postgres.newDatabase();
      const nodes = await Promise.all([openAt(url), openAt(url), openAt(url)]);
      const [first] = nodes;
      if (!first) throw new Error('no node');
      const tenantId = await newTenant(first);
      await first.setAlerts(tenantId, '{}');
      const claims = await Promise.all(nodes.map((node, n) => node.claimAlert(tenantId, null, 1_000 + n)));
      expect(claims.filter(Boolean)).toHaveLength(1);
      await Promise.all(nodes.map((node) => node.close()));
    });

    it('refuse to start on the data of a newer relay', async () => {
      const url = await postgres.newDatabase();
      await (await openAt(url)).close();
      const client = new Client({ connectionString: url });
      await client.connect();
      await client.query('INSERT INTO relay_migration (version) VALUES (99)');
      await client.end();
      await expect(openAt(url)).rejects.toThrow(/newer relay/);
      await expect(openAt('postgres://relay@127.0.0.1:1/nowhere')).rejects.toThrow(/127\.0\.0\.1:1/);
    });
  });

  describe('the naive variant, with numbers from a sequence', () => {
    const connect = async (url: string) => {
      const client = new Client({ connectionString: url });
      await client.connect();
      return client;
    };
    const table = 'CREATE TABLE naive (seq bigserial PRIMARY KEY, id text NOT NULL)';
    const after = async (client: Client, cursor: number) =>
      (await client.query('SELECT seq::int, id FROM naive WHERE seq > $1 ORDER BY seq', [cursor])).rows as {
        seq: number;
        id: string;
      }[];

    it('loses an event whose number was drawn before and committed after another', async () => {
      const url = await postgres.newDatabase();
      const [slow, quick, reader] = [await connect(url), await connect(url), await connect(url)];
      await reader.query(table);
      await slow.query('BEGIN');
      await slow.query(`INSERT INTO naive (id) VALUES ('slow')`);
      await quick.query(`INSERT INTO naive (id) VALUES ('quick')`);
      const first = await after(reader, 0);
      await slow.query('COMMIT');
      const second = await after(reader, first.at(-1)?.seq ?? 0);
      expect([...first, ...second].map(({ id }) => id)).toEqual(['quick']);
      expect(await after(reader, 0)).toHaveLength(2);
      await Promise.all([slow, quick, reader].map((client) => client.end()));
    });

    it('fails with 32 writers at once what our stores pass', async () => {
      const url = await postgres.newDatabase();
      const reader = await connect(url);
      await reader.query(table);
      const writers = await Promise.all(Array.from({ length: 32 }, () => connect(url)));
      let isWriting = true;
      const each = 40;
      const writing = Promise.all(
        writers.map(async (client, writer) => {
          for (let n = 0; n < each; n += 1) {
            // As in a transaction that does something else besides.
            await client.query(
              `WITH drawn AS (INSERT INTO naive (id) VALUES ($1) RETURNING seq) SELECT pg_sleep(0.002 * ($2::int % 5)) FROM drawn`,
              [`${writer}/${n}`, writer + n],
            );
          }
        }),
      ).then(() => {
        isWriting = false;
      });
      const seen = new Set<string>();
      let cursor = 0;
      for (let isLast = false; !isLast; ) {
        isLast = !isWriting;
        for (const { seq, id } of await after(reader, cursor)) {
          cursor = seq;
          seen.add(id);
        }
      }
      await writing;
      expect(await after(reader, 0)).toHaveLength(32 * each);
      expect(seen.size).toBeLessThan(32 * each);
      await Promise.all([reader, ...writers].map((client) => client.end()));
    });
  });
});
