/** Everything falls to 0 in EasyCashier at once, in shops of every size, read page by page: nothing is sent before a person says so. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Engine, openEngine } from '../../engine/engine.ts';
import { type Ledger, openDatabase } from '../../engine/ledger/database.ts';
import { type GatewayRig, openGateways } from '../gateways/rig.ts';

const MINUTE = 60_000;
/** A position is read with all its bookings by this; so dear a look must not be taken at each of thousands that wait. */
const readsPosition = (sql: string) => sql.includes('FROM booking_line JOIN booking');

interface Shop {
  readonly rig: GatewayRig;
  readonly engine: Engine;
  readonly numbers: readonly string[];
  /** Statements that read a position, since the start. */
  reads(): number;
  pass(ms: number): Promise<void>;
  until(what: () => boolean, limit?: number): Promise<void>;
  available(articleNumber: string): number;
  question(): Promise<{ inboxId: string; args: Record<string, unknown> } | undefined>;
}

let stop: (() => Promise<void>) | null = null;
afterEach(async () => {
  await stop?.();
  stop = null;
});

function counting(ledger: Ledger): { ledger: Ledger; reads: () => number } {
  let reads = 0;
  const noted = (sql: string) => {
    if (readsPosition(sql)) reads += 1;
    return sql;
  };
  const counted: Ledger = {
    ...ledger,
    get changes() {
      return ledger.changes;
    },
    get: (sql, ...values) => ledger.get(noted(sql), ...values),
    all: (sql, ...values) => ledger.all(noted(sql), ...values),
    each: (sql, ...values) => ledger.each(noted(sql), ...values),
  };
  return { ledger: counted, reads: () => reads };
}

/** A shop with ten of each article, synced once, its loops running; EasyCashier grants fifty rows a page. */
async function openShop(articles: number, { listStock = true } = {}): Promise<Shop> {
  const rig = openGateways({
    articles,
    stores: 1,
    traps: false,
    easycashier: { pageSizeMax: 50, listStock },
  });
  const { credentials, places, easycashier, shopify } = rig.practice;
  const numbers = [...easycashier.articles()]
    .filter(({ fields }) => fields.webshop && fields.stockItem)
    .map(({ fields }) => fields.articleNumber);
  const [place] = places;
  const store = place?.storeNumber ?? '';
  for (const number of numbers) easycashier.count(number, store, 10);
  const { ledger, reads } = counting(openDatabase({ path: ':memory:', durability: 'none' }));
  const engine = await openEngine({ ports: rig.ports, dataDir: '', ledger });
  const { client } = engine;
  const setUp = async () => {
    await client.connection.connectEasyCashier({
      url: 'https://easycashier.test',
      ...credentials.easycashier,
    });
    const { shop, clientId, clientSecret } = credentials.shopify;
    await client.connection.connectShopify({ shop, clientId, clientSecret });
    await client.stores.map({ storeNumber: store, location: place?.locationId ?? '' });
    await client.connection.activate({});
    const plan = await client.sync.plan();
    await client.sync.apply({
      planId: plan.planId,
      ...(plan.guard ? { confirmRows: plan.guard.confirmRows } : {}),
    });
  };
  await rig.run(setUp());
  const stopping = new AbortController();
  const loops = engine.run(stopping.signal);
  stop = async () => {
    stopping.abort();
    await rig.run(loops);
    await engine.close();
  };
  const pass = (ms: number) => rig.scheduler.runUntil(rig.scheduler.now() + ms);
  await pass(2 * MINUTE);
  return {
    rig,
    engine,
    numbers,
    reads,
    pass,
    until: async (what, limit = 10 * MINUTE) => {
      const end = rig.scheduler.now() + limit;
      while (!what()) {
        if (rig.scheduler.now() >= end) throw new Error(`it did not come about within ${limit} ms`);
        await pass(500);
      }
    },
    available: (number) => shopify.available(shopify.itemIdBySku(number) ?? '', place?.locationId ?? ''),
    question: async () => {
      const { items } = await client.orders.inbox({});
      return items.find(({ kind }) => kind === 'guardStopped');
    },
  };
}

const storeOf = ({ rig }: Shop) => rig.practice.places[0]?.storeNumber ?? '';
const countAll = (shop: Shop, units: number, numbers = shop.numbers) => {
  for (const number of numbers) shop.rig.practice.easycashier.count(number, storeOf(shop), units);
};
const emptied = (shop: Shop, numbers = shop.numbers) =>
  numbers.filter((number) => shop.available(number) === 0).length;

