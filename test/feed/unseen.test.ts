/** Orders that hide: from the search, from reading, behind what somebody has set aside. Their goods are not offered again. */
import { afterEach, expect, it } from 'vitest';
import type { Computer } from './computers.ts';
import { openShopRig, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
type Place = ReturnType<typeof stocked>[number];
let rig: ShopRig;
afterEach(() => rig.close());

async function shop(
  options: { isActivated?: boolean } = {},
): Promise<{ computer: Computer; places: Place[] }> {
  rig = await openShopRig();
  const computer = await rig.start('kassan', { code: null, pollSeconds: 10, ...options });
  return { computer, places: stocked(rig).filter((place) => shown(place) >= 4) };
}

const shown = ({ item, locationId }: Place) => rig.practice.shopify.available(item, locationId);
const balance = ({ articleNumber, storeNumber }: Place) =>
  rig.practice.easycashier.balance(articleNumber, storeNumber) ?? 0;
const questions = async ({ client }: Computer) => (await client.orders.inbox({})).items;

const answer = async (computer: Computer, choice: string) => {
  for (const { inboxId } of await questions(computer))
    await computer.client.orders.resolve({ inboxId, choice });
};

const buy = ({ item: inventoryItemId, locationId }: Place, quantity: number) =>
  rig.practice.shopify.placeOrder({ lines: [{ inventoryItemId, quantity, locationId }], routingDelayMs: 0 });

/** Lets time pass and remembers the most that was ever offered. */
async function watch(place: Place, ms: number): Promise<number> {
  let most = shown(place);
  for (const end = rig.scheduler.now() + ms; rig.scheduler.now() < end; ) {
    await rig.pass(10_000);
    most = Math.max(most, shown(place));
  }
  return most;
}

it('finds an order that reaches the search late by what is promised, and offers its goods at no time', async () => {
  const { computer, places } = await shop();
  const [one, other] = places;
  if (!one || !other) throw new Error('too few goods');
  const before = balance(one);
  rig.practice.shopify.delayIndex(buy(one, 2).id, 20 * MINUTE);
  await rig.pass(20_000);
  buy(other, 1);
  expect(await watch(one, 30 * MINUTE)).toBe(before - 2);
  expect(balance(one)).toBe(before - 2);
  expect(await questions(computer)).toEqual([]);
});

it('looks at what is promised before a raise: a sale and an edit by hand may leave the number what it was', async () => {
  const { places } = await shop();
  const [one] = places;
  if (!one) throw new Error('too few goods');
  const { shopify, easycashier } = rig.practice;
  const before = balance(one);
  await rig.pass(2 * MINUTE);
  shopify.adminSetAvailable(one.item, one.locationId, shown(one) + 2);
  shopify.delayIndex(buy(one, 2).id, 20 * MINUTE);
  easycashier.deliver(one.articleNumber, one.storeNumber, 5);
  expect(await watch(one, 10 * MINUTE)).toBe(before + 5 - 2);
  await rig.pass(20 * MINUTE);
  expect([balance(one), shown(one)]).toEqual([before + 5 - 2, before + 5 - 2]);
});

it('asks nothing about an order whose place Shopify chooses minutes later', async () => {
  const { computer, places } = await shop();
  const [one] = places;
  if (!one) throw new Error('too few goods');
  const before = balance(one);
  const { item: inventoryItemId, locationId } = one;
  const lines = [{ inventoryItemId, quantity: 2, locationId }];
  rig.practice.shopify.placeOrder({ lines, routingDelayMs: 6 * MINUTE });
  expect(await watch(one, 5 * MINUTE)).toBe(before - 2);
  expect(await questions(computer)).toEqual([]);
  await rig.pass(5 * MINUTE);
  expect([balance(one), shown(one)]).toEqual([before - 2, before - 2]);
  expect(await questions(computer)).toEqual([]);
});

it('brings goods back that only a test order holds, and asks nothing about it', async () => {
  const { computer, places } = await shop();
  const [one] = places;
  if (!one) throw new Error('too few goods');
  const { item, locationId } = one;
  const { shopify } = rig.practice;
  const unknown = shopify.addItem({ sku: 'PROV', levels: [{ locationId, available: 5 }] });
  const lines = [item, unknown].map((inventoryItemId) => ({ inventoryItemId, quantity: 2, locationId }));
  // Routed after the first look, within the second that its time shows; and long after it.
  shopify.placeOrder({ lines, test: true, routingDelayMs: 900 });
  shopify.placeOrder({ lines: lines.slice(0, 1), test: true, routingDelayMs: 3 * MINUTE });
  await rig.pass(10 * MINUTE);
  expect(shown(one)).toBe(balance(one));
  expect(await questions(computer)).toEqual([]);
});

it('finds one that was shipped at once and reaches the search late, when it is there', async () => {
  const { places } = await shop();
  const [one, other] = places;
  if (!one || !other) throw new Error('too few goods');
  const before = balance(one);
  const order = buy(one, 2);
  rig.practice.shopify.fulfill(order.id);
  rig.practice.shopify.delayIndex(order.id, 20 * MINUTE);
  await rig.pass(10 * MINUTE);
  buy(other, 1);
  await rig.pass(90 * MINUTE);
  expect([balance(one), shown(one)]).toEqual([before - 2, before - 2]);
});

it('offers nothing that was shipped on an order that cannot be read, though somebody raised the number meanwhile', async () => {
  const { places } = await shop();
  const [one] = places;
  if (!one) throw new Error('too few goods');
  const { shopify, easycashier } = rig.practice;
  const before = balance(one);
  // Between two looks at the shop's levels.
  shopify.adminSetAvailable(one.item, one.locationId, before + 5);
  const hidden = buy(one, 3);
  shopify.setUnreadable(hidden.id, true);
  await rig.pass(20 * MINUTE);
  shopify.fulfill(hidden.id);
  easycashier.deliver(one.articleNumber, one.storeNumber, 10);
  await rig.pass(MINUTE);
  expect(await watch(one, 30 * MINUTE)).toBe(before + 7);
  shopify.setUnreadable(hidden.id, false);
  await rig.pass(30 * MINUTE);
  expect([balance(one), shown(one)]).toEqual([before + 7, before + 7]);
});

it('books all others while one order cannot be read, names it, and does not offer its goods', async () => {
  const { computer, places } = await shop();
  const [one, other] = places;
  if (!one || !other) throw new Error('too few goods');
  const before = [balance(one), balance(other)] as const;
  const poison = buy(one, 2);
  rig.practice.shopify.setUnreadable(poison.id, true);
  await rig.pass(MINUTE);
  for (let n = 0; n < 3; n += 1) {
    buy(other, 1);
    await rig.pass(MINUTE);
  }
  expect(await watch(one, 30 * MINUTE)).toBe(before[0] - 2);
  expect(balance(other)).toBe(before[1] - 3);
  const asked = await questions(computer);
  expect(asked.map(({ kind, args }) => [kind, args.order ?? ''])).toContainEqual([
    'unreadOrder',
    poison.name,
  ]);
  rig.practice.shopify.setUnreadable(poison.id, false);
  await rig.pass(30 * MINUTE);
  expect([balance(one), shown(one)]).toEqual([before[0] - 2, before[0] - 2]);
  expect(await questions(computer)).toEqual([]);
});

it('asks again about an order that was left alone, could be read, and cannot be read once more', async () => {
  const { computer, places } = await shop();
  const [one] = places;
  if (!one) throw new Error('too few goods');
  const { setUnreadable, editOrder } = rig.practice.shopify;
  const order = buy(one, 1);
  setUnreadable(order.id, true);
  await rig.pass(20 * MINUTE);
  await answer(computer, 'ignore');
  setUnreadable(order.id, false);
  await rig.pass(40 * MINUTE);
  expect(await questions(computer)).toEqual([]);
  setUnreadable(order.id, true);
  editOrder(order.id, { add: [{ inventoryItemId: one.item, quantity: 1, locationId: one.locationId }] });
  await rig.pass(20 * MINUTE);
  expect(await questions(computer)).toMatchObject([{ kind: 'unreadOrder', args: { order: order.name } }]);
});

it('tells of more units of orders that nobody has seen than were left alone', async () => {
  const { computer, places } = await shop();
  const [one] = places;
  if (!one) throw new Error('too few goods');
  const { setUnreadable, cancelOrder } = rig.practice.shopify;
  const units = async () =>
    (await questions(computer)).flatMap(({ kind, args }) => (kind === 'unseenOrder' ? [args.units] : []));
  const hide = async (quantity: number) => {
    const order = buy(one, quantity);
    setUnreadable(order.id, true);
    await rig.pass(20 * MINUTE);
    // The order itself is left alone; that its goods are counted off is told by article.
    for (const { kind, inboxId } of await questions(computer))
      if (kind === 'unreadOrder') await computer.client.orders.resolve({ inboxId, choice: 'ignore' });
    await rig.pass(40 * MINUTE);
    return order;
  };
  const first = await hide(2);
  expect(await units()).toEqual([2]);
  await answer(computer, 'ignore');
  await rig.pass(40 * MINUTE);
  expect(await units()).toEqual([]);
  await hide(1);
  expect(await units()).toEqual([3]);
  await answer(computer, 'ignore');
  // One of them is gone and another comes: as many as before, and of those one that nobody was told of.
  cancelOrder(first.id, { restock: true });
  await rig.pass(40 * MINUTE);
  expect(await units()).toEqual([]);
  await hide(2);
  expect(await units()).toEqual([3]);
});

it('does not offer what a draft has reserved or a person has set aside, and offers it when it is given back', async () => {
  const { places } = await shop();
  const [one] = places;
  if (!one) throw new Error('too few goods');
  const before = balance(one);
  const { setAside } = rig.practice.shopify;
  setAside(one.item, one.locationId, 'reserved', 2);
  setAside(one.item, one.locationId, 'damaged', 1);
  expect(await watch(one, 40 * MINUTE)).toBe(before - 3);
  setAside(one.item, one.locationId, 'reserved', -2);
  await rig.pass(40 * MINUTE);
  expect([balance(one), shown(one)]).toEqual([before, before - 1]);
});

it('never raises what an order too old to be read has taken, and says why the number is lower', async () => {
  const { computer: first, places } = await shop({ isActivated: false });
  const [one] = places;
  if (!one) throw new Error('too few goods');
  const before = shown(one);
  const order = buy(one, 3);
  await first.stop();
  await rig.pass(61 * DAY);
  const computer = await rig.restart(first);
  await rig.scheduler.runFor(computer.client.connection.activate({ openOrders: 'ask' }), 10 * MINUTE);
  const { planId, guard } = await rig.scheduler.runFor(computer.client.sync.plan(), 10 * MINUTE);
  const confirm = guard ? { confirmRows: guard.confirmRows } : {};
  await rig.scheduler.runFor(computer.client.sync.apply({ planId, ...confirm }), 10 * MINUTE);
  const offered = balance(one) - 3;
  expect(await watch(one, 30 * MINUTE)).toBe(Math.max(offered, before - 3));
  expect(shown(one)).toBe(offered);
  expect(await questions(computer)).toMatchObject([
    { kind: 'unseenOrder', args: { articleNumber: one.articleNumber, units: 3 } },
  ]);
  rig.practice.shopify.cancelOrder(order.id, { restock: true });
  await rig.pass(30 * MINUTE);
  expect(shown(one)).toBe(balance(one));
  expect(await questions(computer)).toEqual([]);
});

it('raises by a plan of a person’s nothing that fell a moment ago: its order may be on its way, and shipped already', async () => {
  const { computer, places } = await shop();
  const [one] = places;
  if (!one) throw new Error('too few goods');
  const { shopify, easycashier } = rig.practice;
  const { sync } = computer.client;
  const before = balance(one);
  await rig.pass(2 * MINUTE);
  const order = buy(one, 2);
  shopify.delayIndex(order.id, 20_000);
  shopify.fulfill(order.id);
  easycashier.deliver(one.articleNumber, one.storeNumber, 3);
  const { planId } = await rig.scheduler.runFor(sync.plan(), MINUTE);
  const { runId } = await rig.scheduler.runFor(sync.apply({ planId }), MINUTE);
  await rig.pass(5_000);
  const { runs } = await sync.runs({});
  expect(runs.find((run) => run.runId === runId)).toMatchObject({ state: 'done' });
  expect(shown(one)).toBe(before - 2);
  expect(await watch(one, 10 * MINUTE)).toBe(before + 3 - 2);
  expect([balance(one), shown(one)]).toEqual([before + 3 - 2, before + 3 - 2]);
});
