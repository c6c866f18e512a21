/** Orders as they come in the world: what is refused, unmapped, without goods or kept elsewhere stays gone from what is offered. */
import { afterEach, expect, it } from 'vitest';
import type { Computer } from './computers.ts';
import { openShopRig, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

const MINUTE = 60_000;
let rig: ShopRig;
afterEach(() => rig.close());

/** A computer that polls every 3 s, and a position that both sides have in stock. */
async function shopWithOne(): Promise<{ computer: Computer; one: ReturnType<typeof stocked>[number] }> {
  rig = await openShopRig();
  const computer = await rig.start('kassan', { code: null, pollSeconds: 3 });
  const [one] = stocked(rig).filter(
    ({ item, locationId }) => rig.practice.shopify.available(item, locationId) >= 4,
  );
  if (!one) throw new Error('nothing is in stock');
  return { computer, one };
}

const shown = ({ item, locationId }: { item: string; locationId: string }) =>
  rig.practice.shopify.available(item, locationId);
const held = ({ articleNumber, storeNumber }: { articleNumber: string; storeNumber: string }) =>
  rig.practice.easycashier.balance(articleNumber, storeNumber) ?? 0;

function buy(
  one: { item: string; locationId: string },
  quantity: number,
  more: { inventoryItemId?: string; custom?: string; quantity: number; locationId?: string }[] = [],
) {
  const { item: inventoryItemId, locationId } = one;
  const lines = [{ inventoryItemId, quantity, locationId }, ...more];
  return rig.practice.shopify.placeOrder({ lines, routingDelayMs: 0 });
}

it('keeps goods off sale whose booking EasyCashier has refused', async () => {
  const { computer, one } = await shopWithOne();
  const [offered, balance] = [shown(one), held(one)];
  rig.network = ({ url }) =>
    url.includes('/stock/')
      ? Response.json({ error: { code: 400, message: 'Article does not exist' } }, { status: 400 })
      : null;
  buy(one, 2);
  await rig.pass(20 * MINUTE);
  expect([held(one), shown(one)]).toEqual([balance, offered - 2]);
  rig.network = () => null;
  const { items } = await computer.client.orders.inbox({});
  const rejected = items.find(({ kind }) => kind === 'rejectedBooking');
  await computer.client.orders.resolve({ inboxId: rejected?.inboxId ?? '', choice: 'retry' });
  await rig.pass(MINUTE);
  expect([held(one), shown(one)]).toEqual([balance - 2, offered - 2]);
});

it('tells of each booking that takes more than there is, also of an order that was told of before', async () => {
  const { computer, one } = await shopWithOne();
  const order = buy(one, held(one) + 1);
  const told = async () => {
    await rig.pass(MINUTE);
    const { items } = await computer.client.orders.inbox({});
    for (const { inboxId } of items) await computer.client.orders.resolve({ inboxId, choice: 'ignore' });
    return items.map(({ kind, args }) => [kind, args.order, args.short]);
  };
  expect(await told()).toEqual([['oversold', order.name, 1]]);
  const { item: inventoryItemId, locationId } = one;
  rig.practice.shopify.editOrder(order.id, { add: [{ inventoryItemId, quantity: 2, locationId }] });
  expect(await told()).toEqual([['oversold', order.name, 3]]);
  await rig.pass(5 * MINUTE);
  expect(await told()).toEqual([]);
});

it('asks again about a line that was left alone, whose goods could be told since, and cannot be told once more', async () => {
  const { computer, one } = await shopWithOne();
  const { shopify } = rig.practice;
  const label = async (sku: string) => {
    shopify.renameSku(one.item, sku);
    await rig.pass(3 * MINUTE);
  };
  const questions = async () => (await computer.client.orders.inbox({})).items;
  await label(`${one.articleNumber}-FEL`);
  const order = buy(one, 1);
  await rig.pass(MINUTE);
  const [asked] = await questions();
  expect(asked?.kind).toBe('unknownSku');
  await computer.client.orders.resolve({ inboxId: asked?.inboxId ?? '', choice: 'ignore' });
  await label(one.articleNumber);
  const lineItemId = order.lines[0]?.id ?? '';
  const set = async (quantity: number) => {
    shopify.editOrder(order.id, { setQuantity: [{ lineItemId, quantity }] });
    await rig.pass(MINUTE);
  };
  await set(0);
  await label(`${one.articleNumber}-FEL`);
  await set(2);
  expect(await questions()).toMatchObject([{ kind: 'unknownSku', args: { order: order.name } }]);
});

it('leaves what was booked where it was, whatever becomes of the store’s location', async () => {
  const { computer, one } = await shopWithOne();
  const other = rig.practice.places.find(({ storeNumber }) => storeNumber !== one.storeNumber);
  const { stores } = computer.client;
  const order = buy(one, 3);
  await rig.pass(MINUTE);
  rig.practice.shopify.fulfill(order.id);
  await rig.pass(MINUTE);
  const after = [held(one), held({ ...one, storeNumber: other?.storeNumber ?? '' })];
  const giveUp = async () => {
    const lineItemId = order.lines[0]?.id ?? '';
    rig.practice.shopify.refund(order.id, {
      lines: [{ lineItemId, quantity: 1, restockType: 'NO_RESTOCK' }],
    });
    await rig.pass(2 * MINUTE);
    return [held(one), held({ ...one, storeNumber: other?.storeNumber ?? '' })];
  };
  await rig.scheduler.runFor(stores.unmap({ storeNumber: one.storeNumber }), MINUTE);
  expect(await giveUp(), 'not mapped any more').toEqual(after);
  await rig.scheduler.runFor(stores.unmap({ storeNumber: other?.storeNumber ?? '' }), MINUTE);
  await rig.scheduler.runFor(
    stores.map({ storeNumber: other?.storeNumber ?? '', location: one.locationId }),
    MINUTE,
  );
  expect(await giveUp(), 'mapped to another store').toEqual(after);
  rig.practice.shopify.deleteLocation(one.locationId);
  expect(await giveUp(), 'deleted').toEqual(after);
  expect((await computer.client.orders.inbox({})).items).toEqual([]);
});

it('asks nothing about a line without goods', async () => {
  const { computer, one } = await shopWithOne();
  const balance = held(one);
  buy(one, 1, [{ custom: 'Dricks', quantity: 1 }]);
  await rig.pass(15 * MINUTE);
  expect(held(one)).toBe(balance - 1);
  expect((await computer.client.orders.inbox({})).items).toEqual([]);
});

it('asks once about goods that only the web shop has, when a person says so', async () => {
  const { computer, one } = await shopWithOne();
  const inventoryItemId = rig.practice.shopify.addItem({
    sku: 'BARA-WEBB',
    levels: [{ locationId: one.locationId, available: 9 }],
  });
  const questions = async () => (await computer.client.orders.inbox({})).items;
  buy(one, 1, [{ inventoryItemId, quantity: 1, locationId: one.locationId }]);
  await rig.pass(MINUTE);
  const [question] = await questions();
  expect(question).toMatchObject({ kind: 'unknownSku', args: { sku: 'BARA-WEBB' } });
  await computer.client.orders.resolve({ inboxId: question?.inboxId ?? '', choice: 'ignoreSku' });
  buy(one, 1, [{ inventoryItemId, quantity: 1, locationId: one.locationId }]);
  await rig.pass(MINUTE);
  expect(await questions()).toEqual([]);
});

it('knows sold goods by what they are, whatever the order line says', async () => {
  const { computer, one } = await shopWithOne();
  const { shopify } = rig.practice;
  const balance = held(one);
  // A copy carries the number for a while; then the number is mistyped, a unit is sold, and it is mended.
  const copy = shopify.addItem({
    sku: one.articleNumber,
    levels: [{ locationId: one.locationId, available: 0 }],
  });
  await rig.pass(2 * MINUTE);
  buy(one, 2);
  await rig.pass(2 * MINUTE);
  shopify.renameSku(copy, `${one.articleNumber}-KOPIA`);
  await rig.pass(30 * MINUTE);
  expect([held(one), shown(one)]).toEqual([balance - 2, balance - 2]);
  shopify.renameSku(one.item, 'FEL');
  buy(one, 1);
  shopify.renameSku(one.item, one.articleNumber);
  await rig.pass(30 * MINUTE);
  expect([held(one), shown(one)]).toEqual([balance - 3, balance - 3]);
  expect((await computer.client.orders.inbox({})).items).toEqual([]);
});

it.each([true, false])(
  'books an order as soon as the SKU of its goods is mended, and offers them at no time; shipped: %s',
  async (isShipped) => {
    const { computer, one } = await shopWithOne();
    const { shopify } = rig.practice;
    const [offered, balance] = [shown(one), held(one)];
    await rig.pass(MINUTE);
    shopify.renameSku(one.item, `${one.articleNumber}-FEL`);
    await rig.pass(3 * MINUTE);
    const order = buy(one, 2);
    await rig.pass(MINUTE);
    if (isShipped) shopify.fulfill(order.id);
    await rig.pass(2 * MINUTE);
    shopify.renameSku(one.item, one.articleNumber);
    await rig.pass(3 * MINUTE);
    expect([held(one), shown(one)]).toEqual([balance - 2, offered - 2]);
    const since = shopify.history(one.item, one.locationId).filter(({ at }) => at >= order.createdAt);
    expect(Math.max(...since.map(({ quantityAfter }) => quantityAfter))).toBe(offered - 2);
    const { items } = await computer.client.orders.inbox({});
    expect(items.filter(({ resolvedAt }) => resolvedAt === null)).toEqual([]);
  },
);

it('says nothing to either side once it is deactivated', async () => {
  const { computer, one } = await shopWithOne();
  const balance = held(one);
  rig.network = ({ url }) => (new URL(url).port === '4710' ? 'fail' : null);
  buy(one, 2);
  await rig.pass(2 * MINUTE);
  await rig.scheduler.runFor(computer.client.connection.deactivate({}), MINUTE);
  rig.network = () => null;
  await rig.pass(10 * MINUTE);
  expect(held(one)).toBe(balance);
});

it('books nothing for goods that a fulfillment service ships, asks nothing, and sends a till sale on meanwhile', async () => {
  const { computer, one } = await shopWithOne();
  const { shopify, easycashier } = rig.practice;
  const far = shopify.addLocation({ name: 'Lager hos en annan', isService: true }).id;
  shopify.adminAdjust(one.item, far, 100);
  const balance = held(one);
  const order = buy({ ...one, locationId: far }, 1);
  await rig.pass(MINUTE);
  easycashier.sell(one.articleNumber, one.storeNumber, 1);
  await rig.pass(20_000);
  expect(shown(one)).toBe(balance - 1);
  shopify.fulfill(order.id);
  await rig.pass(20 * MINUTE);
  expect([held(one), shown(one)]).toEqual([balance - 1, balance - 1]);
  expect((await computer.client.orders.inbox({})).items).toEqual([]);
});

it('counts a shipment that is cancelled as what waits again, once', async () => {
  const { one } = await shopWithOne();
  const { shopify } = rig.practice;
  const balance = held(one);
  const order = buy(one, 2);
  await rig.pass(MINUTE);
  shopify.fulfill(order.id);
  await rig.pass(MINUTE);
  shopify.cancelFulfillment(order.id, order.fulfillments[0]?.id ?? '');
  await rig.pass(MINUTE);
  expect([held(one), shown(one)]).toEqual([balance - 2, balance - 2]);
  shopify.cancelOrder(order.id, { restock: true });
  await rig.pass(5 * MINUTE);
  expect([held(one), shown(one)]).toEqual([balance, balance]);
});

it('moves what a merge of two fulfillment orders has moved, once', async () => {
  const { one } = await shopWithOne();
  const { shopify, easycashier, places } = rig.practice;
  const other = places.find(({ storeNumber }) => storeNumber !== one.storeNumber);
  if (!other) throw new Error('one store only');
  const there = { ...one, ...other };
  const [balance, balanceThere] = [held(one), held(there)];
  const order = buy(one, 2, [{ inventoryItemId: one.item, quantity: 1, locationId: other.locationId }]);
  await rig.pass(MINUTE);
  expect([held(one), held(there)]).toEqual([balance - 2, balanceThere - 1]);
  shopify.moveFulfillmentOrder(order.fulfillmentOrders[0]?.id ?? '', other.locationId);
  await rig.pass(MINUTE);
  expect([held(one), held(there)]).toEqual([balance, balanceThere - 3]);
  expect(easycashier.balance(one.articleNumber, one.storeNumber)).toBe(shown(one));
});

it.each(['never', 'on release', 'reserved'] as const)(
  'keeps both sides equal when an order claims its goods so: %s',
  async (claims) => {
    const { one } = await shopWithOne();
    const { shopify } = rig.practice;
    const balance = held(one);
    if (claims === 'reserved') shopify.setAside(one.item, one.locationId, 'reserved', 2);
    await rig.pass(10 * MINUTE);
    const { item: inventoryItemId, locationId } = one;
    const order = shopify.placeOrder({ lines: [{ inventoryItemId, quantity: 2, locationId }], claims });
    await rig.pass(10 * MINUTE);
    expect([held(one), shown(one)]).toEqual([balance - 2, balance - 2]);
    if (claims === 'on release') shopify.releaseHold(order.id);
    // Without webhooks nothing tells that a level has moved, until it is read with all others.
    await rig.pass(70 * MINUTE);
    expect([held(one), shown(one)]).toEqual([balance - 2, balance - 2]);
    shopify.fulfill(order.id);
    await rig.pass(10 * MINUTE);
    expect([held(one), shown(one)]).toEqual([balance - 2, balance - 2]);
  },
);

it('knows an order that was moved before it was seen for the one that took the goods', async () => {
  const { computer, one } = await shopWithOne();
  const { shopify } = rig.practice;
  const other = stocked(rig).find(
    ({ item, storeNumber, locationId }) =>
      item === one.item && storeNumber !== one.storeNumber && shopify.available(item, locationId) >= 3,
  );
  if (!other) throw new Error('it is in one store only');
  const offered = shown(other);
  const order = buy(one, 2);
  // A spell of failures: levels are read meanwhile, and orders are not.
  shopify.faults.add({ kind: 'internal-error', match: 'Order', times: 1_000 });
  await rig.pass(15 * MINUTE);
  shopify.moveFulfillmentOrder(order.fulfillmentOrders[0]?.id ?? '', other.locationId);
  shopify.faults.clear();
  await rig.pass(20 * MINUTE);
  const { lines } = await computer.client.activity.log({ events: ['foreignChange'] });
  expect(lines).toEqual([]);
  expect(shown(other)).toBe(offered - 2);
});

it('books where it was a unit that was given up before the rest of its order was moved together', async () => {
  const { one } = await shopWithOne();
  const { shopify } = rig.practice;
  const other = stocked(rig).find(
    ({ item, storeNumber }) => item !== one.item && storeNumber !== one.storeNumber,
  );
  if (!other) throw new Error('one store only');
  const [balance, balanceThere] = [held(one), held(other)];
  // Orders are not read meanwhile.
  shopify.faults.add({ kind: 'internal-error', match: 'Order', times: 1_000 });
  const stays = { ...other, locationId: one.locationId };
  const order = buy(one, 1, [
    { inventoryItemId: stays.item, quantity: 1, locationId: stays.locationId },
    { inventoryItemId: other.item, quantity: 1, locationId: other.locationId },
  ]);
  const lines = [{ lineItemId: order.lines[0]?.id ?? '', quantity: 1, restockType: 'NO_RESTOCK' as const }];
  shopify.refund(order.id, { lines });
  const from = order.fulfillmentOrders.find(({ location }) => location.id === one.locationId);
  shopify.moveFulfillmentOrder(from?.id ?? '', other.locationId);
  await rig.pass(2 * MINUTE);
  shopify.faults.clear();
  await rig.pass(20 * MINUTE);
  expect([held(one), held(other)]).toEqual([balance - 1, balanceThere - 2]);
  expect([shown(one), shown(other)]).toEqual([balance - 1, balanceThere - 2]);
});
