/** EasyCashier's answer to a booking is lost: what became of it is found out, and nobody's goods are taken twice or not at all. */
import { afterEach, expect, it } from 'vitest';
import { openShopRig, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

const MINUTE = 60_000;
let rig: ShopRig;
afterEach(() => rig.close());

function oneCell() {
  const [cell] = stocked(rig);
  if (!cell) throw new Error('the shop is too small');
  return cell;
}

type Cell = ReturnType<typeof oneCell>;

const order = ({ item, locationId }: Cell) =>
  rig.practice.shopify.placeOrder({ lines: [{ inventoryItemId: item, quantity: 1 }], locationId });
const booked = ({ articleNumber, storeNumber }: Cell) =>
  rig.practice.easycashier
    .history(articleNumber, storeNumber)
    .flatMap(({ cause, comment, delta }) =>
      cause === 'api' ? [{ order: comment?.split(' ')[1], delta }] : [],
    );
/** The next so many bookings never reach EasyCashier. */
function loseBookings(times: number) {
  let left = times;
  rig.network = ({ method, url }) => {
    if (method !== 'POST' || !url.includes('/stock/') || left === 0) return null;
    left -= 1;
    return 'fail';
  };
}
const loseAnswers = (times: number) =>
  rig.practice.easycashier.faults.add({ kind: 'unanswered', match: 'decreaseStock', times });

it.each([
  ['the first never arrives', () => loseBookings(1)],
  ['the answers to both are lost', () => loseAnswers(2)],
])('books two orders of the same goods once each when %s', async (_what, lose) => {
  rig = await openShopRig();
  const { client } = await rig.start('kassan', { pollSeconds: 3 });
  await rig.pass(MINUTE);
  const cell = oneCell();
  const { storeNumber } = cell;
  const setStocktake = (on: boolean) =>
    rig.scheduler.runFor(client.stores.setStocktake({ storeNumber, on }), 10 * MINUTE);
  const queue = async () => (await client.activity.status()).queue;
  await setStocktake(true); // so that both wait, and are sent one right after the other
  const names = [order(cell), order(cell)].map(({ name }) => name);
  await rig.until(async () => (await queue()).pendingBookings === 2);
  lose();
  await setStocktake(false);
  await rig.until(async () => {
    const { pendingBookings, unknownBookings } = await queue();
    return pendingBookings + unknownBookings === 0;
  }, 10 * MINUTE);
  expect(booked(cell)).toEqual(names.map((name) => ({ order: name, delta: -1 })));
  expect((await client.orders.inbox({})).items).toEqual([]);
});

it.each([
  ['a delivery hides it', () => loseAnswers(1), 'deliver', 2],
  ['what the shop has used itself looks like it', () => loseBookings(1), 'consume', 1],
] as const)('goes by the balance of the same turn, where %s', async (_what, lose, happens, units) => {
  rig = await openShopRig();
  const { client } = await rig.start('kassan', { pollSeconds: 3_600 });
  await rig.pass(MINUTE);
  const cell = oneCell();
  const { articleNumber, storeNumber } = cell;
  rig.practice.easycashier[happens](articleNumber, storeNumber, units); // since the last pass
  lose();
  const { name } = order(cell);
  await rig.pass(3 * MINUTE);
  expect(booked(cell)).toEqual([{ order: name, delta: -1 }]);
  expect((await client.orders.inbox({})).items).toEqual([]);
  expect((await client.activity.status()).queue).toMatchObject({ pendingBookings: 0, unknownBookings: 0 });
});

it('asks where just so many came in before it: they may be a return that the report tells later, together with a sale', async () => {
  rig = await openShopRig({ easycashier: { salesLagMs: 20_000 } });
  const { client } = await rig.start('kassan', { pollSeconds: 3 });
  await rig.pass(MINUTE);
  const cell = oneCell();
  const { articleNumber, storeNumber } = cell;
  const { easycashier } = rig.practice;
  easycashier.returnSale(articleNumber, storeNumber, 1);
  await rig.pass(8_000);
  loseBookings(1);
  const { name } = order(cell);
  await rig.until(async () => (await client.activity.status()).queue.unknownBookings === 1);
  easycashier.sell(articleNumber, storeNumber, 1);
  await rig.pass(5 * MINUTE);
  const { items } = await client.orders.inbox({});
  expect(items.map(({ kind, args }) => [kind, args.order])).toEqual([['unknownBooking', name]]);
  await client.orders.resolve({ inboxId: items[0]?.inboxId ?? '', choice: 'notBooked' });
  await rig.pass(MINUTE);
  expect(booked(cell)).toEqual([{ order: name, delta: -1 }]);
});

it('concludes nothing from an article that moved and could not be read a second time before the booking', async () => {
  rig = await openShopRig();
  const { client } = await rig.start('kassan', { pollSeconds: 3_600 });
  await rig.pass(MINUTE);
  const cell = oneCell();
  const { articleNumber, storeNumber } = cell;
  const { easycashier } = rig.practice;
  easycashier.sell(articleNumber, storeNumber, 1); // since the last pass, so that it is read twice
  const id = easycashier.article(articleNumber)?.id ?? 0;
  const met: string[] = [];
  rig.network = ({ method, url }) => {
    const { pathname } = new URL(url);
    if (pathname.endsWith(`/article/${id}`)) met.push('article');
    if (pathname.includes('/report/sales') && met.length === 1) {
      met.push('report');
      // Sold between the two readings, and in the report that is read between them.
      easycashier.sell(articleNumber, storeNumber, 1);
      easycashier.setDamage(articleNumber, 'fails');
    }
    if (method !== 'POST' || !pathname.includes('/stock/') || met.includes('booking')) return null;
    met.push('booking');
    easycashier.setDamage(articleNumber, null);
    return 'fail'; // it never arrives
  };
  const { name } = order(cell);
  await rig.pass(5 * MINUTE);
  expect(met.slice(0, 3)).toEqual(['article', 'report', 'article']);
  const { items } = await client.orders.inbox({});
  expect(items.map(({ kind, args }) => [kind, args.order])).toEqual([['unknownBooking', name]]);
  await client.orders.resolve({ inboxId: items[0]?.inboxId ?? '', choice: 'notBooked' });
  await rig.pass(MINUTE);
  expect(booked(cell)).toEqual([{ order: name, delta: -1 }]);
});

it('asks about what has lain unanswered for more than a minute, as often as it does', async () => {
  rig = await openShopRig();
  let computer = await rig.start('kassan', { pollSeconds: 3_600 });
  await rig.pass(MINUTE);
  const cell = oneCell();
  const { name } = order(cell);
  const question = async () => {
    const { items } = await computer.client.orders.inbox({});
    expect(items.map(({ kind, args }) => [kind, args.order])).toEqual([['unknownBooking', name]]);
    return items[0]?.inboxId ?? '';
  };
  /** The booking is lost, and the program is away for two minutes. */
  const goAway = async () => {
    loseBookings(1);
    await rig.until(async () => (await computer.client.activity.status()).queue.unknownBookings === 1);
    await computer.stop();
    rig.practice.easycashier.consume(cell.articleNumber, cell.storeNumber, 1); // looks like the booking
    await rig.pass(2 * MINUTE);
    computer = await rig.restart(computer);
    await rig.pass(MINUTE);
  };
  await goAway();
  expect(booked(cell)).toEqual([]);
  await computer.client.orders.resolve({ inboxId: await question(), choice: 'notBooked' });
  await goAway(); // it was sent once more
  await computer.client.orders.resolve({ inboxId: await question(), choice: 'notBooked' });
  await rig.pass(MINUTE);
  expect(booked(cell)).toEqual([{ order: name, delta: -1 }]);
  expect((await computer.client.orders.inbox({})).items).toEqual([]);
});

it('needs no question when the answer is late and EasyCashier is there', async () => {
  rig = await openShopRig();
  const { client } = await rig.start('kassan', { pollSeconds: 3_600 });
  await rig.pass(MINUTE);
  const cell = oneCell();
  rig.practice.easycashier.faults.add({ kind: 'hang', match: 'decreaseStock', ms: 10 * MINUTE });
  const { name } = order(cell);
  await rig.pass(4 * MINUTE);
  expect(booked(cell)).toEqual([{ order: name, delta: -1 }]);
  expect((await client.orders.inbox({})).items).toEqual([]);
  expect((await client.activity.status()).queue).toMatchObject({ pendingBookings: 0, unknownBookings: 0 });
});

it('does not take for its own booking what the tills have sold and the report shows a minute later: it asks', async () => {
  rig = await openShopRig({ easycashier: { salesLagMs: 80_000 } });
  const { client } = await rig.start('kassan', { pollSeconds: 3 });
  await rig.pass(MINUTE);
  const cell = oneCell();
  const { item, locationId, articleNumber, storeNumber } = cell;
  const before = rig.practice.shopify.available(item, locationId);
  let isLost = false;
  rig.network = ({ method, url }) => {
    if (method !== 'POST' || !url.includes('/stock/') || isLost) return null;
    isLost = true;
    rig.practice.easycashier.sell(articleNumber, storeNumber, 1);
    return 'fail';
  };
  const { name } = order(cell);
  await rig.pass(10 * MINUTE);
  const [question] = (await client.orders.inbox({})).items;
  expect(question).toMatchObject({ kind: 'unknownBooking', args: { order: name } });
  expect(rig.practice.shopify.available(item, locationId)).toBe(before - 2);
  await client.orders.resolve({ inboxId: question?.inboxId ?? '', choice: 'notBooked' });
  await rig.pass(MINUTE);
  expect(booked(cell)).toEqual([{ order: name, delta: -1 }]);
  expect(rig.practice.shopify.available(item, locationId)).toBe(before - 2);
});

it('does not take what the till sold just before it for sold since: it asks rather than books again', async () => {
  rig = await openShopRig();
  const { client } = await rig.start('kassan', { pollSeconds: 3_600 });
  await rig.pass(MINUTE);
  const cell = oneCell();
  const { articleNumber, storeNumber } = cell;
  rig.practice.easycashier.sell(articleNumber, storeNumber, 1); // no report tells of it yet
  loseAnswers(1);
  const { name } = order(cell);
  await rig.until(() => booked(cell).length === 1, MINUTE);
  rig.practice.easycashier.returnSale(articleNumber, storeNumber, 3);
  await rig.pass(10 * MINUTE);
  expect(booked(cell)).toEqual([{ order: name, delta: -1 }]);
  const { items } = await client.orders.inbox({});
  expect(items.map(({ kind, args }) => [kind, args.order])).toEqual([['unknownBooking', name]]);
});

it('does not take for steady what is sold on a later page of the sales report', async () => {
  rig = await openShopRig();
  const { client } = await rig.start('kassan', { pollSeconds: 3_600 });
  const { easycashier } = rig.practice;
  const cell = oneCell();
  const { articleNumber, storeNumber } = cell;
  for (let n = 0; n < 60; n += 1) {
    const first = `!${n}`; // before the order's article
    easycashier.addArticle({ articleNumber: first, description: 'Såld', stock: { [storeNumber]: 5 } });
    easycashier.sell(first, storeNumber, 1);
  }
  await rig.pass(MINUTE);
  let left = 1;
  rig.network = ({ method, url }) => {
    if (method !== 'POST' || !url.includes('/stock/') || left === 0) return null;
    left -= 1;
    easycashier.sell(articleNumber, storeNumber, 1); // just then, and it looks like the booking
    return 'fail';
  };
  const { name } = order(cell);
  await rig.pass(3 * MINUTE);
  expect(booked(cell)).toEqual([]);
  const { items } = await client.orders.inbox({});
  expect(items.map(({ kind, args }) => [kind, args.order])).toEqual([['unknownBooking', name]]);
});
