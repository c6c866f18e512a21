/** What both stores must do about who is told that a shop's computer does not come. */
import { expect } from 'vitest';
import type { Store } from '../store/store.ts';
import { type Clause, describeClauses } from './clauses.ts';
import { delivery, NOW, newTenant, type OpenStore } from './fixtures.ts';

const of = async (store: Store, tenantId: string) =>
  (await store.watched()).find((tenant) => tenant.tenantId === tenantId);
const lease = (store: Store, tenantId: string, at: number) =>
  store.lease(tenantId, { instanceId: 'kassan-1', name: 'Kassan', takeOver: false, release: false }, at);

const clauses: readonly Clause[] = [
  {
    title: 'knows who is told, when the computer last came, and how much waits',
    holds: async (store) => {
      const tenantId = await newTenant(store);
      expect(await of(store, tenantId)).toBeUndefined();
      expect(await store.setAlerts(tenantId, '{"a":1}')).toBe(true);
      expect(await of(store, tenantId)).toEqual({
        tenantId,
        alerts: '{"a":1}',
        lastCameAt: null,
        waiting: 0,
        toldAt: null,
      });
      await lease(store, tenantId, NOW);
      await store.append(delivery(tenantId, 'a'));
      expect(await of(store, tenantId)).toMatchObject({ lastCameAt: NOW, waiting: 1 });
      await store.setAlerts(tenantId, null);
      expect(await of(store, tenantId)).toBeUndefined();
    },
  },
  {
    title: 'lets one of those tell who find it at the same time',
    holds: async (store) => {
      const tenantId = await newTenant(store);
      await store.setAlerts(tenantId, '{}');
      const asked = Array.from({ length: 8 }, (_, n) => store.claimAlert(tenantId, null, NOW + n));
      expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(1);
      const toldAt = (await of(store, tenantId))?.toldAt ?? null;
      expect(toldAt).toBeGreaterThanOrEqual(NOW);
      expect(await store.claimAlert(tenantId, null, NOW)).toBe(false);
      expect(await store.claimAlert(tenantId, toldAt, null)).toBe(true);
      expect(await of(store, tenantId)).toMatchObject({ toldAt: null });
    },
  },
  {
    title: 'keeps what was told where the same is said once more, and forgets it with whom it was told',
    holds: async (store) => {
      const tenantId = await newTenant(store);
      await store.setAlerts(tenantId, '{"to":1}');
      await store.claimAlert(tenantId, null, NOW);
      await lease(store, tenantId, NOW);
      await store.append(delivery(tenantId, 'a'));
      await store.setAlerts(tenantId, '{"to":1}');
      expect(await of(store, tenantId)).toMatchObject({ toldAt: NOW });
      await store.setAlerts(tenantId, '{"to":2}');
      expect(await of(store, tenantId)).toMatchObject({ toldAt: null });
    },
  },
  {
    title: 'forgets it with the shop, and keeps it apart from others',
    holds: async (store) => {
      const [one, other] = [await newTenant(store), await newTenant(store)];
      await store.setAlerts(one, '{"shop":"one"}');
      await store.setAlerts(other, '{"shop":"other"}');
      await store.claimAlert(one, null, NOW);
      await store.eraseTenant(one);
      expect(await of(store, one)).toBeUndefined();
      expect(await of(store, other)).toMatchObject({ alerts: '{"shop":"other"}', toldAt: null });
      expect(await store.setAlerts(one, '{}')).toBe(false);
      expect(await store.claimAlert(one, NOW, null)).toBe(false);
    },
  },
];

export function describeAlerts(name: string, openStore: OpenStore): void {
  describeClauses(`${name}: who is told`, openStore, clauses);
}
