/** What both stores must do about who writes, and to keep tenants apart. */
import { expect } from 'vitest';
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
      expect(await store.findToken('device', other.deviceHash, NOW)).toMatchObject({ tenantId: b });
    },
  },
];

export function describeTenants(name: string, openStore: OpenStore): void {
  describeClauses(`${name}: the lease`, openStore, theLease);
  describeClauses(`${name}: tenants`, openStore, tenants);
}
