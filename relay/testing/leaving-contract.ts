/** What both stores must do about events that go: acknowledged, too many, too old. */
import { expect } from 'vitest';
import { type Clause, describeClauses } from './clauses.ts';
import { DAY, delivery, epochOf, idsOf, NOW, newTenant, type OpenStore } from './fixtures.ts';

const leaving: readonly Clause[] = [
  {
    title: 'goes when it is acknowledged under the newest epoch, and not beyond what was given out',
    holds: async (store) => {
      const tenantId = await newTenant(store);
      for (const id of ['a', 'b', 'c']) await store.append(delivery(tenantId, id));
      const old = await epochOf(store, tenantId, 'kassan-1');
      const epoch = await epochOf(store, tenantId, 'kassan-2');
      expect(await store.acknowledge(tenantId, 3, old, NOW)).toMatchObject({ granted: false });
      expect(await idsOf(store, tenantId)).toEqual(['a', 'b', 'c']);
      expect(await store.acknowledge(tenantId, 2, epoch, NOW)).toMatchObject({
        granted: true,
        tenant: { acknowledged: 2, floor: 2, head: 3 },
      });
      expect(await idsOf(store, tenantId)).toEqual(['c']);
      expect(await store.acknowledge(tenantId, 1, epoch, NOW)).toMatchObject({
        tenant: { acknowledged: 2 },
      });
      expect(await store.acknowledge(tenantId, 99, epoch, NOW)).toMatchObject({
        tenant: { acknowledged: 3, bytes: 0 },
      });
      await store.append(delivery(tenantId, 'd'));
      expect(await idsOf(store, tenantId)).toEqual(['d']);
      expect(await store.holdings()).toMatchObject({ tenants: 1, events: 1, oldestAt: NOW });
    },
  },
  {
    title: 'goes when there are too many, the oldest first, and leaves one gap until it is acknowledged',
    quota: { events: 10, bytes: 1_000_000 },
    holds: async (store) => {
      const tenantId = await newTenant(store);
      await Promise.all(Array.from({ length: 12 }, (_, n) => store.append(delivery(tenantId, `${n}`))));
      await store.append(delivery(tenantId, 'last', { receivedAt: NOW + 5 }));
      const page = await store.read(tenantId, 0, 500);
      expect(page?.events.map(({ seq }) => seq)).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
      expect(page?.tenant.gap).toEqual({ through: 3, dropped: 3, reason: 'quota', at: NOW + 5 });
      expect(store.dropped()).toEqual({ quota: 3, retention: 0 });
      const epoch = await epochOf(store, tenantId);
      await store.acknowledge(tenantId, 2, epoch, NOW);
      expect((await store.readTenant(tenantId))?.gap).toMatchObject({ through: 3 });
      expect(await idsOf(store, tenantId)).toHaveLength(10);
      await store.acknowledge(tenantId, 3, epoch, NOW);
      expect(await store.readTenant(tenantId)).toMatchObject({ gap: null, floor: 3, acknowledged: 3 });
    },
  },
  {
    title: 'goes when it is too large altogether',
    quota: { events: 1_000, bytes: 100_000 },
    holds: async (store) => {
      const tenantId = await newTenant(store);
      const body = Buffer.alloc(40_000);
      for (const id of ['a', 'b', 'c', 'd']) await store.append(delivery(tenantId, id, { body }));
      expect(await idsOf(store, tenantId)).toEqual(['c', 'd']);
      await store.append(delivery(tenantId, 'e', { body: Buffer.alloc(200_000) }));
      expect(await store.readTenant(tenantId)).toMatchObject({
        head: 5,
        floor: 5,
        bytes: 0,
        gap: { dropped: 5 },
      });
    },
  },
  {
    title: 'goes when it is too old',
    holds: async (store) => {
      const [one, other] = [await newTenant(store), await newTenant(store)];
      for (let n = 0; n < 5; n += 1) await store.append(delivery(one, `${n}`, { receivedAt: NOW + n * DAY }));
      await store.append(delivery(other, 'young', { receivedAt: NOW + 4 * DAY }));
      await store.sweep(NOW + 33 * DAY, NOW + 3 * DAY);
      expect(await idsOf(store, one)).toEqual(['3', '4']);
      expect((await store.readTenant(one))?.gap).toEqual({
        through: 3,
        dropped: 3,
        reason: 'retention',
        at: NOW + 33 * DAY,
      });
      expect(await store.readTenant(other)).toMatchObject({ gap: null, floor: 0 });
      expect(store.dropped()).toEqual({ quota: 0, retention: 3 });
    },
  },
];

export function describeLeaving(name: string, openStore: OpenStore): void {
  describeClauses(`${name}: what goes`, openStore, leaving);
}
