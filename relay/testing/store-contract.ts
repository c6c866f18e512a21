/** What both stores must do. The tests of each engine run it on a store of their own. */
import { describe, expect, it } from 'vitest';
import { type Header, shopifyHeaders } from '../delivery.ts';
import { sha256 } from '../secrets.ts';
import {
  type Delivery,
  PAGE_BYTES,
  type Pairing,
  type Quota,
  REMEMBER_MS,
  type Store,
} from '../store/store.ts';

export type OpenStore = (quota: Quota) => Promise<Store>;

export const wide: Quota = { events: 1_000_000, bytes: 1_000_000_000 };
export const NOW = Date.parse('2026-11-23T08:00:00Z');
const DAY = 24 * 3_600_000;

let serial = 0;

/** A code that is good, and the pairing that would use it. */
export async function offer(
  store: Store,
  wish: { tenantId?: string; expiresAt?: number | null } = {},
): Promise<Pairing> {
  serial += 1;
  const codeHash = sha256(`code ${serial}`);
  await store.addPairingCode({
    hash: codeHash,
    tenantId: wish.tenantId ?? null,
    note: '',
    createdAt: NOW,
    expiresAt: wish.expiresAt === undefined ? NOW + DAY : wish.expiresAt,
  });
  return {
    codeHash,
    newTenantId: `tenant_${serial}`,
    newDeviceId: `device_${serial}`,
    instanceId: `instance_${serial}`,
    name: 'Kassan',
    ingestHash: sha256(`ingest ${serial}`),
    deviceHash: sha256(`device ${serial}`),
    at: NOW,
  };
}

/** A tenant with one computer. */
export async function newTenant(store: Store): Promise<string> {
  const paired = await store.pair(await offer(store));
  if (!paired) throw new Error('a good code did not pair');
  return paired.tenantId;
}

export const delivery = (tenantId: string, id: string, change: Partial<Delivery> = {}): Delivery => ({
  tenantId,
  key: sha256(id),
  receivedAt: NOW,
  headers: [['X-Shopify-Webhook-Id', id]],
  body: Buffer.from(`{"id":${JSON.stringify(id)}}`),
  ...change,
});

const idsOf = async (store: Store, tenantId: string, after = 0): Promise<(string | undefined)[]> =>
  (await store.read(tenantId, after, 500))?.events.map(({ headers }) => headers[0]?.[1]) ?? [];

async function epochOf(store: Store, tenantId: string, instanceId = 'kassan-1'): Promise<number> {
  const request = { instanceId, name: 'Kassan', takeOver: true, release: false };
  return (await store.lease(tenantId, request, NOW))?.tenant.epoch ?? 0;
}

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

export function describeStore(name: string, openStore: OpenStore): void {
  const withStore =
    (test: (store: Store) => Promise<void>, quota = wide) =>
    async () => {
      const store = await openStore(quota);
      try {
        await test(store);
      } finally {
        await store.close();
      }
    };

  describe(`${name}: deliveries`, () => {
    it(
      'come back as they came, in the order of their commits',
      withStore(async (store) => {
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
      }),
    );

    it(
      'are kept once for each key, and a duplicate burns no number',
      withStore(async (store) => {
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
      }),
    );

    it(
      'are known for a week after they were acknowledged',
      withStore(async (store) => {
        const tenantId = await newTenant(store);
        await store.append(delivery(tenantId, 'a'));
        await store.acknowledge(tenantId, 1, await epochOf(store, tenantId), NOW + 10 * DAY);
        const almost = NOW + 10 * DAY + REMEMBER_MS;
        await store.sweep(almost, 0);
        expect(await store.append(delivery(tenantId, 'a', { receivedAt: almost }))).toBe('duplicate');
        await store.sweep(almost + 1, 0);
        expect(await store.append(delivery(tenantId, 'a', { receivedAt: almost }))).toBe('stored');
        expect((await store.read(tenantId, 0, 500))?.events.map(({ seq }) => seq)).toEqual([2]);
      }),
    );

    it(
      'may have 5 MB, and an answer is cut where it gets large',
      withStore(async (store) => {
        const tenantId = await newTenant(store);
        const body = Buffer.alloc(5 * 1024 * 1024, 0xa5);
        for (const id of ['a', 'b', 'c']) await store.append(delivery(tenantId, id, { body }));
        const page = await store.read(tenantId, 0, 500);
        expect(page?.events).toHaveLength(Math.floor(PAGE_BYTES / body.length));
        expect(Buffer.from(page?.events[0]?.body ?? '', 'base64').equals(body)).toBe(true);
        expect((await store.read(tenantId, 2, 500))?.events.map(({ seq }) => seq)).toEqual([3]);
      }),
    );

    it(
      'of nobody are not kept',
      withStore(async (store) => {
        expect(await store.append(delivery('tenant_nobody', 'a'))).toBe('unknownTenant');
        expect(await store.read('tenant_nobody', 0, 500)).toBeNull();
        expect(await store.readTenant('tenant_nobody')).toBeNull();
      }),
    );

    it(
      'wake those who listen, after they can be read',
      withStore(async (store) => {
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
      }),
    );
  });

  describe(`${name}: 32 writers at once`, () => {
    it(
      'never let a reader with a cursor miss an event',
      withStore(async (store) => {
        await expectNothingMissed([store], store);
      }),
    );
  });

  describe(`${name}: what goes`, () => {
    it(
      'goes when it is acknowledged under the newest epoch, and not beyond what was given out',
      withStore(async (store) => {
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
      }),
    );

    it(
      'goes when there are too many, the oldest first, and leaves one gap until it is acknowledged',
      withStore(
        async (store) => {
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
        { events: 10, bytes: 1_000_000 },
      ),
    );

    it(
      'goes when it is too large altogether',
      withStore(
        async (store) => {
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
        { events: 1_000, bytes: 100_000 },
      ),
    );

    it(
      'goes when it is too old',
      withStore(async (store) => {
        const [one, other] = [await newTenant(store), await newTenant(store)];
        for (let n = 0; n < 5; n += 1)
          await store.append(delivery(one, `${n}`, { receivedAt: NOW + n * DAY }));
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
      }),
    );
  });
}
