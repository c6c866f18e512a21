/** A side that says for long that it is busy: who looks is told, who stops the program is not kept waiting, and nothing is lost. */
import { afterEach, expect, it } from 'vitest';
import { openShopRig, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

const MINUTE = 60_000;
let rig: ShopRig;
afterEach(() => rig.close());

it.each([
  ['easycashier', 'easycashierThrottled'],
  ['shopify', 'shopifyThrottled'],
] as const)('%s', async (side, code) => {
  rig = await openShopRig();
  const computer = await rig.start('kassan', { pollSeconds: 3 });
  await rig.pass(MINUTE);
  const { easycashier, shopify } = rig.practice;
  const [cell] = stocked(rig);
  if (!cell) throw new Error('the shop is too small');
  const { item, locationId, articleNumber, storeNumber } = cell;
  const shown = () => shopify.level(item, locationId)?.available ?? 0;
  const trouble = async () => (await computer.client.activity.status()).troubles[side];

  const before = shown();
  rig.practice[side].faults.add({ kind: 'status-429', times: 100_000, pauseMs: 2_000 });
  easycashier.sell(articleNumber, storeNumber, 1);
  shopify.placeOrder({ lines: [{ inventoryItemId: item, quantity: 1 }], locationId });
  await rig.until(async () => (await trouble())?.code === code, 10 * MINUTE);
  await rig.pass(20 * MINUTE);
  expect((await trouble())?.code).toBe(code);

  const asked = rig.scheduler.now();
  await computer.stop();
  expect(rig.scheduler.now() - asked).toBeLessThan(30_000);
  const again = await rig.restart(computer);
  await rig.pass(5 * MINUTE);
  rig.practice[side].faults.clear();
  await rig.until(
    () => shown() === before - 2 && easycashier.balance(articleNumber, storeNumber) === before - 2,
  );
  expect((await again.client.activity.status()).troubles[side]).toBeNull();
});
