/** Shopify freezes or locks the shop: it is told as that, everything waits, and goes on by itself when it is over. */
import { afterEach, expect, it } from 'vitest';
import { openShopRig, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

const MINUTE = 60_000;
let rig: ShopRig;
afterEach(() => rig.close());

it.each([
  ['status-402', 'shopifyFrozen'],
  ['status-423', 'shopifyLocked'],
] as const)('has nothing lost after a shop with %s (%s)', async (kind, code) => {
  rig = await openShopRig();
  const { easycashier, shopify } = rig.practice;
  const { client } = await rig.start('kassan', { pollSeconds: 5 });
  await rig.pass(2 * MINUTE);
  const cells = stocked(rig).slice(0, 5);
  expect(cells).toHaveLength(5);
  const [sold] = cells;
  if (!sold) return;
  const before = easycashier.balance(sold.articleNumber, sold.storeNumber) ?? 0;

  shopify.faults.add({ kind, times: 1_000_000 });
  for (const { articleNumber, storeNumber } of cells) easycashier.sell(articleNumber, storeNumber, 1);
  shopify.placeOrder({ lines: [{ inventoryItemId: sold.item, quantity: 2 }], locationId: sold.locationId });
  await rig.pass(20 * MINUTE);
  const { troubles } = await client.activity.status();
  expect(troubles.shopify).toMatchObject({ code, args: { shop: rig.practice.credentials.shopify.shop } });
  const during = await client.activity.log({ events: ['trouble'] });
  expect(during.lines.map(({ reference }) => reference)).toEqual([code]);
  const check = await rig.scheduler.runFor(client.connection.check(), 10 * MINUTE);
  expect(check.lines.find(({ id }) => id === 'shopifyKey')).toMatchObject({
    state: 'failed',
    args: { code },
  });

  shopify.faults.clear();
  const balance = () => easycashier.balance(sold.articleNumber, sold.storeNumber);
  await rig.until(
    () =>
      balance() === before - 3 &&
      cells.every(
        ({ articleNumber, storeNumber, item, locationId }) =>
          shopify.available(item, locationId) ===
          Math.floor(easycashier.balance(articleNumber, storeNumber) ?? -1),
      ),
    MINUTE,
  );
  await rig.pass(5 * MINUTE);
  expect(balance()).toBe(before - 3);
  expect((await client.activity.status()).troubles.shopify).toBe(null);
  const after = await client.activity.log({ events: ['recovered'] });
  expect(after.lines.map(({ reference }) => reference)).toEqual([code]);
  expect((await client.orders.inbox({ resolved: true })).items).toEqual([]);
});
