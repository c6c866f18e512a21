/** What both stores must do about who writes, and to keep tenants apart. */
import { expect } from 'vitest';
import type { Store } from '../store/store.ts';
import type { LeaseRequest } from '../store/tenant-state.ts';
import { type Clause, describeClauses } from './clauses.ts';
import { delivery, NOW, newTenant, type OpenStore, offer } from './fixtures.ts';

const MINUTE = 60_000;

const theLease: readonly Clause[] = [
  {
    title: 'has one holder, and its epoch grows with every change',
    holds: async (store) => {
      const tenantId = await newTenant(store);
      const ask = (instanceId: string, at: number, change = {}) =>
        store.lease(
          tenantId,
          { instanceId, name: instanceId, takeOver: false, release: false, ...change },
          at,
        );
      expect(await ask('one', NOW)).toMatchObject({ granted: true, tenant: { epoch: 1 }, others: 1 });
      expect(await ask('two', NOW + MINUTE - 1)).toMatchObject({
        granted: false,
        tenant: { epoch: 1, holder: { instanceId: 'one', since: NOW, expiresAt: NOW + MINUTE } },
      });
      expect(await ask('one', NOW + 30_000)).toMatchObject({
        granted: true,
        tenant: { epoch: 1, holder: { since: NOW, expiresAt: NOW + 30_000 + MINUTE } },
      });
      expect(await ask('two', NOW + MINUTE, { takeOver: true })).toMatchObject({ tenant: { epoch: 2 } });
      expect(await ask('one', NOW + MINUTE, { release: true })).toMatchObject({
        tenant: { epoch: 2, holder: { instanceId: 'two', expiresAt: NOW + 2 * MINUTE } },
      });
      await ask('two', NOW + MINUTE, { release: true });
      expect(await ask('one', NOW + MINUTE + 1)).toMatchObject({ granted: true, tenant: { epoch: 3 } });
      // It ran out, but nobody else has had it.
      expect(await ask('one', NOW + 60 * MINUTE)).toMatchObject({
        tenant: { epoch: 3, holder: { since: NOW + 60 * MINUTE } },
      });
      expect(await ask('two', NOW + 61 * MINUTE)).toMatchObject({ granted: true, tenant: { epoch: 4 } });
    },
  },
  {
    title: 'of 16 who ask at once goes to one',
    holds: async (store) => {
      const tenantId = await newTenant(store);
      const asked = Array.from({ length: 16 }, (_, n) =>
        store.lease(
          tenantId,
          { instanceId: `instance ${n}`, name: '', takeOver: false, release: false },
          NOW,
        ),
      );
      const granted = (await Promise.all(asked)).filter((outcome) => outcome?.granted);
      expect(granted).toHaveLength(1);
      expect((await store.readTenant(tenantId))?.epoch).toBe(1);
    },
  },
];

/** Asks for the lease with a ledger's count, as an engine does that knows of `known` kept before. */
const asking = (store: Store, tenantId: string) => {
  let calls = 0;
  return (
    id: string,
    writes: number,
    known: number,
    change: Partial<LeaseRequest> & { mark?: string } = {},
  ) => {
    calls += 1;
    const { mark = `call ${calls}`, ...request } = change;
    const ledger = { id, writes, known, mark };
    const base = { instanceId: 'kassan', name: 'Kassan', takeOver: false, release: false };
    return store.lease(tenantId, { ...base, ledger, ...request }, NOW);
  };
};
const kept = async (store: Store, tenantId: string) => (await store.readTenant(tenantId))?.holder?.ledger;

