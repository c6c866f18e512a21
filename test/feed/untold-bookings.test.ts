/** A spell in which EasyCashier's answers to bookings are lost and the articles cannot be read: a person is not asked about each. */
import { afterEach, expect, it } from 'vitest';
import { openShopRig, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
let rig: ShopRig;
afterEach(() => rig.close());

it.each([
  ['are shown no more once they have been booked', false],
  ['are not shown from the beginning', true],
])('asks about a few of twenty whose articles %s', async (_what, isDarkBefore) => {
  rig = await openShopRig({ articles: 80 });
  const { easycashier, shopify, places } = rig.practice;
  const { client } = await rig.start('kassan', { pollSeconds: 3 });
  await rig.pass(MINUTE);
  const [place] = places;
  const cells = stocked(rig).filter(({ storeNumber }) => storeNumber === place?.storeNumber);
  const ordered = cells.slice(0, 20);
  const [sold] = cells.slice(20);
  if (ordered.length < 20 || !sold) throw new Error('the shop is too small');
  const equal = (cell: (typeof cells)[number]) =>
    shopify.available(cell.item, cell.locationId) ===
    Math.floor(easycashier.balance(cell.articleNumber, cell.storeNumber) ?? 0);

  const darken = (articleNumber: string) => easycashier.setDamage(articleNumber, 'fails');
  if (isDarkBefore) for (const { articleNumber } of ordered) darken(articleNumber);
  rig.network = ({ method, url }) => {
    if (method !== 'POST' || !url.includes('/stock/')) return null;
    for (const { articleNumber } of ordered) darken(articleNumber);
    return 'fail';
  };
  for (const { item, locationId } of ordered) {
    shopify.placeOrder({ lines: [{ inventoryItemId: item, quantity: 1 }], locationId });
    await rig.pass(10 * SECOND);
    // Between two of them everything can be read.
    if (!isDarkBefore) for (const { articleNumber } of ordered) easycashier.setDamage(articleNumber, null);
  }
  easycashier.sell(sold.articleNumber, sold.storeNumber, 1);
  await rig.pass(30 * SECOND);
  expect(equal(sold), 'what is sold at the till reaches Shopify').toBe(true);
  await rig.pass(8 * MINUTE);
  const asked = (await client.orders.inbox({})).items.filter(({ kind }) => kind === 'unknownBooking');
  expect(asked.length).toBeLessThanOrEqual(4);

  rig.network = () => null;
  for (const { articleNumber } of ordered) easycashier.setDamage(articleNumber, null);
  for (let minute = 0; minute < 60; minute += 1) {
    await rig.pass(MINUTE);
    const { items } = await client.orders.inbox({});
    // None of them has arrived.
    for (const { inboxId, kind } of items)
      await client.orders.resolve({ inboxId, choice: kind === 'unknownBooking' ? 'notBooked' : 'ignore' });
  }
  const booked = ordered.map(
    ({ articleNumber, storeNumber }) =>
      easycashier.history(articleNumber, storeNumber).filter(({ cause }) => cause === 'api').length,
  );
  expect(booked).toEqual(ordered.map(() => 1));
  expect(ordered.filter((cell) => !equal(cell))).toEqual([]);
});
