/** What the charts tell: how long changes have waited, and how much the two have differed. */
import { afterEach, expect, it } from 'vitest';
import { openShopRig, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

const MINUTE = 60_000;
let rig: ShopRig;
afterEach(() => rig.close());

it('remembers how long a sale waited while Shopify was away, and that it did not when all was well', async () => {
  rig = await openShopRig();
  const { client } = await rig.start('kassan', { pollSeconds: 3 });
  await rig.pass(16 * MINUTE);
  const longest = async () => (await client.activity.history()).waits.map((quarter) => quarter.longest);
  expect(Math.max(...(await longest()).map((ms) => ms ?? 0))).toBeLessThan(MINUTE);

  rig.network = ({ url }) => (new URL(url).port === '4711' ? 'fail' : null);
  const [cell] = stocked(rig);
  rig.practice.easycashier.sell(cell?.articleNumber ?? '', cell?.storeNumber ?? '', 1);
  await rig.pass(20 * MINUTE);
  rig.network = () => null;
  await rig.until(async () => (await client.activity.traffic()).oldestWaitingAt === null);
  const waited = Math.max(...(await longest()).map((ms) => ms ?? 0));
  expect(waited).toBeGreaterThan(18 * MINUTE);
  expect(waited).toBeLessThan(22 * MINUTE);

  await rig.pass(16 * MINUTE);
  const now = await longest();
  expect(now.at(-1)).toBeLessThan(MINUTE);
  expect(now[0], 'it did not run a day ago').toBeNull();
});

it('remembers what a comparison found, and that none was made on other days', async () => {
  rig = await openShopRig();
  const { client } = await rig.start('kassan', { pollSeconds: 3_600 });
  const compare = () => rig.scheduler.runFor(client.sync.drift(), 10 * MINUTE);
  const days = async () => (await client.activity.history()).days.map((day) => day.differing);
  expect((await compare()).differences).toEqual([]);
  expect((await days()).at(-1)).toBe(0);

  const cells = stocked(rig).slice(0, 3);
  for (const { item, locationId } of cells) rig.practice.shopify.adminSetAvailable(item, locationId, 77);
  expect((await compare()).differences).toHaveLength(3);
  expect((await days()).at(-1)).toBe(3);
  await rig.until(async () => (await compare()).differences.length === 0);
  expect((await days()).at(-1), 'it is the most of the day').toBe(3);
  expect((await days()).slice(0, -1).every((differing) => differing === null)).toBe(true);
});
