/** EasyCashier's calls are few: what has been sold and ordered does not wait for the reading of everything. */
import { afterEach, expect, it } from 'vitest';
import type { Computer } from './computers.ts';
import { openShopRig, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
let rig: ShopRig;
afterEach(() => rig.close());

async function start(options: Parameters<typeof openShopRig>[0]): Promise<Computer> {
  rig = await openShopRig(options);
  const computer = await rig.start('kassan', { pollSeconds: 3 });
  await rig.pass(2 * MINUTE);
  return computer;
}
type Cell = ReturnType<typeof stocked>[number];
const isEqual = ({ item, locationId, articleNumber, storeNumber }: Cell) =>
  rig.practice.shopify.level(item, locationId)?.available ===
  Math.floor(rig.practice.easycashier.balance(articleNumber, storeNumber) ?? 0);
const sell = ({ articleNumber, storeNumber }: Cell) =>
  rig.practice.easycashier.sell(articleNumber, storeNumber, 1);
const order = ({ item, locationId }: Cell) =>
  rig.practice.shopify.placeOrder({ lines: [{ inventoryItemId: item, quantity: 1 }], locationId });
const isOnePage = (request: Request) => new URL(request.url).searchParams.has('itemsPerPage');

it('is so while a scan would spend every call of the minute', async () => {
  await start({ articles: 1_500, easycashier: { pageSizeMax: 4 } });
  const [sold, ordered] = stocked(rig);
  if (!sold || !ordered) throw new Error('the shop is too small');
  for (let round = 0; round < 6; round += 1) {
    await rig.pass(17 * SECOND);
    sell(sold);
    order(ordered);
    const at = rig.scheduler.now();
    await rig.until(() => isEqual(sold) && isEqual(ordered), 10 * SECOND);
    expect(rig.scheduler.now() - at).toBeLessThanOrEqual(10 * SECOND);
  }
});

it('is so in a rush of forty sales, each read by itself', async () => {
  await start({ articles: 2_500 });
  const cells = stocked(rig).slice(0, 40);
  const singles = () => rig.practice.easycashier.stats.byPath['GET /article/{id}'] ?? 0;
  const before = singles();
  for (const cell of cells) sell(cell);
  await rig.until(() => cells.every(isEqual), 10 * SECOND);
  expect(singles() - before).toBe(new Set(cells.map(({ articleNumber }) => articleNumber)).size);
});

it('is so where more is sold than is read one by one, and bookings have spent the minute', async () => {
  await start({ articles: 120, easycashier: { pageSizeMax: 500 } });
  const cells = stocked(rig);
  const numbers = [...new Set(cells.map(({ articleNumber }) => articleNumber))].slice(0, 10);
  const sold = numbers.flatMap((number) => cells.find(({ articleNumber }) => articleNumber === number) ?? []);
  const ordered = cells.filter(({ articleNumber }) => !numbers.includes(articleNumber));
  for (let n = 0; n < 98; n += 1) order(ordered[n % ordered.length] as Cell);
  await rig.pass(25 * SECOND);
  for (const cell of sold) sell(cell);
  const at = rig.scheduler.now();
  await rig.until(() => sold.every(isEqual), MINUTE);
  expect(rig.scheduler.now() - at).toBeLessThanOrEqual(10 * SECOND);
});

it('is so where more is sold than is read one by one while a scan waits', async () => {
  rig = await openShopRig({ articles: 300, easycashier: { pageSizeMax: 500, listStock: false } });
  await rig.start('kassan', { pollSeconds: 3 });
  const { stats } = rig.practice.easycashier;
  // A scan has begun and spent what it may: each article costs it a call.
  for (let before = -SECOND; stats.requests >= before + 4; ) {
    before = stats.requests;
    await rig.pass(4 * SECOND);
  }
  const sold = stocked(rig)
    .filter(({ storeNumber }) => storeNumber === '1')
    .slice(-12);
  for (const cell of sold) sell(cell);
  const at = rig.scheduler.now();
  await rig.until(() => sold.every(isEqual), MINUTE);
  expect(rig.scheduler.now() - at).toBeLessThanOrEqual(15 * SECOND);
});

it('is so in a rush of forty sales where the list shows no stock, each read by itself', async () => {
  await start({ articles: 120, easycashier: { listStock: false } });
  await rig.pass(3 * MINUTE);
  const cells = stocked(rig).slice(0, 40);
  const numbers = new Set(cells.map(({ articleNumber }) => articleNumber)).size;
  const singles = () => rig.practice.easycashier.stats.byPath['GET /article/{id}'] ?? 0;
  const before = singles();
  for (const cell of cells) sell(cell);
  await rig.until(() => cells.every(isEqual), 15 * SECOND);
  expect(singles() - before).toBe(numbers);
});

it('is remembered where the article could not be read', async () => {
  await start({ articles: 60 });
  const [cell] = stocked(rig);
  if (!cell) throw new Error('the shop is too small');
  let isScanned = false;
  rig.network = (request) => {
    isScanned ||= isOnePage(request);
    return null;
  };
  await rig.until(() => isScanned, MINUTE);
  await rig.pass(SECOND);
  sell(cell);
  rig.network = (request) =>
    new URL(request.url).pathname.includes('/article/') ? new Response('<h1>No</h1>', { status: 403 }) : null;
  await rig.pass(8 * SECOND);
  expect(isEqual(cell)).toBe(false);
  let hasScanned = false;
  rig.network = (request) => {
    hasScanned ||= isOnePage(request);
    return null;
  };
  await rig.until(() => isEqual(cell), 5 * SECOND);
  expect(hasScanned, 'it was found by a scan').toBe(false);
});

/** A scan has spent what it may within seconds: the rest of it waits for most of a minute. */
async function untilSpent(): Promise<Computer> {
  rig = await openShopRig({ articles: 1_500, easycashier: { pageSizeMax: 4 } });
  const computer = await rig.start('kassan', { pollSeconds: 3 });
  const { stats } = rig.practice.easycashier;
  for (let before = -SECOND; stats.requests >= before + 4; ) {
    before = stats.requests;
    await rig.pass(4 * SECOND);
  }
  return computer;
}

it('is so while a scan waits for calls that were spent at once', async () => {
  await untilSpent();
  const [sold] = stocked(rig);
  if (!sold) throw new Error('the shop is too small');
  sell(sold);
  const at = rig.scheduler.now();
  await rig.until(() => isEqual(sold), MINUTE);
  expect(rig.scheduler.now() - at).toBeLessThanOrEqual(10 * SECOND);
});

it('is not waited for by who quits while the minute has no calls left', async () => {
  const computer = await untilSpent();
  const at = rig.scheduler.now();
  await computer.stop();
  expect(rig.scheduler.now() - at).toBeLessThan(5 * SECOND);
});

it('is so on a busy day, whose report of sales has dozens of pages', async () => {
  rig = await openShopRig({ articles: 900, easycashier: { salesPageSize: 50 } });
  const cells = stocked(rig);
  const sold = cells.slice(0, 1_500);
  for (const cell of sold) sell(cell);
  await rig.start('kassan', { pollSeconds: 3 });
  await rig.pass(15 * MINUTE);
  const { stats } = rig.practice.easycashier;
  const report = 'GET /report/sales/groupedByArticleAndStore/preview';
  const before = stats.byPath[report] ?? 0;
  for (let round = 0; round < 5; round += 1) {
    await rig.pass(MINUTE - 11 * SECOND);
    const [again, ordered] = [cells[round], cells.at(-1 - round)];
    if (!again || !ordered) throw new Error('the shop is too small');
    order(ordered);
    sell(again);
    const at = rig.scheduler.now();
    await rig.until(() => isEqual(ordered), 20 * SECOND);
    // The page of the report that is being read comes before it.
    expect(rig.scheduler.now() - at).toBeLessThanOrEqual(10 * SECOND);
    await rig.until(() => isEqual(again), MINUTE);
    expect(rig.scheduler.now() - at).toBeLessThanOrEqual(45 * SECOND);
  }
  // Half of what EasyCashier takes from us.
  expect(((stats.byPath[report] ?? 0) - before) / 5).toBeLessThan(140);
});
