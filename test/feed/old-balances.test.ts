/** What EasyCashier had before an absence may have been sold since: Shopify's number is not raised by it. */
import { afterEach, expect, it } from 'vitest';
import { openShopRig, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
let rig: ShopRig;
afterEach(() => rig.close());

const isForShopify = ({ url }: Request) => url.includes('/admin/');

it('is asked for first where a delivery of before the absence has not reached Shopify yet', async () => {
  rig = await openShopRig();
  const computer = await rig.start('kassan', { code: null, pollSeconds: 10 });
  const [place] = stocked(rig);
  if (!place) throw new Error('the shop is too small');
  const { articleNumber, storeNumber, item, locationId } = place;
  const { easycashier, shopify } = rig.practice;
  const before = shopify.available(item, locationId);
  rig.network = (request) => (isForShopify(request) ? 'fail' : null);
  easycashier.deliver(articleNumber, storeNumber, 30);
  await rig.pass(2 * MINUTE);
  await computer.stop();
  easycashier.sell(articleNumber, storeNumber, 25);
  await rig.pass(30 * HOUR);
  rig.network = () => null;
  easycashier.faults.add({ kind: 'delay', ms: 8_000, times: 3 });
  await rig.restart(computer);
  await rig.pass(10 * MINUTE);
  const shown = shopify.history(item, locationId).map(({ quantityAfter }) => quantityAfter);
  expect(shown.at(-1)).toBe(before + 5);
  expect(Math.max(...shown)).toBe(before + 5);
});

it('is asked for first where a plan is applied that was made before the absence', async () => {
  rig = await openShopRig();
  const computer = await rig.start('kassan', { code: null, pollSeconds: 10 });
  const [place] = stocked(rig);
  if (!place) throw new Error('the shop is too small');
  const { articleNumber, storeNumber, item, locationId } = place;
  const { easycashier, shopify } = rig.practice;
  const before = shopify.available(item, locationId);
  shopify.faults.add({ kind: 'internal-error', match: 'SetQuantities', times: 1_000 });
  easycashier.deliver(articleNumber, storeNumber, 30);
  await rig.pass(2 * MINUTE);
  const plan = await rig.scheduler.runFor(computer.client.sync.plan(), 10 * MINUTE);
  expect(plan.counts.raised).toBe(1);
  await computer.stop();
  easycashier.sell(articleNumber, storeNumber, 25);
  await rig.pass(20 * HOUR);
  shopify.faults.clear();
  easycashier.faults.add({ kind: 'delay', ms: 8_000, times: 3 });
  const { client } = await rig.restart(computer);
  await rig.scheduler.runFor(client.sync.apply({ planId: plan.planId }), 10 * MINUTE);
  await rig.pass(10 * MINUTE);
  const shown = shopify.history(item, locationId).map(({ quantityAfter }) => quantityAfter);
  expect(shown.at(-1)).toBe(before + 5);
  expect(Math.max(...shown)).toBe(before + 5);
});

it('raises by no balance of before the absence where the list that is read after it is empty', async () => {
  rig = await openShopRig();
  const computer = await rig.start('kassan', { code: null, pollSeconds: 10 });
  const place = stocked(rig).at(-1);
  if (!place) throw new Error('the shop is too small');
  const { articleNumber, storeNumber, item, locationId } = place;
  const { easycashier, shopify } = rig.practice;
  const before = shopify.available(item, locationId);
  shopify.faults.add({ kind: 'internal-error', match: 'SetQuantities', times: 1_000 });
  easycashier.deliver(articleNumber, storeNumber, 30);
  await rig.pass(2 * MINUTE);
  const plan = await rig.scheduler.runFor(computer.client.sync.plan(), 10 * MINUTE);
  expect(plan.counts.raised).toBe(1);
  await computer.stop();
  // Used up in the shop, which no report tells.
  easycashier.consume(articleNumber, storeNumber, 25);
  await rig.pass(20 * HOUR);
  shopify.faults.clear();
  easycashier.settings.listingLimit = 0;
  const { client } = await rig.restart(computer);
  const run = await rig.scheduler.runFor(client.sync.apply({ planId: plan.planId }), 10 * MINUTE);
  expect([run.state, run.counts.stale]).toEqual(['done', 1]);
  easycashier.settings.listingLimit = null;
  await rig.pass(40 * MINUTE);
  const shown = shopify.history(item, locationId).map(({ quantityAfter }) => quantityAfter);
  expect(shown.at(-1)).toBe(before + 5);
  expect(Math.max(...shown)).toBe(before + 5);
});
