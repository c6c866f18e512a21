/** What a run is judged by says what is wrong, and says nothing else. */
import { expect, it } from 'vitest';
import { pairs } from '../../practice/comparison.ts';
import { createPractice } from '../../practice/practice.ts';
import { createPracticeRandom } from '../../practice/random.ts';
import type { Practice } from '../../practice/shops.ts';
import type { CutOver } from '../simulation/cut-over.ts';
import { drawFrom } from '../simulation/shops.ts';
import { createUnseenChanges } from '../simulation/unseen-changes.ts';
import { watchWebshopFlags } from '../simulation/webshop-flags.ts';
import { createWorld } from '../simulation/world.ts';
import { compareShelves } from './judge.ts';
import { createWatch } from './watch.ts';

const MINUTE = 60_000;
const BEGIN = Date.UTC(2026, 10, 23, 9);
const cutOver: CutOver = {
  activatedAt: BEGIN,
  openOrders: 'taken',
  openBefore: new Set(),
  isSyncedFirst: true,
};
const goods = { articleNumber: 'A-1', storeNumber: '1' };

/** Two sound shops with ten of A-1 in store 1 on both sides. */
function openShop() {
  let now = BEGIN;
  const clock = { now: () => now, sleep: () => Promise.resolve() };
  const practice = createPractice({ clock, articles: 20, stores: 1, traps: false });
  const [place] = practice.places;
  if (!place) throw new Error('no store');
  practice.easycashier.addArticle({
    ...{ articleNumber: 'A-1', description: 'Vara', stockItem: true, webshop: true },
    stock: { 1: 10 },
  });
  const { locationId } = place;
  const item = practice.shopify.addItem({
    sku: 'A-1',
    levels: [{ locationId, available: 10, active: true }],
  });
  const drawn = drawFrom(practice, {
    random: createPracticeRandom(1),
    tell: () => undefined,
    unseen: createUnseenChanges(clock.now),
    articles: ['A-1'],
    inventoryItems: [item],
    routingDelays: [0],
  });
  const world = createWorld(drawn, { seed: 1, isHard: true });
  const watched = { practice, world, flags: watchWebshopFlags(practice) };
  const order = (quantity: number) =>
    practice.shopify.placeOrder({ lines: [{ inventoryItemId: item, quantity, locationId }] });
  // Only A-1 is looked at: what else the shops have differs from the start.
  for (const { articleNumber } of pairs(practice))
    if (articleNumber !== 'A-1') practice.easycashier.setWebshop(articleNumber, false);
  watched.flags = watchWebshopFlags(practice);
  const pass = (ms: number) => {
    now += ms;
  };
  return { ...watched, item, locationId, order, book: (quantity: number) => book(practice, quantity), pass };
}

/** A program takes goods out of EasyCashier for an order. */
async function book({ easycashier, credentials }: Practice, quantity: number): Promise<void> {
  const { company, username, password } = credentials.easycashier;
  const call = (path: string, token: string, body: unknown) =>
    easycashier.handle(
      new Request(`http://practice/v1${path}`, {
        method: 'POST',
        headers: { 'X-Auth-Token': token },
        body: JSON.stringify(body),
      }),
    );
  const { accessToken } = (await (await call('/login', '', { username, password })).json()) as {
    accessToken: string;
  };
  const articles = [{ articleNumber: 'A-1', quantity }];
  const booked = { storeNumber: '1', articles, comment: 'Webborder #1001 (b-1)' };
  const { status } = await call(`/company/${company}/stock/decreaseStock`, accessToken, booked);
  expect(status).toBe(200);
}

it('finds goods that an order has taken and EasyCashier still counts', () => {
  const shop = openShop();
  expect(compareShelves(shop, cutOver, new Set()).violations).toEqual([]);
  shop.order(3);
  expect(compareShelves(shop, cutOver, new Set()).violations).toEqual([
    'shelf A-1 @1: EasyCashier 10, the shelf 7 (gone, and counted)',
  ]);
});

it('finds goods that are there and that EasyCashier was told of as gone', async () => {
  const shop = openShop();
  const { id } = shop.order(3);
  await shop.book(3);
  expect(compareShelves(shop, cutOver, new Set()).violations).toEqual([]);
  shop.practice.shopify.cancelOrder(id, { restock: true });
  expect(compareShelves(shop, cutOver, new Set()).violations).toEqual([
    'shelf A-1 @1: EasyCashier 7, the shelf 10 (there, and forgotten)',
  ]);
});

it('leaves out what nobody could know', () => {
  const shop = openShop();
  const { id } = shop.order(3);
  const { positions, leftOut, violations } = compareShelves(shop, cutOver, new Set([id]));
  expect({ positions, leftOut, violations }).toEqual({ positions: 1, leftOut: 1, violations: [] });
});

it('tells of a unit that is gone and stays offered for longer than a full scan may take', () => {
  const shop = openShop();
  const watch = createWatch(shop, cutOver);
  watch.look();
  shop.practice.easycashier.sell('A-1', '1', 4);
  watch.look();
  expect(watch.stays()).toMatchObject([{ ...goods, offered: 10, left: 6, ms: 0 }]);
  shop.pass(20 * MINUTE);
  watch.look();
  expect(watch.violations).toEqual([]);
  shop.pass(1_000);
  watch.look();
  shop.pass(1_000);
  watch.look();
  expect(watch.violations).toEqual(['I9 A-1 @1 at 09:20:01: 10 offered, 6 left, for 1201 s']);
});

it('counts from when it was offered what somebody offered that was sold long ago', () => {
  const shop = openShop();
  const watch = createWatch(shop, cutOver);
  watch.look();
  shop.order(4);
  watch.look();
  shop.pass(60 * MINUTE);
  shop.practice.shopify.adminSetAvailable(shop.item, shop.locationId, 10);
  watch.look();
  shop.pass(MINUTE);
  watch.look();
  expect(watch.stays()[0]).toMatchObject({ ...goods, ms: MINUTE });
  expect(watch.violations).toEqual([]);
});
