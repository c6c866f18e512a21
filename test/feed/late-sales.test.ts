/** A till that was offline delivers its sales after midnight, onto the day before. */
import { afterEach, expect, it } from 'vitest';
import { openShopRig, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

const MINUTE = 60_000;
let rig: ShopRig;
afterEach(() => rig.close());

it('are read again, and the article that they name at once', async () => {
  rig = await openShopRig();
  const computer = await rig.start('kassan', { pollSeconds: 3 });
  const { easycashier } = rig.practice;
  const [cell] = stocked(rig);
  if (!cell) throw new Error('the shop is too small');
  const { articleNumber, storeNumber } = cell;
  easycashier.sell(articleNumber, storeNumber, 1);
  await rig.pass(MINUTE);
  await computer.stop();
  await rig.pass(14 * 60 * MINUTE); // past midnight in Stockholm
  await rig.restart(computer);
  await rig.pass(3 * MINUTE);
  const singles = () => easycashier.stats.byPath['GET /article/{id}'] ?? 0;
  const before = singles();
  await rig.pass(3 * MINUTE);
  expect(singles()).toBe(before); // the day before has not moved
  easycashier.sellLate(articleNumber, storeNumber, 1, 4);
  await rig.pass(3 * MINUTE);
  expect(singles()).toBe(before + 1);
  const balance = Math.floor(easycashier.balance(articleNumber, storeNumber) ?? 0);
  expect(rig.practice.shopify.level(cell.item, cell.locationId)?.available).toBe(balance);
});
