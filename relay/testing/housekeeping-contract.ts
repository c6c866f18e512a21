/** What both stores must do about work on a whole shop: in parts, so that nobody else waits for it. */
import { expect } from 'vitest';
import type { Store } from '../store/store.ts';
import type { Quota } from '../store/tenant-state.ts';
import { type Clause, describeClauses } from './clauses.ts';
import { DAY, delivery, epochOf, idsOf, NOW, newTenant, type OpenStore } from './fixtures.ts';

/** Several parts of anything. */
const MANY = 2_500;

async function fill(store: Store, tenantId: string): Promise<void> {
  for (let n = 0; n < MANY; n += 500) {
    const ids = Array.from({ length: 500 }, (_, own) => `${n + own}`);
    await Promise.all(ids.map((id) => store.append(delivery(tenantId, id))));
  }
}

/** What was over first: the long work, or all that was asked for after it had begun. */
async function whoIsFirst(
  long: Promise<unknown>,
  asked: () => readonly Promise<unknown>[],
): Promise<string[]> {
  const order: string[] = [];
  const ended = long.then(() => order.push('the long work'));
  await Promise.all(asked());
  order.push('the others');
  await ended;
  return order;
}

async function untilGone(store: Store, tenantId: string): Promise<void> {
  while (await store.readTenant(tenantId)) await new Promise((resolve) => setImmediate(resolve));
}

const late = { receivedAt: NOW + 32 * DAY };

const housekeeping: readonly Clause[] = [
  {
    title: 'lets deliveries pass while it drops what is too old and forgets its keys',
    holds: async (store) => {
      const [old, other] = [await newTenant(store), await newTenant(store)];
      await fill(store, old);
      const first = await whoIsFirst(store.sweep(NOW + 33 * DAY, NOW + 30 * DAY), () => [
        store.append(delivery(other, 'a', late)),
        store.append(delivery(old, 'new', late)),
      ]);
      expect(first).toEqual(['the others', 'the long work']);
      expect(store.dropped()).toEqual({ quota: 0, retention: MANY });
      expect(await idsOf(store, old)).toEqual(['new']);
      expect((await store.readTenant(old))?.gap).toMatchObject({ through: MANY, dropped: MANY });
      const second = await whoIsFirst(store.sweep(NOW + 41 * DAY, NOW + 30 * DAY), () => [
        store.append(delivery(other, 'b', late)),
        store.append(delivery(old, 'newer', late)),
      ]);
      expect(second).toEqual(['the others', 'the long work']);
      // The key is forgotten, so it is another event.
      expect(await store.append(delivery(old, '7', late))).toBe('stored');
      expect(await idsOf(store, old)).toEqual(['new', 'newer', '7']);
      expect(await idsOf(store, other)).toEqual(['a', 'b']);
    },
  },
  {
    title: 'that is stopped has kept what it did, and goes on from there',
    holds: async (store) => {
      const tenantId = await newTenant(store);
      await fill(store, tenantId);
      const stopping = new AbortController();
      const sweeping = store.sweep(NOW + 33 * DAY, NOW + 30 * DAY, stopping.signal);
      const other = await newTenant(store);
      for (let n = 0; store.dropped().retention === 0; n += 1) await store.append(delivery(other, `${n}`));
      stopping.abort();
      await sweeping;
      const floor = (await store.readTenant(tenantId))?.floor ?? 0;
      expect(floor).toBeGreaterThan(0);
      expect(floor).toBeLessThan(MANY);
      await store.sweep(NOW + 33 * DAY, NOW + 30 * DAY);
      expect(await store.readTenant(tenantId)).toMatchObject({
        floor: MANY,
        gap: { dropped: MANY },
        bytes: 0,
      });
      expect(store.dropped().retention).toBeGreaterThanOrEqual(MANY);
    },
  },
  {
    title: 'lets deliveries pass while much is acknowledged at once',
    holds: async (store) => {
      const [one, other] = [await newTenant(store), await newTenant(store)];
      await fill(store, one);
      const epoch = await epochOf(store, one);
      const first = await whoIsFirst(store.acknowledge(one, MANY, epoch, NOW), () => [
        store.append(delivery(other, 'a')),
        store.append(delivery(one, 'new')),
      ]);
      expect(first).toEqual(['the others', 'the long work']);
      expect(await store.readTenant(one)).toMatchObject({ acknowledged: MANY, floor: MANY, head: MANY + 1 });
      expect(await idsOf(store, one)).toEqual(['new']);
    },
  },
  {
    title: 'lets deliveries pass while a shop is erased, which is gone at once',
    holds: async (store) => {
      const [one, other] = [await newTenant(store), await newTenant(store)];
      await fill(store, one);
      const first = await whoIsFirst(store.eraseTenant(one), () => [
        untilGone(store, one).then(async () => {
          expect(await store.append(delivery(one, 'late'))).toBe('unknownTenant');
          await store.append(delivery(other, 'a'));
          expect(await store.holdings()).toMatchObject({ tenants: 1, events: 1 });
        }),
      ]);
      expect(first).toEqual(['the others', 'the long work']);
      expect(await store.holdings()).toMatchObject({ tenants: 1, events: 1 });
    },
  },
];

const HELD = 3_000;

/** What a shop holds when its store is opened again with a quota of ten events; `reopen` closes the one that is given to it. */
export async function expectShrunkInParts(
  store: Store,
  reopen: (store: Store, quota: Quota) => Promise<Store>,
): Promise<void> {
  const [one, other] = [await newTenant(store), await newTenant(store)];
  for (let n = 0; n < HELD; n += 500)
    await Promise.all(Array.from({ length: 500 }, (_, own) => store.append(delivery(one, `${n + own}`))));
  const small = await reopen(store, { events: 10, bytes: 1_000_000 });
  await small.append(delivery(one, 'new'));
  const floor = (await small.readTenant(one))?.floor ?? 0;
  expect(floor).toBeGreaterThan(0);
  expect(floor).toBeLessThan(HELD - 10);
  const first = await whoIsFirst(small.sweep(NOW, 0), () => [small.append(delivery(other, 'a'))]);
  expect(first).toEqual(['the others', 'the long work']);
  expect(await idsOf(small, one)).toHaveLength(10);
  expect((await small.readTenant(one))?.gap).toMatchObject({ reason: 'quota', dropped: HELD - 9 });
  expect(small.dropped()).toEqual({ quota: HELD - 9, retention: 0 });
  await small.close();
}

export function describeHousekeeping(name: string, openStore: OpenStore): void {
  describeClauses(`${name}: housekeeping`, openStore, housekeeping);
}
