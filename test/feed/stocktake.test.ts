/** A store that is being counted: nothing is sent for it, its web orders wait, and in the end both sides have what is on the shelf. */
import { afterEach, expect, it } from 'vitest';
import { openShopRig, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

const MINUTE = 60_000;
let rig: ShopRig;
afterEach(() => rig.close());

/** An article in the store that is counted, and another in the other store. */
function twoCells({ practice: { places } }: ShopRig) {
  const cells = stocked(rig);
  const counted = cells.find(({ storeNumber }) => storeNumber === places[0]?.storeNumber);
  const other = cells.find(({ storeNumber }) => storeNumber === places[1]?.storeNumber);
  if (!counted || !other) throw new Error('the shop is too small');
  return { counted, other };
}

const available = ({ item, locationId }: { item: string; locationId: string }) =>
  rig.practice.shopify.level(item, locationId)?.available;
const balance = ({ articleNumber, storeNumber }: { articleNumber: string; storeNumber: string }) =>
  rig.practice.easycashier.balance(articleNumber, storeNumber);

it('holds what is sold and ordered until the count is in, and then writes each number once', async () => {
  rig = await openShopRig();
  const { client, sent } = await rig.start('kassan', { pollSeconds: 3 });
  await rig.pass(MINUTE);
  const { easycashier, shopify } = rig.practice;
  const { counted, other } = twoCells(rig);
  const before = available(counted) ?? 0;
  const { storeNumber } = counted;
  expect((await client.stores.setStocktake({ storeNumber, on: true })).stocktakeSince).not.toBeNull();

  const order = () =>
    shopify.placeOrder({
      lines: [{ inventoryItemId: counted.item, quantity: 1 }],
      locationId: counted.locationId,
    });
  order();
  await rig.pass(MINUTE);
  order();
  easycashier.sell(other.articleNumber, other.storeNumber, 1);
  await rig.pass(2 * MINUTE);
  expect(available(other), 'the other store goes on').toBe(Math.floor(balance(other) ?? 0));
  // Both are still on the shelf, and are counted.
  easycashier.count(counted.articleNumber, storeNumber, 30);
  await rig.pass(3 * MINUTE);
  expect(balance(counted), 'not booked yet').toBe(30);
  expect(available(counted), 'Shopify has only its own orders').toBe(before - 2);

  const { stocktakes, queue } = await client.activity.status();
  expect(stocktakes).toMatchObject([{ storeNumber }]);
  expect(queue.pendingBookings).toBe(2);
  expect((await client.activity.traffic()).oldestWaitingAt, 'held on purpose').toBeNull();
  const { articles } = await client.articles.list({ search: counted.articleNumber });
  expect(articles[0]?.cells.find((cell) => cell.storeNumber === storeNumber)?.state).toBe('paused');

  const calls = () => sent.filter((operation) => operation === 'SetQuantities').length;
  const written = calls();
  await rig.scheduler.runFor(client.stores.setStocktake({ storeNumber, on: false }), 10 * MINUTE);
  await rig.until(() => balance(counted) === 28 && available(counted) === 28);
  await rig.pass(MINUTE);
  expect(calls() - written).toBe(1);
  expect((await rig.scheduler.runFor(client.sync.drift(), 10 * MINUTE)).differences).toEqual([]);
  const { lines } = await client.activity.log({ events: ['stocktakeBegan', 'stocktakeEnded'] });
  expect(lines.map((line) => [line.event, line.storeNumber])).toEqual([
    ['stocktakeEnded', storeNumber],
    ['stocktakeBegan', storeNumber],
  ]);
});

it('leaves the store out of »Synka alla artiklar«, says so in a comparison, and remembers it over a restart', async () => {
  rig = await openShopRig();
  let computer = await rig.start('kassan', { pollSeconds: 3 });
  await rig.pass(MINUTE);
  const { counted } = twoCells(rig);
  const { storeNumber } = counted;
  await computer.client.stores.setStocktake({ storeNumber, on: true });
  rig.practice.easycashier.count(counted.articleNumber, storeNumber, 77);
  await computer.stop();
  computer = await rig.restart(computer);
  const { client } = computer;
  await rig.pass(MINUTE);

  const plan = await rig.scheduler.runFor(client.sync.plan(), 10 * MINUTE);
  expect(plan.writes).toBe(0);
  const { rows } = await client.sync.planShow({
    planId: plan.planId,
    groups: ['skipped'],
    search: counted.articleNumber,
  });
  expect(rows).toMatchObject([{ storeNumber, reason: 'stocktake' }]);
  const report = await rig.scheduler.runFor(client.sync.drift(), 10 * MINUTE);
  expect(report.differences).toMatchObject([{ articleNumber: counted.articleNumber, cause: 'stocktake' }]);
  expect((await client.activity.history()).days.at(-1)?.differing, 'it is no drift').toBe(0);

  await rig.scheduler.runFor(client.stores.setStocktake({ storeNumber, on: false }), 10 * MINUTE);
  await rig.until(() => available(counted) === 77);
});

it('does not end while EasyCashier cannot be read: what was counted is not known yet', async () => {
  rig = await openShopRig();
  const { client } = await rig.start('kassan', { pollSeconds: 3 });
  await rig.pass(MINUTE);
  const { counted } = twoCells(rig);
  const { storeNumber } = counted;
  const before = available(counted);
  await client.stores.setStocktake({ storeNumber, on: true });
  rig.network = ({ url }) => (new URL(url).port === '4710' ? 'fail' : null);
  const end = () => rig.scheduler.runFor(client.stores.setStocktake({ storeNumber, on: false }), 10 * MINUTE);
  await expect(end()).rejects.toMatchObject({ data: { code: 'easycashierUnreachable' } });
  expect((await client.activity.status()).stocktakes).toHaveLength(1);
  expect(available(counted)).toBe(before);

  rig.network = () => null;
  rig.practice.easycashier.count(counted.articleNumber, storeNumber, 55);
  await end();
  await rig.until(() => available(counted) === 55);
});

it('begins and ends once, however often it is said, and ends with the store’s place', async () => {
  rig = await openShopRig();
  const { client } = await rig.start('kassan', { pollSeconds: 3 });
  const { counted } = twoCells(rig);
  const { storeNumber, locationId } = counted;
  const say = (on: boolean) =>
    rig.scheduler.runFor(client.stores.setStocktake({ storeNumber, on }), 10 * MINUTE);
  const first = await say(true);
  await rig.pass(MINUTE);
  expect((await say(true)).stocktakeSince).toBe(first.stocktakeSince);
  expect((await say(false)).stocktakeSince).toBeNull();
  expect((await say(false)).stocktakeSince).toBeNull();
  await say(true);
  expect((await client.stores.unmap({ storeNumber })).stocktakeSince).toBeNull();
  await rig.scheduler.runFor(client.stores.map({ storeNumber, location: locationId }), MINUTE);
  const { lines } = await client.activity.log({ events: ['stocktakeBegan', 'stocktakeEnded'] });
  expect(lines).toHaveLength(3);
  const unknown = client.stores.setStocktake({ storeNumber: '99', on: true });
  await expect(unknown).rejects.toMatchObject({ data: { code: 'unknownStore' } });
});
