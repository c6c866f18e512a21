/** What both stores must do with deliveries. The tests of each engine run it on stores of their own. */
import { expect } from 'vitest';
import { type Header, shopifyHeaders } from '../delivery.ts';
import { PAGE_BYTES, REMEMBER_MS, type Store } from '../store/store.ts';
import { type Clause, describeClauses } from './clauses.ts';
import { DAY, delivery, epochOf, idsOf, NOW, newTenant, type OpenStore } from './fixtures.ts';

/** 32 writers, spread over the stores, while somebody follows with a cursor: it must see every event, once, without a hole. */
export async function expectNothingMissed(stores: readonly Store[], reader: Store): Promise<void> {
  const tenants = [await newTenant(reader), await newTenant(reader)];
  const [writers, each] = [32, 40];
  const write = async (writer: number) => {
    for (let n = 0; n < each; n += 1) {
      await stores[writer % stores.length]?.append(delivery(tenants[n % 2] ?? '', `${writer}/${n}`));
    }
  };
  const follow = async (tenantId: string): Promise<string[]> => {
    const seen: string[] = [];
    for (let cursor = 0; seen.length < (writers * each) / 2; ) {
      const page = await reader.read(tenantId, cursor, 7);
      for (const event of page?.events ?? []) {
        expect(event.seq).toBe(cursor + 1);
        cursor = event.seq;
        seen.push(event.headers[0]?.[1] ?? '');
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    return seen;
  };
  const writing = Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
  const followed = await Promise.all(tenants.map(follow));
  await writing;
  for (const [n, seen] of followed.entries()) {
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.every((id) => Number(id.split('/')[1]) % 2 === n)).toBe(true);
  }
  expect(followed.flat()).toHaveLength(writers * each);
}

const deliveries: readonly Clause[] = [
  {
    title: 'come back as they came, in the order of their commits',
    holds: async (store) => {
      const tenantId = await newTenant(store);
      const headers: Header[] = [
        ['X-SHOPIFY-Topic', 'orders/create'],
        ['x-shopify-order-id', '9007199254740993'],
        ['Shopify-Thing', ' å"\\ '],
        ['X-SHOPIFY-Topic', 'again'],
      ];
      const body = Buffer.from([0, 255, 10, 13, 0x7b, 0xc3, 0x28]);
      expect(shopifyHeaders([['Host', 'x'], ...headers])).toEqual(headers);
      await store.append(delivery(tenantId, 'first', { headers, body, receivedAt: NOW + 7 }));
      await store.append(delivery(tenantId, 'second', { body: new Uint8Array() }));
      const page = await store.read(tenantId, 0, 500);
      expect(page?.events).toEqual([
        { seq: 1, receivedAt: NOW + 7, headers, body: body.toString('base64') },
        { seq: 2, receivedAt: NOW, headers: [['X-Shopify-Webhook-Id', 'second']], body: '' },
      ]);
      expect(page?.tenant).toMatchObject({
        head: 2,
        acknowledged: 0,
        floor: 0,
        lastReceivedAt: NOW,
        gap: null,
      });
      expect((await store.read(tenantId, 1, 500))?.events.map(({ seq }) => seq)).toEqual([2]);
      expect((await store.read(tenantId, 0, 1))?.events.map(({ seq }) => seq)).toEqual([1]);
    },
  },
  {
    title: 'are kept once for each key, and a duplicate burns no number',
    holds: async (store) => {
      const tenantId = await newTenant(store);
      const outcomes = await Promise.all(
        ['a', 'b', 'a', 'a', 'c', 'b'].map((id) => store.append(delivery(tenantId, id))),
      );
      expect(outcomes.toSorted()).toEqual([
        'duplicate',
        'duplicate',
        'duplicate',
        'stored',
        'stored',
        'stored',
      ]);
      expect(await store.append(delivery(tenantId, 'a'))).toBe('duplicate');
      await store.append(delivery(tenantId, 'd'));
      const page = await store.read(tenantId, 0, 500);
      expect(page?.events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
      expect(page?.tenant.head).toBe(4);
    },
  },
  {
    title: 'are known for a week after they were acknowledged',
    holds: async (store) => {
      const tenantId = await newTenant(store);
      await store.append(delivery(tenantId, 'a'));
      await store.acknowledge(tenantId, 1, await epochOf(store, tenantId), NOW + 10 * DAY);
      const almost = NOW + 10 * DAY + REMEMBER_MS;
      await store.sweep(almost, 0);
      expect(await store.append(delivery(tenantId, 'a', { receivedAt: almost }))).toBe('duplicate');
      await store.sweep(almost + 1, 0);
      expect(await store.append(delivery(tenantId, 'a', { receivedAt: almost }))).toBe('stored');
      expect((await store.read(tenantId, 0, 500))?.events.map(({ seq }) => seq)).toEqual([2]);
    },
  },
  {
    title: 'may have 5 MB, and an answer is cut where it gets large',
    holds: async (store) => {
      const tenantId = await newTenant(store);
      const body = Buffer.alloc(5 * 1024 * 1024, 0xa5);
      for (const id of ['a', 'b', 'c']) await store.append(delivery(tenantId, id, { body }));
      const page = await store.read(tenantId, 0, 500);
      expect(page?.events).toHaveLength(Math.floor(PAGE_BYTES / body.length));
      expect(Buffer.from(page?.events[0]?.body ?? '', 'base64').equals(body)).toBe(true);
      expect((await store.read(tenantId, 2, 500))?.events.map(({ seq }) => seq)).toEqual([3]);
    },
  },
  {
    title: 'of nobody are not kept',
    holds: async (store) => {
      expect(await store.append(delivery('tenant_nobody', 'a'))).toBe('unknownTenant');
      expect(await store.read('tenant_nobody', 0, 500)).toBeNull();
      expect(await store.readTenant('tenant_nobody')).toBeNull();
    },
  },
  {
    title: 'are told to those who listen, after they can be read',
    holds: async (store) => {
      const [one, other] = [await newTenant(store), await newTenant(store)];
      const heard = Promise.withResolvers<(string | undefined)[]>();
      store.onCommit((tenantId) => {
        if (tenantId === other) idsOf(store, other).then(heard.resolve, heard.reject);
      });
      await store.append(delivery(one, 'a'));
      await store.append(delivery(other, 'b'));
      expect(await heard.promise).toEqual(['b']);
      expect(await store.heads([one, other, 'tenant_nobody'])).toEqual(
        new Map([
          [one, 1],
          [other, 1],
        ]),
      );
    },
  },
];

const manyWriters: readonly Clause[] = [
  {
    title: 'never let a reader with a cursor miss an event',
    holds: async (store) => {
      await expectNothingMissed([store], store);
    },
  },
];

export function describeDeliveries(name: string, openStore: OpenStore): void {
  describeClauses(`${name}: deliveries`, openStore, deliveries);
  describeClauses(`${name}: 32 writers at once`, openStore, manyWriters);
}