describe.each([100, 1_000, 1_700, 5_000])('%i articles', (articles) => {
  it('are held and asked about once, while what is sold goes on', async () => {
    const shop = await openShop(articles);
    const { easycashier, shopify } = shop.rig.practice;
    const [sold = '', ordered = '', ...rest] = shop.numbers;
    expect(rest.length).toBeGreaterThan(60);
    const smallest = shop.available(sold);
    expect(smallest).toBe(10);

    countAll(shop, 0, rest);
    let asked: Awaited<ReturnType<Shop['question']>>;
    const look = async () => {
      asked = await shop.question();
    };
    await shop.until(() => {
      void look();
      expect(emptied(shop, rest), 'nothing goes before it is known how much it is').toBe(0);
      return asked?.args.rows === rest.length;
    });
    expect(asked?.args).toEqual({ rows: rest.length, units: 10 * rest.length });

    // While the question is open the shop goes on selling, to the last unit.
    const before = shop.reads();
    easycashier.sell(sold, storeOf(shop), 10);
    shopify.placeOrder({ lines: [{ inventoryItemId: shopify.itemIdBySku(ordered) ?? '', quantity: 3 }] });
    await shop.until(
      () => shop.available(sold) === 0 && easycashier.balance(ordered, storeOf(shop)) === 7,
      MINUTE,
    );
    expect(shop.available(ordered)).toBe(7);
    await shop.pass(2 * MINUTE);
    expect(emptied(shop, rest)).toBe(0);
    // Neither time nor the number of those that wait makes it dearer.
    expect(shop.reads() - before).toBeLessThan(100);

    // They come back: nothing is left to be asked.
    countAll(shop, 10, rest);
    await shop.until(() => {
      void look();
      return asked === undefined;
    });
    await shop.pass(MINUTE);
    expect(emptied(shop, rest)).toBe(0);
    expect(shop.available(sold)).toBe(0);
  });
});

it('are held where the list shows no stock and each article is read by itself', async () => {
  const shop = await openShop(150, { listStock: false });
  const pageOfPositions = 50;
  countAll(shop, 0);
  await shop.pass(5 * MINUTE);
  expect(emptied(shop), 'what shows before half the share of a page has fallen').toBeLessThanOrEqual(
    0.15 * pageOfPositions + 1,
  );
  expect((await shop.question())?.args.rows).toBe(shop.numbers.length - emptied(shop));
});

it('asks about a third of the shop that falls in many small pieces within the hour', async () => {
  const shop = await openShop(150);
  const { numbers } = shop;
  for (let n = 0; n + 5 <= numbers.length; n += 5) {
    countAll(shop, 0, numbers.slice(n, n + 5));
    await shop.pass(MINUTE);
  }
  const share = emptied(shop) / numbers.length;
  expect(share).toBeGreaterThan(0.2);
  expect(share, 'no more than the setting says').toBeLessThanOrEqual(0.3);
  expect((await shop.question())?.args.rows).toBe(numbers.length - emptied(shop) - (numbers.length % 5));
});

it('asks when the sum falls sharply, though hardly anything reaches 0', async () => {
  const shop = await openShop(150);
  countAll(shop, 1);
  await shop.pass(3 * MINUTE);
  expect(shop.numbers.filter((number) => shop.available(number) === 10)).toHaveLength(shop.numbers.length);
  expect((await shop.question())?.args).toEqual({
    rows: shop.numbers.length,
    units: 9 * shop.numbers.length,
  });
});

it('takes a yes for what had fallen when it was said, and waits for the number of now', async () => {
  const shop = await openShop(150);
  const { client } = shop.engine;
  const first = shop.numbers.slice(0, 80);
  const later = shop.numbers.slice(80);
  countAll(shop, 0, first);
  await shop.pass(2 * MINUTE);
  const question = await shop.question();
  expect(question?.args.rows).toBe(first.length);
  const yes = (confirmRows: number) =>
    client.orders.resolve({ inboxId: question?.inboxId ?? '', choice: 'send', confirmRows });
  countAll(shop, 0, later.slice(0, 10));
  await shop.pass(2 * MINUTE);
  await expect(yes(first.length)).rejects.toMatchObject({
    data: { code: 'guardRows', args: { rows: first.length + 10 } },
  });
  await yes(first.length + 10);
  // Fallen just after the yes: it is not in it.
  countAll(shop, 0, later.slice(10));
  await shop.until(() => emptied(shop) >= first.length + 10);
  await shop.pass(5 * MINUTE);
  // A scan under way may meet a part of it first: less than the drop of what was left that stops everything.
  const answered = first.length + 10;
  expect(emptied(shop)).toBeLessThanOrEqual(answered + 0.8 * (shop.numbers.length - answered));
  expect((await shop.question())?.args.rows).toBe(shop.numbers.length - emptied(shop));
});

it('goes on waiting for the answer when a plan from before it is applied', async () => {
  const shop = await openShop(150);
  const { client } = shop.engine;
  const { planId, writes } = await shop.rig.run(client.sync.plan());
  expect(writes).toBe(0);
  countAll(shop, 0);
  await shop.pass(2 * MINUTE);
  await shop.rig.run(client.sync.apply({ planId }));
  await shop.pass(2 * MINUTE);
  const question = await shop.question();
  expect(question?.args.rows).toBe(shop.numbers.length);
  await client.orders.resolve({
    inboxId: question?.inboxId ?? '',
    choice: 'send',
    confirmRows: shop.numbers.length,
  });
  await shop.pass(5 * MINUTE);
  expect(emptied(shop)).toBe(shop.numbers.length);
});
