import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLog, systemClock, systemMonotonic } from '../../system-ports.ts';
import { describeStore } from '../../testing/contracts.ts';
import { delivery, epochOf, newTenant, wide } from '../../testing/fixtures.ts';
import { expectShrunkInParts } from '../../testing/housekeeping-contract.ts';
import { StoreUnavailable } from '../store.ts';
import type { Quota } from '../tenant-state.ts';
import { openSqliteStore } from './store.ts';

const log = openLog('silent');
const time = { clock: systemClock, monotonic: systemMonotonic };
let folder: string;
let stores = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'relay-store-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fresh = () => {
  stores += 1;
  return join(folder, String(stores));
};
const openAt = (dataDir: string | null, quota: Quota = wide, maxQueued = 5_000) =>
  openSqliteStore({ dataDir, quota, ...time, log, maxQueued });

describeStore('SQLite', async (quota) => openAt(fresh(), quota));
describeStore('SQLite in memory', async (quota) => openAt(null, quota));

describe('the file', () => {
  it('holds after a restart what was given', async () => {
    const dataDir = fresh();
    const first = openAt(dataDir);
    const tenantId = await newTenant(first);
    await Promise.all(Array.from({ length: 700 }, (_, n) => first.append(delivery(tenantId, `${n}`))));
    await first.close();
    const second = openAt(dataDir);
    expect((await second.readTenant(tenantId))?.head).toBe(700);
    expect(await second.append(delivery(tenantId, '0'))).toBe('duplicate');
    await second.close();
  });

  it('has one owner, and a guest beside it', async () => {
    const dataDir = fresh();
    const owner = openAt(dataDir);
    expect(() => openAt(dataDir)).toThrow(/another relay/);
    const guest = openSqliteStore({ dataDir, quota: wide, ...time, log, isGuest: true });
    const tenantId = await newTenant(guest);
    await guest.close();
    expect(await owner.append(delivery(tenantId, 'a'))).toBe('stored');
    await owner.close();
    await openAt(dataDir).close();
  });

  it('that holds more than a new quota allows is brought within it in parts', async () => {
    const dataDir = fresh();
    await expectShrunkInParts(openAt(dataDir), async (store, quota) => {
      await store.close();
      return openAt(dataDir, quota);
    });
  });

  it('of an older relay is brought up to date, with what it holds', async () => {
    const dataDir = fresh();
    const first = openAt(dataDir);
    const tenantId = await newTenant(first);
    await first.append(delivery(tenantId, 'a'));
    await epochOf(first, tenantId);
    await first.close();
    const database = new DatabaseSync(join(dataDir, 'relay.sqlite'));
    for (const column of ['id', 'writes', 'mark', 'epoch'])
      database.exec(`ALTER TABLE tenant DROP COLUMN ledger_${column}`);
    for (const column of ['life', 'alerts', 'told_at'])
      database.exec(`ALTER TABLE tenant DROP COLUMN ${column}`);
    database.exec('PRAGMA user_version = 1');
    database.close();
    const second = openAt(dataDir);
    expect(await second.readTenant(tenantId)).toMatchObject({ head: 1, epoch: 1, holder: { ledger: null } });
    await second.close();
  });

  it('of a newer relay is refused', async () => {
    const dataDir = fresh();
    await openAt(dataDir).close();
    const database = new DatabaseSync(join(dataDir, 'relay.sqlite'));
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(() => openAt(dataDir)).toThrow(/newer relay/);
  });
});

describe('the queue', () => {
  it('refuses what it cannot take, and keeps the rest', async () => {
    const store = openAt(fresh(), wide, 5);
    const tenantId = await newTenant(store);
    const asked = Array.from({ length: 8 }, (_, n) => store.append(delivery(tenantId, `${n}`)));
    const outcomes = await Promise.allSettled(asked);
    expect(outcomes.map(({ status }) => status)).toEqual([
      ...Array(5).fill('fulfilled'),
      ...Array(3).fill('rejected'),
    ]);
    expect(outcomes.at(-1)).toMatchObject({ reason: expect.any(StoreUnavailable) });
    expect((await store.readTenant(tenantId))?.head).toBe(5);
    await store.close();
    await expect(store.append(delivery(tenantId, 'late'))).rejects.toThrow(StoreUnavailable);
  });

  it('finishes on closing what it was given', async () => {
    const dataDir = fresh();
    const store = openAt(dataDir);
    const tenantId = await newTenant(store);
    const asked = Array.from({ length: 1_000 }, (_, n) => store.append(delivery(tenantId, `${n}`)));
    await store.close();
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['stored']));
    const again = openAt(dataDir);
    expect((await again.readTenant(tenantId))?.head).toBe(1_000);
    await again.close();
  });

  it('does not make the others suffer for one statement that fails', async () => {
    const store = openAt(fresh());
    const tenantId = await newTenant(store);
    // A key that is not bytes breaks the table's rule in the middle of a transaction.
    const wrong = { ...delivery(tenantId, 'b'), key: 'text' as unknown as Uint8Array };
    const outcomes = await Promise.allSettled([
      store.append(delivery(tenantId, 'a')),
      store.append(wrong),
      store.append(delivery(tenantId, 'c')),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await store.read(tenantId, 0, 500))?.events.map(({ seq }) => seq)).toEqual([1, 2]);
    await store.close();
  });
});
