/** A store without its location for a while: what was ordered there meanwhile is off the shelf all the same. */
import { afterEach, expect, it } from 'vitest';
import type { Computer } from './computers.ts';
import { openShopRig, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

const MINUTE = 60_000;
let rig: ShopRig;
afterEach(() => rig.close());

type Cell = ReturnType<typeof stocked>[number];
const shown = ({ item, locationId }: Cell) => rig.practice.shopify.available(item, locationId);
const held = ({ articleNumber, storeNumber }: Cell) =>
  rig.practice.easycashier.balance(articleNumber, storeNumber) ?? 0;
const buy = ({ item, locationId }: Cell, quantity: number) =>
  rig.practice.shopify.placeOrder({
    lines: [{ inventoryItemId: item, quantity, locationId }],
    routingDelayMs: 0,
  });
const most = () =>
  Math.max(...rig.practice.shopify.history(cell.item, cell.locationId).map((one) => one.quantityAfter));
let cell: Cell;

async function start(): Promise<Computer['client']> {
  rig = await openShopRig();
  const { client } = await rig.start('kassan', { code: null, pollSeconds: 3 });
  const found = stocked(rig).find((one) => shown(one) >= 6);
  if (!found) throw new Error('too few goods');
  cell = found;
  await rig.pass(MINUTE);
  return client;
}
const unmap = (client: Computer['client']) =>
  rig.scheduler.runFor(client.stores.unmap({ storeNumber: cell.storeNumber }), MINUTE);
const map = (client: Computer['client'], storeNumber = cell.storeNumber) =>
  rig.scheduler.runFor(client.stores.map({ storeNumber, location: cell.locationId }), MINUTE);
const tick = (client: Computer['client'], on: boolean) =>
  rig.scheduler.runFor(client.articles.setWebshop({ articleNumbers: [cell.articleNumber], on }), MINUTE);
const open = async (client: Computer['client']) =>
  (await client.orders.inbox({})).items.filter(({ resolvedAt }) => resolvedAt === null);

it('is booked when the store has its location back, shipped or not, and never offered again', async () => {
  const client = await start();
  const [balance, offered] = [held(cell), shown(cell)];
  await unmap(client);
  const shipped = buy(cell, 2);
  buy(cell, 1);
  await rig.pass(MINUTE);
  rig.practice.shopify.fulfill(shipped.id);
  await rig.pass(2 * MINUTE);
  expect((await open(client)).map(({ kind }) => kind)).toEqual(['unmappedLocation', 'unmappedLocation']);
  await map(client);
  await rig.pass(2 * MINUTE);
  expect([held(cell), shown(cell)]).toEqual([balance - 3, offered - 3]);
  expect(most()).toBe(offered);
  expect(await open(client)).toEqual([]);
});

it('is compared at once when the store has its location back', async () => {
  const client = await start();
  await unmap(client);
  rig.practice.easycashier.sell(cell.articleNumber, cell.storeNumber, 1);
  await rig.pass(MINUTE);
  await map(client);
  await rig.pass(MINUTE);
  expect(shown(cell)).toBe(held(cell));
});

it.each([false, true])(
  'is asked about where it was ordered before the activation and never handled (others of it were: %s)',
  async (isHandled) => {
    rig = await openShopRig();
    const { client } = await rig.start('kassan', { code: null, pollSeconds: 3, isActivated: false });
    const { shopify, places } = rig.practice;
    const found = stocked(rig).find((one) => shown(one) >= 6);
    if (!found) throw new Error('too few goods');
    cell = found;
    const { item: inventoryItemId, storeNumber } = cell;
    const other = places.find((place) => place.storeNumber !== storeNumber)?.storeNumber ?? '';
    // No store has ever had it.
    const locationId = shopify.addLocation({ name: 'Lagret i Kiruna' }).id;
    shopify.adminSetAvailable(inventoryItemId, locationId, 9);
    const there = { inventoryItemId, quantity: 2, locationId };
    const here = { inventoryItemId, quantity: 1, locationId: cell.locationId };
    const lines = isHandled ? [there, here] : [there];
    const order = shopify.placeOrder({ lines, routingDelayMs: 0 });
    await rig.pass(MINUTE);
    await rig.scheduler.runFor(client.connection.activate({ openOrders: 'book' }), 10 * MINUTE);
    await rig.pass(2 * MINUTE);
    const before = rig.practice.easycashier.balance(cell.articleNumber, other) ?? 0;
    await rig.scheduler.runFor(client.stores.unmap({ storeNumber: other }), MINUTE);
    await rig.scheduler.runFor(client.stores.map({ storeNumber: other, location: locationId }), MINUTE);
    await rig.pass(2 * MINUTE);
    const taken = () => before - (rig.practice.easycashier.balance(cell.articleNumber, other) ?? 0);
    if (isHandled) {
      expect([await open(client), taken()]).toEqual([[], 2]);
      return;
    }
    expect(taken()).toBe(0);
    const asked = await open(client);
    expect(asked).toMatchObject([{ kind: 'takenOverOrder', args: { order: order.name, store: other } }]);
    await client.orders.resolve({ inboxId: asked[0]?.inboxId ?? '', choice: 'notBooked' });
    await rig.pass(MINUTE);
    expect(taken()).toBe(2);
  },
);

it('is none of ours where a person has said so', async () => {
  const client = await start();
  const balance = held(cell);
  await unmap(client);
  const order = buy(cell, 2);
  await rig.pass(MINUTE);
  const [asked] = await open(client);
  await client.orders.resolve({ inboxId: asked?.inboxId ?? '', choice: 'ignore' });
  await map(client);
  await rig.pass(MINUTE);
  rig.practice.shopify.fulfill(order.id);
  await rig.pass(2 * MINUTE);
  expect(held(cell)).toBe(balance);
});

it('is asked about again where it went and came back after a person had left it alone', async () => {
  const client = await start();
  const { shopify, places } = rig.practice;
  const other = places.find(({ storeNumber }) => storeNumber !== cell.storeNumber);
  await unmap(client);
  const order = buy(cell, 2);
  await rig.pass(MINUTE);
  const [asked] = await open(client);
  await client.orders.resolve({ inboxId: asked?.inboxId ?? '', choice: 'ignore' });
  const move = async (locationId: string) => {
    const at = shopify
      .order(order.id)
      ?.fulfillmentOrders.find((one) => one.lines.some((line) => line.remaining > 0));
    shopify.moveFulfillmentOrder(at?.id ?? '', locationId);
    await rig.pass(MINUTE);
  };
  await move(other?.locationId ?? '');
  expect(await open(client)).toEqual([]);
  await move(cell.locationId);
  expect(await open(client)).toMatchObject([{ kind: 'unmappedLocation', args: { order: order.name } }]);
  await map(client);
  await rig.pass(2 * MINUTE);
  expect(shown(cell)).toBe(held(cell));
});

it('of a location that is new to the store books what waits to be shipped, and not what had left', async () => {
  const client = await start();
  const other =
    rig.practice.places.find(({ storeNumber }) => storeNumber !== cell.storeNumber)?.storeNumber ?? '';
  await unmap(client);
  await rig.scheduler.runFor(client.stores.unmap({ storeNumber: other }), MINUTE);
  const shipped = buy(cell, 2);
  await rig.pass(MINUTE);
  rig.practice.shopify.fulfill(shipped.id);
  buy(cell, 1);
  await rig.pass(2 * MINUTE);
  const there = { ...cell, storeNumber: other };
  rig.practice.easycashier.count(cell.articleNumber, other, 10);
  await rig.pass(MINUTE);
  await map(client, other);
  await rig.pass(3 * MINUTE);
  expect([held(there), shown(cell)]).toEqual([9, 9]);
});

it.each([
  ['its location', unmap, map],
  [
    'its box',
    (client: Computer['client']) => tick(client, false),
    (client: Computer['client']) => tick(client, true),
  ],
])(
  'goods that came back just before it lost %s are asked about when it has it back',
  async (_what, lose, regain) => {
    const client = await start();
    const balance = held(cell);
    const order = buy(cell, 3);
    rig.practice.shopify.fulfill(order.id);
    await rig.pass(2 * MINUTE);
    expect(held(cell)).toBe(balance - 3);
    const lineItemId = order.lines[0]?.id ?? '';
    rig.practice.shopify.processReturn(order.id, { lineItemId, quantity: 2 });
    // The number has been seen, and what it means is not known yet.
    await rig.scheduler.runFor(client.sync.drift(), MINUTE);
    await lose(client);
    await rig.pass(12 * MINUTE);
    await regain(client);
    await rig.pass(12 * MINUTE);
    const [asked] = await open(client);
    expect(asked).toMatchObject({ kind: 'possibleReturn', args: { units: 2 } });
    await client.orders.resolve({ inboxId: asked?.inboxId ?? '', choice: 'putBack' });
    await rig.pass(5 * MINUTE);
    expect([held(cell), shown(cell)]).toEqual([balance - 1, balance - 1]);
  },
);

it('asks about nothing that others changed while it had none', async () => {
  const client = await start();
  const balance = held(cell);
  await unmap(client);
  rig.practice.shopify.adminSetAvailable(cell.item, cell.locationId, balance + 4);
  await rig.scheduler.runFor(client.sync.drift(), MINUTE);
  await rig.pass(12 * MINUTE);
  await map(client);
  await rig.pass(12 * MINUTE);
  expect(await open(client)).toEqual([]);
  expect([held(cell), shown(cell)]).toEqual([balance, balance]);
});
