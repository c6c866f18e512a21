/** Which goods of an order from before the activation had left by then. */
import { afterEach, expect, it } from 'vitest';
import { startBeforeActivation } from './before-activation.ts';
import { openShopRig, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

type Client = Awaited<ReturnType<ShopRig['start']>>['client'];

const MINUTE = 60_000;
let rig: ShopRig;
afterEach(() => rig.close());

/** Before the activation: a shop that is connected, and one order of two units. */
async function openShop() {
  rig = await openShopRig();
  const { client, inventoryItemId, locationId, articleNumber } = await startBeforeActivation(rig);
  const lines = [{ inventoryItemId, quantity: 2, locationId }];
  const order = rig.practice.shopify.placeOrder({ lines, routingDelayMs: 0 });
  await rig.pass(2 * MINUTE);
  return { client, order, articleNumber, before: rig.balance(articleNumber) };
}

const activate = (client: Client, openOrders: 'book' | 'ask') =>
  rig.scheduler.runFor(client.connection.activate({ openOrders }), 10 * MINUTE);

async function bookWhatIsAsked(client: Client): Promise<string[]> {
  const { items } = await client.orders.inbox({});
  for (const { inboxId } of items) await client.orders.resolve({ inboxId, choice: 'book' });
  await rig.pass(5 * MINUTE);
  return items.map(({ kind }) => kind);
}

it.each(['book', 'ask'] as const)(
  'books nothing for an order that had given up its last unit, though Shopify keeps it open: %s',
  async (openOrders) => {
    const { client, order, articleNumber, before } = await openShop();
    const lineItemId = order.lines[0]?.id ?? '';
    rig.practice.shopify.editOrder(order.id, { setQuantity: [{ lineItemId, quantity: 1, restock: false }] });
    rig.practice.shopify.refund(order.id, {
      lines: [{ lineItemId, quantity: 1, restockType: 'NO_RESTOCK' }],
    });
    await rig.pass(2 * MINUTE);
    await activate(client, openOrders);
    await rig.pass(10 * MINUTE);
    expect(await bookWhatIsAsked(client)).toEqual([]);
    expect(rig.balance(articleNumber)).toBe(before);
  },
);

it.each([
  ['book', []],
  ['ask', ['openOrders']],
] as const)(
  'knows an order that could not be read at the activation, and was shipped before it could, for open: %s',
  async (openOrders, asked) => {
    const { client, order, articleNumber, before } = await openShop();
    rig.practice.shopify.setUnreadable(order.id, true);
    await activate(client, openOrders);
    await rig.pass(MINUTE);
    rig.practice.shopify.fulfill(order.id);
    rig.practice.shopify.setUnreadable(order.id, false);
    await rig.pass(20 * MINUTE);
    expect(await bookWhatIsAsked(client)).toEqual(asked);
    expect(rig.balance(articleNumber)).toBe(before - 2);
  },
);

it('and what an edit adds after the activation to an order that had left by then for no part of it', async () => {
  const { client, order, articleNumber, before } = await openShop();
  rig.practice.shopify.fulfill(order.id);
  await rig.pass(2 * MINUTE);
  rig.practice.shopify.setUnreadable(order.id, true);
  await activate(client, 'book');
  await rig.pass(MINUTE);
  const added = stocked(rig).find((place) => place.articleNumber !== articleNumber);
  const addedBefore = rig.balance(added?.articleNumber ?? '');
  rig.practice.shopify.editOrder(order.id, { add: [{ inventoryItemId: added?.item ?? '', quantity: 1 }] });
  rig.practice.shopify.setUnreadable(order.id, false);
  await rig.pass(20 * MINUTE);
  expect([rig.balance(articleNumber), rig.balance(added?.articleNumber ?? '')]).toEqual([
    before,
    addedBefore - 1,
  ]);
});

it.each(['book', 'ask'] as const)(
  'and one that had been shipped before the activation for gone: %s',
  async (openOrders) => {
    const { client, order, articleNumber, before } = await openShop();
    rig.practice.shopify.fulfill(order.id);
    await rig.pass(2 * MINUTE);
    rig.practice.shopify.setUnreadable(order.id, true);
    await activate(client, openOrders);
    await rig.pass(MINUTE);
    rig.practice.shopify.setUnreadable(order.id, false);
    await rig.pass(20 * MINUTE);
    expect(await bookWhatIsAsked(client)).toEqual([]);
    expect(rig.balance(articleNumber)).toBe(before);
  },
);

it.each(['book', 'ask'] as const)(
  'and one that had been shipped with goods that nobody could tell by then: %s',
  async (openOrders) => {
    rig = await openShopRig();
    const { client, inventoryItemId, locationId, articleNumber } = await startBeforeActivation(rig);
    const { shopify } = rig.practice;
    shopify.renameSku(inventoryItemId, `${articleNumber}-FEL`);
    const lines = [{ inventoryItemId, quantity: 2, locationId }];
    const { id } = shopify.placeOrder({ lines, routingDelayMs: 0 });
    shopify.fulfill(id);
    await rig.pass(2 * MINUTE);
    const before = rig.balance(articleNumber);
    await activate(client, openOrders);
    await rig.pass(2 * MINUTE);
    // Read again, and then told.
    shopify.editOrder(id, { add: [{ custom: 'Presentkort', quantity: 1 }] });
    await rig.pass(2 * MINUTE);
    shopify.renameSku(inventoryItemId, articleNumber);
    await rig.pass(30 * MINUTE);
    expect(await bookWhatIsAsked(client)).toEqual([]);
    expect(rig.balance(articleNumber)).toBe(before);
  },
);

it.each(['book', 'ask'] as const)(
  'counts once what was known, given back, not to be told for a while, and known again: %s',
  async (openOrders) => {
    const { client, order, articleNumber, before } = await openShop();
    await activate(client, openOrders);
    await rig.pass(5 * MINUTE);
    const { shopify } = rig.practice;
    const inventoryItemId = shopify.itemIdBySku(articleNumber) ?? '';
    shopify.renameSku(inventoryItemId, `${articleNumber}-FEL`);
    shopify.cancelOrder(order.id, { restock: true });
    await rig.pass(5 * MINUTE);
    shopify.renameSku(inventoryItemId, articleNumber);
    await rig.pass(30 * MINUTE);
    const { items } = await client.orders.inbox({});
    for (const { inboxId } of items) await client.orders.resolve({ inboxId, choice: 'taken' });
    await rig.pass(5 * MINUTE);
    // Of what had been taken before the activation, all has come back to EasyCashier; of what it booked itself, nothing is changed.
    expect(rig.balance(articleNumber)).toBe(openOrders === 'book' ? before : before + 2);
  },
);
