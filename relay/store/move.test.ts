/** Everything one store keeps, in the other: what a computer or Shopify can ask is answered as before. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../secrets.ts';
import { openLog, systemClock, systemMonotonic } from '../system-ports.ts';
import { delivery, epochOf, idsOf, NOW, newTenant, offer, wide } from '../testing/fixtures.ts';
import { hasPostgres, type Postgres, startPostgres } from '../testing/postgres.ts';
import { moveStore } from './move.ts';
import { openPostgresStore } from './postgres/store.ts';
import { openSqliteStore } from './sqlite/store.ts';
import type { Store } from './store.ts';
import type { Quota } from './tenant-state.ts';

const ports = { clock: systemClock, monotonic: systemMonotonic, log: openLog('silent') };
const narrow: Quota = { events: 3, bytes: 1_000_000_000 };

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'relay-leaving-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const openOld = (quota = wide) => openSqliteStore({ dataDir, quota, ...ports });
const openNew = (databaseUrl: string) => openPostgresStore({ databaseUrl, quota: wide, ...ports });
const move = (databaseUrl: string) => moveStore(dataDir, { databaseUrl, ...ports });

/** Runs on the file itself, which nobody has open. */
function onFile(sql: string): unknown[] {
  const database = new DatabaseSync(join(dataDir, 'relay.sqlite'));
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

/** As it was before it was moved. */
const unmark = (version: unknown) => onFile(`PRAGMA user_version = ${String(version)}`);
const versionOf = () => (onFile('PRAGMA user_version')[0] as { user_version: number }).user_version;

/** A tenant that has numbers behind it, and what it holds. */
async function filled(store: Store): Promise<string> {
  const tenantId = await newTenant(store);
  for (const id of ['a', 'b', 'c']) await store.append(delivery(tenantId, id));
  await store.acknowledge(tenantId, 2, await epochOf(store, tenantId), NOW);
  return tenantId;
}

describe.skipIf(!hasPostgres)('a store that is moved to a PostgreSQL', () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.remove());
  /** Asks a database as its owner. */
  const adminOf = (url: string) => (sql: string) => postgres.query(sql, [], new URL(url).pathname.slice(1));

  it('answers everything as before, and goes on from there', async () => {
    const old = openOld(narrow);
    const tenantId = await filled(old);
    const gapped = await newTenant(old);
    for (let n = 0; n < 5; n += 1) await old.append(delivery(gapped, `${n}`));
    const ledger = { id: 'ledger-of-kassan', writes: 7, known: 0, mark: 'first call' };
    const request = { instanceId: 'kassan-9', name: 'Kassan', takeOver: true, release: false, ledger };
    await old.lease(gapped, request, NOW);
    const pairing = await offer(old, { tenantId });
    const erased = await filled(old);
    await old.restored(NOW);
    await old.append(delivery(tenantId, 'd'));
    await old.eraseTenant(erased);
    const asked = async (store: Store) => ({
      tenants: await Promise.all([tenantId, gapped].map((id) => store.readTenant(id))),
      gone: await store.readTenant(erased),
      pages: await Promise.all([tenantId, gapped].map((id) => store.read(id, 0, 500))),
      holdings: await store.holdings(),
      token: await store.findToken('ingest', sha256('ingest 1'), NOW),
    });
    const before = await asked(old);
    expect(before.tenants[1]).toMatchObject({ gap: { dropped: 6 }, holder: { ledger: { writes: 7 } } });
    expect(before.tenants[0]?.life).not.toBeNull();
    await old.close();

    const url = await postgres.newDatabase();
    expect(await move(url)).toMatchObject({ tenants: 2, devices: 2 });
    const fresh = await openNew(url);
    expect(await asked(fresh)).toEqual(before);
    // Known by its key, though it has gone.
    expect(await fresh.append(delivery(tenantId, 'a'))).toBe('duplicate');
    expect(await fresh.append(delivery(tenantId, 'e'))).toBe('stored');
    expect(await idsOf(fresh, tenantId)).toEqual(['d', 'e']);
    expect(await fresh.pair(pairing)).toEqual({ tenantId });
    expect(await newTenant(fresh)).not.toBe(tenantId);
    await fresh.close();
  });

  it('of thousands of events and large bodies arrives in parts', async () => {
    const old = openOld();
    const tenantId = await newTenant(old);
    const [body, small] = [Buffer.alloc(1_500_000, 'x'), Buffer.from('{}')];
    const bodyOf = (n: number) => (n % 500 === 0 ? body : small);
    await Promise.all(
      Array.from({ length: 2_600 }, (_, n) => old.append(delivery(tenantId, `${n}`, { body: bodyOf(n) }))),
    );
    await old.close();
    const url = await postgres.newDatabase();
    expect(await move(url)).toEqual({ tenants: 1, devices: 1, events: 2_600 });
    const fresh = await openNew(url);
    expect(await fresh.holdings()).toMatchObject({ events: 2_600 });
    const [first] = (await fresh.read(tenantId, 1_000, 1))?.events ?? [];
    expect(Buffer.from(first?.body ?? '', 'base64').equals(body)).toBe(true);
    await fresh.close();
  });

  it('is told to be complete where the command was interrupted at its very end', async () => {
    const old = openOld();
    const tenantId = await filled(old);
    await old.close();
    const version = versionOf();
    const url = await postgres.newDatabase();
    const moved = await move(url);
    unmark(version);
    expect(await move(url)).toEqual(moved);
    expect(versionOf()).not.toBe(version);
    const fresh = await openNew(url);
    expect(await idsOf(fresh, tenantId)).toEqual(['c']);
    await fresh.append(delivery(tenantId, 'later'));
    await fresh.close();
    unmark(version);
    await expect(move(url)).rejects.toThrow(/other data/);
  });

  it('goes as a whole or not at all, and the old one is as it was', async () => {
    const old = openOld();
    const tenantId = await filled(old);
    const before = await old.readTenant(tenantId);
    await expect(move(await postgres.newDatabase())).rejects.toThrow(/another relay/);
    await old.close();

    const taken = await postgres.newDatabase();
    const other = await openNew(taken);
    await newTenant(other);
    await expect(move(taken)).rejects.toThrow(/other data.*tenant/);
    expect((await other.holdings()).tenants).toBe(1);
    await other.close();

    const broken = await postgres.newDatabase();
    await (await openNew(broken)).close();
    const admin = adminOf(broken);
    await admin(`ALTER TABLE event ADD CONSTRAINT full_disk CHECK (seq < 3)`);
    await expect(move(broken)).rejects.toThrow(/full_disk/);
    expect(await admin('SELECT 1 FROM tenant UNION ALL SELECT 1 FROM pairing_code')).toEqual([]);
    // And a database that changes what it is given.
    await admin('ALTER TABLE event DROP CONSTRAINT full_disk');
    await admin(`CREATE FUNCTION less() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.head := 0; RETURN NEW; END';
      CREATE TRIGGER less BEFORE INSERT ON tenant FOR EACH ROW EXECUTE FUNCTION less()`);
    await expect(move(broken)).rejects.toThrow(/tenant did not arrive/);
    expect(await admin('SELECT 1 FROM tenant')).toEqual([]);

    const again = openOld();
    expect(await again.readTenant(tenantId)).toEqual(before);
    await again.close();
  });

  it('has every table and column of its own in the other', async () => {
    await openOld().close();
    const url = await postgres.newDatabase();
    await (await openNew(url)).close();
    const admin = adminOf(url);
    const theirs = await admin(
      `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
       WHERE table_schema = 'public' AND table_name <> 'relay_migration'`,
    );
    const ours = onFile(
      `SELECT one.name || '.' || two.name AS name FROM sqlite_schema AS one, pragma_table_info(one.name) AS two
       WHERE one.type = 'table' AND one.name NOT LIKE 'sqlite_%' AND one.name <> 'probe'`,
    );
    const names = (rows: readonly unknown[]) => rows.map((row) => (row as { name: string }).name).toSorted();
    expect(names(ours).length).toBeGreaterThan(20);
    expect(names(theirs)).toEqual(names(ours));
  });
});
