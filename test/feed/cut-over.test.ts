/** Orders from before the activation that change after it, when nobody has looked at them yet. */
import { afterEach, expect, it } from 'vitest';
import { startBeforeActivation } from './before-activation.ts';
import { openShopRig, orderOne, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

const MINUTE = 60_000;
let rig: ShopRig;
afterEach(() => rig.close());

it('books what an edit adds and ships after the activation, and not what had left before', async () => {
  rig = await openShopRig();
  const { client } = await rig.start('kassan', { isActivated: false });
  const { orderId, articleNumber } = orderOne(rig);
  rig.practice.shopify.fulfill(orderId);
  await rig.pass(2 * MINUTE);
  await rig.scheduler.runFor(client.connection.activate({ openOrders: 'taken' }), 10 * MINUTE);
  const added = stocked(rig).find((position) => position.articleNumber !== articleNumber);
  const before = [rig.balance(articleNumber), rig.balance(added?.articleNumber ?? '')] as const;
  rig.practice.shopify.editOrder(orderId, {
    add: [{ inventoryItemId: added?.item ?? '', quantity: 2 }],
  });
  rig.practice.shopify.fulfill(orderId);
  await rig.pass(62 * MINUTE);
  expect([rig.balance(articleNumber), rig.balance(added?.articleNumber ?? '')]).toEqual([
    before[0],
    before[1] - 2,
  ]);
});

it.each(['book', 'ask'] as const)(
  'knows what waited for its place at the activation for open, though it was shipped before its place was seen: %s',
  async (openOrders) => {
    rig = await openShopRig();
    const { computer, inventoryItemId, locationId, articleNumber } = await startBeforeActivation(rig);
    const lines = [{ inventoryItemId, quantity: 2, locationId }];
    const order = rig.practice.shopify.placeOrder({ lines, routingDelayMs: 5 * MINUTE });
    await rig.pass(2 * MINUTE);
    await rig.scheduler.runFor(computer.client.connection.activate({ openOrders }), 10 * MINUTE);
    const before = rig.balance(articleNumber);
    await computer.stop();
    await rig.pass(5 * MINUTE);
    rig.practice.shopify.fulfill(order.id);
    const { client } = await rig.restart(computer);
    await rig.pass(5 * MINUTE);
    for (const { inboxId, kind } of (await client.orders.inbox({})).items) {
      expect([openOrders, kind]).toEqual(['ask', 'openOrders']);
      await client.orders.resolve({ inboxId, choice: 'book' });
    }
    await rig.pass(5 * MINUTE);
    expect(rig.balance(articleNumber)).toBe(before - 2);
  },
);

it.each([
  ['taken', 0],
  ['book', 2],
  ['ask', 2],
] as const)(
  'gives the same answer for goods that were given up before they had a place, when they have one: %s',
  async (openOrders, units) => {
    rig = await openShopRig();
    const { computer, inventoryItemId, locationId, articleNumber } = await startBeforeActivation(rig);
    const { client } = computer;
    const { shopify } = rig.practice;
    const lines = [{ inventoryItemId, quantity: 2, locationId }];
    const order = shopify.placeOrder({ lines, routingDelayMs: 5 * MINUTE });
    const given = { lineItemId: order.lines[0]?.id ?? '', quantity: 2, restockType: 'NO_RESTOCK' } as const;
    shopify.refund(order.id, { lines: [given] });
    await rig.pass(2 * MINUTE);
    await rig.scheduler.runFor(client.connection.activate({ openOrders }), 10 * MINUTE);
    const before = rig.balance(articleNumber);
    await rig.pass(10 * MINUTE);
    const { items } = await client.orders.inbox({});
    expect(items.map(({ kind }) => kind)).toEqual(openOrders === 'ask' ? ['openOrders'] : []);
    for (const { inboxId } of items) await client.orders.resolve({ inboxId, choice: 'book' });
    await rig.pass(5 * MINUTE);
    expect(rig.balance(articleNumber)).toBe(before - units);
  },
);

it.each([
  ['taken', 0],
  ['book', 2],
  ['ask', 2],
] as const)(
  'gives the same answer for goods that nobody could tell at the activation, when their SKU is mended: %s',
  async (openOrders, booked) => {
    rig = await openShopRig();
    const { client, inventoryItemId, locationId, articleNumber } = await startBeforeActivation(rig);
    const before = rig.balance(articleNumber);
    const { shopify } = rig.practice;
    shopify.renameSku(inventoryItemId, `${articleNumber}-FEL`);
    shopify.placeOrder({ lines: [{ inventoryItemId, quantity: 2, locationId }], routingDelayMs: 0 });
    await rig.pass(2 * MINUTE);
    await rig.scheduler.runFor(client.connection.activate({ openOrders }), 10 * MINUTE);
    await rig.pass(2 * MINUTE);
    shopify.renameSku(inventoryItemId, articleNumber);
    await rig.pass(10 * MINUTE);
    const asked = (await client.orders.inbox({})).items;
    expect(asked.map(({ kind }) => kind)).toEqual(openOrders === 'ask' ? ['openOrders'] : []);
    for (const { inboxId } of asked) await client.orders.resolve({ inboxId, choice: 'book' });
    await rig.pass(5 * MINUTE);
    expect(rig.balance(articleNumber)).toBe(before - booked);
  },
);

it('knows what was ordered between the first look at the levels and the activation for orders, not for another writer', async () => {
  rig = await openShopRig();
  const { client } = await rig.start('kassan', { isActivated: false, code: null, pollSeconds: 10 });
  // The levels are read while the person looks around.
  await rig.scheduler.runFor(client.sync.plan(), 10 * MINUTE);
  const places = stocked(rig).slice(0, 4);
  for (const { item: inventoryItemId, locationId } of places) {
    await rig.pass(MINUTE);
    rig.practice.shopify.placeOrder({ lines: [{ inventoryItemId, quantity: 2, locationId }] });
  }
  await rig.pass(2 * MINUTE);
  await rig.scheduler.runFor(client.connection.activate({ openOrders: 'ask' }), 10 * MINUTE);
  const { planId, guard } = await rig.scheduler.runFor(client.sync.plan(), 10 * MINUTE);
  const confirm = guard ? { confirmRows: guard.confirmRows } : {};
  const run = await rig.scheduler.runFor(client.sync.apply({ planId, ...confirm }), 10 * MINUTE);
  expect(run.counts.stale ?? 0).toBe(0);
  await rig.pass(30 * MINUTE);
  const { items } = await client.orders.inbox({});
  expect(items.map(({ kind }) => kind)).toEqual(['openOrders']);
  expect((await client.activity.log({ events: ['foreignChange'] })).lines).toEqual([]);
  for (const { item, locationId, articleNumber, storeNumber } of places) {
    const balance = rig.practice.easycashier.balance(articleNumber, storeNumber) ?? 0;
    expect(rig.practice.shopify.available(item, locationId)).toBe(Math.floor(balance) - 2);
  }
});

it.each([
  ['taken', 1],
  ['book', -1],
] as const)(
  'counts once what is given back of an order that has no place yet, however often it is looked at: %s',
  async (openOrders, moved) => {
    rig = await openShopRig();
    const { client, inventoryItemId, locationId, articleNumber } = await startBeforeActivation(rig);
    const { shopify } = rig.practice;
    const lines = [{ inventoryItemId, quantity: 2, locationId }];
    const order = shopify.placeOrder({ lines, routingDelayMs: 8 * MINUTE });
    await rig.pass(2 * MINUTE);
    const before = rig.balance(articleNumber);
    await rig.scheduler.runFor(client.connection.activate({ openOrders }), 10 * MINUTE);
    await rig.pass(MINUTE);
    shopify.editOrder(order.id, {
      setQuantity: [{ lineItemId: order.lines[0]?.id ?? '', quantity: 1, restock: true }],
    });
    await rig.pass(20 * MINUTE);
    expect(rig.balance(articleNumber)).toBe(before + moved);
  },
);
