/** Many bookings wait: a page of EasyCashier's list tells how all its articles are, and each is still booked once. */
import { afterEach, expect, it } from 'vitest';
import { openShopRig, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

const MINUTE = 60_000;
const ORDERS = 24;
let rig: ShopRig;
afterEach(() => rig.close());

type Cell = ReturnType<typeof stocked>[number];

/** Calls to EasyCashier since the last look: articles read by themselves, pages of the list, bookings. */
let calls = { singles: 0, pages: 0, bookings: 0 };
function count({ url, method }: Request): null {
  const { pathname, searchParams } = new URL(url);
  if (/\/article\/\d+$/.test(pathname) && method === 'GET') calls.singles += 1;
  else if (searchParams.has('pageNumber') && pathname.endsWith('/article')) calls.pages += 1;
  else if (pathname.includes('/stock/')) calls.bookings += 1;
  return null;
}

const booked = ({ articleNumber, storeNumber }: Cell) =>
  rig.practice.easycashier
    .history(articleNumber, storeNumber)
    .filter(({ cause }) => cause === 'api')
    .reduce((sum, { delta }) => sum - delta, 0);

/** One store is being counted while orders come for its goods; then it is not, and `atPage` is what happens as the first page is read. */
async function bookBacklog(
  atPage: (cells: readonly Cell[]) => void,
  { pollSeconds = 3_600, ...options }: Parameters<typeof openShopRig>[0] & { pollSeconds?: number } = {},
) {
  rig = await openShopRig({ articles: 60, ...options });
  const { client } = await rig.start('kassan', { pollSeconds });
  await rig.pass(MINUTE);
  const [first] = stocked(rig);
  const storeNumber = first?.storeNumber ?? '';
  const cells = stocked(rig)
    .filter((cell) => cell.storeNumber === storeNumber)
    .slice(0, ORDERS / 2);
  const setStocktake = (on: boolean) =>
    rig.scheduler.runFor(client.stores.setStocktake({ storeNumber, on }), 10 * MINUTE);
  const queue = async () => (await client.activity.status()).queue;
  await setStocktake(true);
  for (const { item, locationId } of [...cells, ...cells])
    rig.practice.shopify.placeOrder({ lines: [{ inventoryItemId: item, quantity: 1 }], locationId });
  await rig.until(async () => (await queue()).pendingBookings === ORDERS, 10 * MINUTE);
  await setStocktake(false);

  calls = { singles: 0, pages: 0, bookings: 0 };
  rig.network = (request) => {
    count(request);
    if (calls.pages === 1 && calls.bookings === 0) atPage(cells);
    return null;
  };
  await rig.until(async () => {
    const { pendingBookings, unknownBookings } = await queue();
    return pendingBookings + unknownBookings === 0;
  }, 40 * MINUTE);
  await rig.pass(MINUTE);
  expect((await client.orders.inbox({})).items).toEqual([]);
  expect(cells.map(booked)).toEqual(cells.map(() => 2));
  for (const { articleNumber, item, locationId } of cells)
    expect(rig.practice.shopify.available(item, locationId)).toBe(
      Math.floor(rig.practice.easycashier.balance(articleNumber, storeNumber) ?? 0),
    );
}

it('reads a page for all of them, not each article before its booking', async () => {
  await bookBacklog(() => undefined);
  expect(calls.bookings).toBe(ORDERS);
  expect(calls.singles).toBe(0);
  expect(calls.pages).toBeLessThanOrEqual(6);
});

it('reads by itself what the tills have sold meanwhile, with the sales around it', async () => {
  let isSold = false;
  await bookBacklog(([cell]) => {
    if (cell && !isSold) rig.practice.easycashier.sell(cell.articleNumber, cell.storeNumber, 1);
    isSold = true;
  });
  expect(calls.bookings).toBe(ORDERS);
  expect(calls.singles).toBeGreaterThan(0);
  expect(calls.singles).toBeLessThan(ORDERS / 2);
});

it('reads the page anew when it was read more than ten seconds ago', async () => {
  let isSlow = false;
  await bookBacklog(() => {
    if (!isSlow)
      rig.practice.easycashier.faults.add({
        kind: 'delay',
        ms: 4_000,
        match: 'decreaseStock',
        times: ORDERS,
      });
    isSlow = true;
  });
  expect(calls.bookings).toBe(ORDERS);
  // At most three bookings by one page.
  expect(calls.pages + calls.singles).toBeGreaterThanOrEqual(ORDERS / 3);
});

it('goes on where every call is slow and the tills sell all the while: what the page told is over before a booking has its turn', async () => {
  let isSlow = false;
  await bookBacklog(
    (cells) => {
      if (isSlow) return;
      isSlow = true;
      const { easycashier } = rig.practice;
      const others = stocked(rig).filter(
        (one) => !cells.some(({ articleNumber }) => articleNumber === one.articleNumber),
      );
      easycashier.faults.add({ kind: 'delay', ms: 11_000, times: 10_000 });
      let sold = 0;
      const network = rig.network;
      rig.network = (request) => {
        const one = request.url.includes('/report/sales') && others[sold++ % others.length];
        if (one) easycashier.sell(one.articleNumber, one.storeNumber, 1);
        return network(request);
      };
    },
    { pollSeconds: 3 },
  );
  expect(calls.bookings).toBe(ORDERS);
});

it('finds out what became of those whose answers are lost', async () => {
  let isLost = false;
  await bookBacklog(() => {
    if (!isLost)
      rig.practice.easycashier.faults.add({ kind: 'unanswered', match: 'decreaseStock', times: 3 });
    isLost = true;
  });
  expect(calls.bookings).toBe(ORDERS);
});

it('reads each article where the list shows no stock', async () => {
  await bookBacklog(() => undefined, { easycashier: { listStock: false } });
  expect(calls.bookings).toBe(ORDERS);
  expect(calls.singles).toBeGreaterThanOrEqual(ORDERS);
});
