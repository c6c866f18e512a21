/** `status.standing` and `status.quiet`: what a check from outside may rely on. */
import { afterEach, expect, it } from 'vitest';
import { openShopRig, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

const MINUTE = 60_000;
let rig: ShopRig;
afterEach(() => rig.close());

it('is quiet when nothing waits, and not while a number that somebody has changed is looked into', async () => {
  rig = await openShopRig();
  const { client } = await rig.start('kassan', { pollSeconds: 3 });
  const status = () => client.activity.status();
  await rig.until(async () => (await status()).quiet);
  const [cell] = stocked(rig);
  if (!cell) throw new Error('the shop is too small');
  const before = rig.practice.shopify.level(cell.item, cell.locationId)?.available ?? 0;

  rig.practice.shopify.adminSetAvailable(cell.item, cell.locationId, before + 5);
  await rig.until(async () => !(await status()).quiet, 20 * MINUTE);
  await rig.until(async () => (await status()).quiet, 20 * MINUTE);
  expect(rig.practice.shopify.level(cell.item, cell.locationId)?.available, 'it is put back by then').toBe(
    before,
  );
});

it('says what is so and since when: a pause, a side that is away, what waits', async () => {
  rig = await openShopRig();
  const { client } = await rig.start('kassan', { pollSeconds: 3 });
  await rig.until(async () => (await client.activity.status()).quiet);
  const { articles, standing } = await client.activity.status();
  expect(articles.inStep + articles.outOfStep + articles.unmatched).toBe(articles.webshop);
  expect(standing).toEqual({
    state: articles.unmatched > 0 ? 'unmatched' : 'inStep',
    since: null,
    heals: articles.unmatched === 0,
  });

  const { pausedAt } = await rig.scheduler.runFor(client.activity.pause(), MINUTE);
  const paused = await client.activity.status();
  expect(paused.standing).toEqual({ state: 'paused', since: pausedAt, heals: false });
  expect(paused.quiet, 'nothing waits for it').toBe(true);
  const [cell] = stocked(rig);
  if (!cell) throw new Error('the shop is too small');
  rig.practice.easycashier.sell(cell.articleNumber, cell.storeNumber, 1);
  await rig.pass(MINUTE);
  expect((await client.activity.status()).quiet, 'what was sold waits').toBe(false);
  await client.activity.resume();
  await rig.until(async () => (await client.activity.status()).quiet);

  rig.network = ({ url }) => (new URL(url).port === '4711' ? 'fail' : null);
  await rig.until(async () => (await client.activity.status()).troubles.shopify !== null, 5 * MINUTE);
  const away = await client.activity.status();
  expect(away.standing).toEqual({ state: 'waiting', since: away.troubles.shopify?.since, heals: true });
});
