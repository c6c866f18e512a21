/** What both stores must do when a backup was put back: whoever had come further than it must notice, whatever the numbers are now. */
import { expect } from 'vitest';
import { storeOf } from '../store/tenant-state.ts';
import { type Clause, describeClauses } from './clauses.ts';
import { delivery, epochOf, idsOf, NOW, newTenant, type OpenStore } from './fixtures.ts';

const restored: readonly Clause[] = [
  {
    title: 'is another store for every tenant, and what it held is a gap that no cursor has passed',
    holds: async (store) => {
      const [one, empty] = [await newTenant(store), await newTenant(store)];
      for (const id of ['a', 'b', 'c']) await store.append(delivery(one, id));
      await store.acknowledge(one, 1, await epochOf(store, one), NOW);
      const before = await store.readTenant(one);
      expect(await store.restored(NOW + 1)).toBe(2);
      const after = await store.readTenant(one);
      if (!before || !after) throw new Error('the tenant is there');
      expect(storeOf(after)).not.toBe(storeOf(before));
      // More than anybody can have been given since the backup was made.
      expect(after.head).toBeGreaterThan(before.head + 900_000_000);
      expect(after).toMatchObject({ floor: after.head, bytes: 0, epoch: before.epoch });
      expect(after.gap).toEqual({ through: after.head, dropped: 3, reason: 'retention', at: NOW + 1 });
      expect(await idsOf(store, one)).toEqual([]);
      expect((await store.readTenant(empty))?.gap).toMatchObject({ dropped: 1 });
      await store.append(delivery(one, 'd'));
      expect((await store.read(one, after.head, 500))?.events.map(({ seq }) => seq)).toEqual([
        after.head + 1,
      ]);
      await store.restored(NOW + 2);
      const again = await store.readTenant(one);
      expect(again?.life).not.toBe(after.life);
      expect(again?.gap).toMatchObject({ dropped: 5 });
      await store.acknowledge(one, Number.MAX_SAFE_INTEGER, after.epoch, NOW);
      expect(await store.readTenant(one)).toMatchObject({ gap: null, life: again?.life });
    },
  },
];

export function describeRestored(name: string, openStore: OpenStore): void {
  describeClauses(`${name}: a backup that was put back`, openStore, restored);
}
