/** Somebody before EasyCashier answers in its place: nothing is concluded from that, and nobody is asked. */
import { afterEach, expect, it } from 'vitest';
import { openShopRig, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

const MINUTE = 60_000;
let rig: ShopRig;
afterEach(() => rig.close());

const page = (status: number, headers: Record<string, string> = {}) =>
  new Response('<!DOCTYPE html><html><body>Request blocked</body></html>', {
    status,
    headers: { 'Content-Type': 'text/html', ...headers },
  });
/** Cloud proxies say it in JSON that is not EasyCashier's. */
const proxyJson = () => Response.json({ status: 403, title: 'Forbidden' }, { status: 403 });
const loginPage = () => page(200);
const moved = () => page(302, { Location: 'https://natverk.exempel.se/logga-in' });

it.each([
  ['403 on bookings', () => page(403), '/stock/'],
  ['404 on bookings', () => page(404), '/stock/'],
  ['405 on bookings', () => page(405), '/stock/'],
  ['403 in JSON on bookings', proxyJson, '/stock/'],
  ['a move to a login page on bookings', moved, '/stock/'],
  ['a login page with 200 on bookings', loginPage, '/stock/'],
  ['403 on everything', () => page(403), '/v1/'],
  ['a login page with 200 on everything', loginPage, '/v1/'],
])('has every booking made once, and asks nobody, after ten minutes of %s', async (_what, answer, path) => {
  rig = await openShopRig();
  const { client } = await rig.start('kassan', { pollSeconds: 3 });
  await rig.pass(MINUTE);
  const cells = stocked(rig).slice(0, 5);
  expect(cells).toHaveLength(5);
  let turnedAway = 0;
  rig.network = ({ url }) => {
    if (!url.startsWith('http://127.0.0.1:4710') || !url.includes(path)) return null;
    turnedAway += 1;
    return answer();
  };
  for (const { item, locationId } of cells)
    rig.practice.shopify.placeOrder({ lines: [{ inventoryItemId: item, quantity: 1 }], locationId });
  await rig.pass(10 * MINUTE);
  const booked = () =>
    cells.map(({ articleNumber, storeNumber }) =>
      rig.practice.easycashier
        .history(articleNumber, storeNumber)
        .flatMap(({ cause, delta }) => (cause === 'api' ? [delta] : [])),
    );
  expect(booked()).toEqual(cells.map(() => []));
  // A success in a page's place leaves the booking's fate to be read, and reading goes well.
  const isTold = (await client.activity.status()).troubles.easycashier !== null;
  expect(isTold).toBe(answer !== loginPage || path === '/v1/');
  if (path === '/stock/') expect(turnedAway).toBeLessThan(5 * 15);
  rig.network = () => null;
  await rig.until(async () => {
    const { pendingBookings, unknownBookings } = (await client.activity.status()).queue;
    return pendingBookings + unknownBookings === 0;
  }, 5 * MINUTE);
  expect(booked()).toEqual(cells.map(() => [-1]));
  expect((await client.orders.inbox({ resolved: true })).items).toEqual([]);
});

it('asks about a booking that EasyCashier itself refuses, in its words', async () => {
  rig = await openShopRig();
  const { client } = await rig.start('kassan', { pollSeconds: 3 });
  await rig.pass(MINUTE);
  const [cell] = stocked(rig);
  const refusal = { error: { code: 400, message: 'Butiken är stängd' } };
  rig.network = ({ url }) => (url.includes('/stock/') ? Response.json(refusal, { status: 400 }) : null);
  const line = { inventoryItemId: cell?.item ?? '', quantity: 1 };
  rig.practice.shopify.placeOrder({ lines: [line], locationId: cell?.locationId ?? '' });
  await rig.pass(MINUTE);
  const { items } = await client.orders.inbox({});
  expect(items.map(({ kind, args }) => [kind, args.reason])).toEqual([
    ['rejectedBooking', 'Butiken är stängd'],
  ]);
});