const theCount: readonly Clause[] = [
  {
    title: 'is kept with the lease, and refuses a ledger that does not know of it',
    holds: async (store) => {
      const tenantId = await newTenant(store);
      const ask = asking(store, tenantId);
      expect(await ask('ledger-one', 4, 0)).toMatchObject({ granted: true, tenant: { epoch: 1 } });
      expect(await ask('ledger-one', 9, 4)).toMatchObject({ granted: true, tenant: { epoch: 1 } });
      // A copy from when 4 were known, with what it has written since.
      const before = await store.readTenant(tenantId);
      expect(await ask('ledger-one', 4, 4)).toMatchObject({ granted: false });
      expect(await ask('ledger-one', 12, 4)).toMatchObject({ granted: false });
      expect(await ask('ledger-one', 4, 4, { takeOver: true })).toMatchObject({ granted: false });
      expect(await ask('ledger-one', 4, 4, { release: true })).toMatchObject({ granted: false });
      expect(await store.readTenant(tenantId), 'nothing is renewed').toEqual(before);
      expect(await ask('ledger-one', 9, 9)).toMatchObject({ granted: true, tenant: { epoch: 1 } });
      await ask('ledger-one', 11, 9, { release: true });
      expect(await kept(store, tenantId)).toMatchObject({ id: 'ledger-one', writes: 11 });
    },
  },
  {
    title: 'of one call that comes twice is kept once',
    holds: async (store) => {
      const tenantId = await newTenant(store);
      const ask = asking(store, tenantId);
      await ask('ledger-one', 4, 0);
      expect(await ask('ledger-one', 5, 4, { mark: 'one call' })).toMatchObject({ granted: true });
      expect(await ask('ledger-one', 5, 4, { mark: 'one call' })).toMatchObject({ granted: true });
      expect(await ask('ledger-one', 5, 4, { mark: 'a copy’s' })).toMatchObject({ granted: false });
    },
  },
  {
    title: 'claimed by two copies at once goes to one',
    holds: async (store) => {
      const tenantId = await newTenant(store);
      const ask = asking(store, tenantId);
      await ask('ledger-one', 4, 0);
      const outcomes = await Promise.all([ask('ledger-one', 5, 4), ask('ledger-one', 5, 4)]);
      expect(outcomes.filter((outcome) => outcome?.granted)).toHaveLength(1);
    },
  },
  {
    title: 'tells a ledger from a copy of it that has become another one',
    holds: async (store) => {
      const tenantId = await newTenant(store);
      const ask = asking(store, tenantId);
      await ask('ledger-one', 9, 0);
      expect(await ask('ledger-two', 0, 0)).toMatchObject({ granted: false, tenant: { epoch: 1 } });
      await ask('ledger-two', 0, 0, { release: true });
      expect(await kept(store, tenantId), 'what is another’s is not given back').toMatchObject({ writes: 9 });
      await ask('ledger-one', 9, 9, { release: true });
      expect(await ask('ledger-two', 0, 0)).toMatchObject({ granted: true, tenant: { epoch: 2 } });
      expect(await kept(store, tenantId)).toMatchObject({ id: 'ledger-two', writes: 0 });
    },
  },
  {
    title: 'says nothing where less is kept, or nothing',
    holds: async (store) => {
      const tenantId = await newTenant(store);
      const ask = asking(store, tenantId);
      const silent = { instanceId: 'kassan', name: 'Kassan', takeOver: false, release: false };
      await store.lease(tenantId, silent, NOW);
      expect(await kept(store, tenantId)).toBeNull();
      expect(await ask('ledger-one', 7, 7)).toMatchObject({ granted: true, tenant: { epoch: 1 } });
      expect(await ask('ledger-one', 30, 28)).toMatchObject({ granted: true, tenant: { epoch: 1 } });
      // One that tells no count is the holder all the same, and none is kept any more.
      expect(await store.lease(tenantId, silent, NOW)).toMatchObject({ granted: true, tenant: { epoch: 1 } });
      expect(await kept(store, tenantId)).toBeNull();
      expect(await ask('ledger-two', 2, 0)).toMatchObject({ granted: true, tenant: { epoch: 1 } });
    },
  },
  {
    title: 'goes with the holder, and is the tenant’s own',
    holds: async (store) => {
      const [tenantId, other] = [await newTenant(store), await newTenant(store)];
      await asking(store, tenantId)('ledger-one', 9, 0);
      expect(await asking(store, other)('ledger-one', 3, 3)).toMatchObject({ granted: true });
      await store.lease(tenantId, { instanceId: 'kontoret', name: '', takeOver: true, release: false }, NOW);
      expect(await kept(store, tenantId)).toBeNull();
      expect(await kept(store, other)).toMatchObject({ writes: 3 });
    },
  },
];

const tenants: readonly Clause[] = [
  {
    title: 'do not see each other, and one can be erased',
    holds: async (store) => {
      const [one, other] = [await offer(store), await offer(store)];
      const [a, b] = [one.newTenantId, other.newTenantId];
      await store.pair(one);
      await store.pair(other);
      await store.append(delivery(a, 'same'));
      expect(await store.append(delivery(b, 'same'))).toBe('stored');
      await store.append(delivery(b, 'own'));
      const lease = { instanceId: 'kassan', name: '', takeOver: false, release: false };
      expect(await store.lease(a, lease, NOW)).toMatchObject({ granted: true });
      expect(await store.acknowledge(a, 2, 1, NOW)).toMatchObject({ granted: true, tenant: { head: 1 } });
      expect(await store.acknowledge(b, 2, 1, NOW)).toMatchObject({ granted: false });
      expect((await store.read(b, 0, 500))?.events.map(({ seq }) => seq)).toEqual([1, 2]);
      const unused = await offer(store, { tenantId: a });
      await store.eraseTenant(a);
      expect(await store.read(a, 0, 500)).toBeNull();
      expect(await store.append(delivery(a, 'late'))).toBe('unknownTenant');
      expect(await store.lease(a, lease, NOW)).toBeNull();
      expect(await store.acknowledge(a, 1, 1, NOW)).toBeNull();
      expect(await store.findToken('device', one.deviceHash, NOW)).toBeNull();
      expect(await store.findToken('ingest', one.ingestHash, NOW)).toBeNull();
      expect(await store.pair(unused)).toBeNull();
      expect(await store.pair(one)).toBeNull();
      expect(await store.readTenant(b)).toMatchObject({ head: 2 });
      expect(await store.holdings()).toMatchObject({ tenants: 1, events: 2 });
      expect(await store.tenants()).toEqual([{ tenantId: b, waiting: 2, lastSeenAt: null }]);
      expect(await store.findToken('device', other.deviceHash, NOW)).toMatchObject({ tenantId: b });
    },
  },
];

export function describeTenants(name: string, openStore: OpenStore): void {
  describeClauses(`${name}: the lease`, openStore, theLease);
  describeClauses(`${name}: the count of writes`, openStore, theCount);
  describeClauses(`${name}: tenants`, openStore, tenants);
}
