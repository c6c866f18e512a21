/** What the program does not do, or does not keep to itself, without a person: an emptied shop, another writer. */
import { afterEach, expect, it } from 'vitest';
import type { Computer } from './computers.ts';
import { openShopRig, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

const MINUTE = 60_000;
let rig: ShopRig;
afterEach(() => rig.close());

const questions = async ({ client }: Computer, kind: string) =>
  (await client.orders.inbox({})).items.filter((item) => item.kind === kind);

it('asks each time before the whole shop falls to 0: a yes is for what had fallen when it was said', async () => {
  rig = await openShopRig();
  const computer = await rig.start('kassan', { pollSeconds: 3 });
  await rig.pass(MINUTE);
  const { easycashier, shopify } = rig.practice;
  const cells = stocked(rig);
  expect(cells.length).toBeGreaterThan(20);
  const count = (units: number) => {
    for (const { articleNumber, storeNumber } of cells) easycashier.count(articleNumber, storeNumber, units);
  };
  const units = () =>
    cells.reduce((sum, { item, locationId }) => sum + (shopify.level(item, locationId)?.available ?? 0), 0);
  const asked = () => questions(computer, 'guardStopped');

  const before = units();
  count(0);
  await rig.until(async () => (await asked()).length === 1);
  await rig.pass(2 * MINUTE);
  expect(units()).toBe(before);
  const [question] = await asked();
  const yes = { inboxId: question?.inboxId ?? '', choice: 'send' };
  expect(question?.args).toEqual({ rows: cells.length, units: before });
  for (const wrong of [{}, { confirmRows: cells.length - 1 }]) {
    await expect(computer.client.orders.resolve({ ...yes, ...wrong })).rejects.toMatchObject({
      data: { code: 'guardRows', args: { rows: cells.length } },
    });
  }
  await computer.client.orders.resolve({ ...yes, confirmRows: cells.length });
  await rig.until(() => units() === 0);

  count(5);
  await rig.until(() => units() === 5 * cells.length);
  await rig.pass(MINUTE);
  count(0);
  await rig.until(async () => (await asked()).length === 1);
  await rig.pass(2 * MINUTE);
  expect(units(), 'the first yes is not one for ever').toBe(5 * cells.length);
});

it('tells of another program that brings Shopify to EasyCashier’s numbers, but not of people who type there', async () => {
  rig = await openShopRig();
  const computer = await rig.start('kassan', { pollSeconds: 3 });
  await rig.pass(MINUTE);
  const { easycashier, shopify } = rig.practice;
  const [first, ...cells] = stocked(rig);
  const change = (cell: (typeof cells)[number], units: number) =>
    shopify.adminSetAvailable(cell.item, cell.locationId, units);
  for (const cell of cells.slice(0, 3)) change(cell, 77);
  await rig.pass(3 * MINUTE);
  expect(await questions(computer, 'otherWriter')).toEqual([]);

  for (const cell of cells.slice(0, 3)) {
    easycashier.sell(cell.articleNumber, cell.storeNumber, 1);
    change(cell, Math.floor(easycashier.balance(cell.articleNumber, cell.storeNumber) ?? 0));
  }
  await rig.until(async () => (await questions(computer, 'otherWriter')).length === 1, 3 * MINUTE);

  const [question] = await questions(computer, 'otherWriter');
  await computer.client.orders.resolve({ inboxId: question?.inboxId ?? '', choice: 'ignore' });
  if (first) {
    easycashier.sell(first.articleNumber, first.storeNumber, 1);
    change(first, Math.floor(easycashier.balance(first.articleNumber, first.storeNumber) ?? 0));
  }
  await rig.pass(3 * MINUTE);
  expect(await questions(computer, 'otherWriter'), 'answered, and it did not go on').toEqual([]);
});

it('takes its own numbers whose answer was lost for its own, not for another writer', async () => {
  rig = await openShopRig();
  const computer = await rig.start('kassan', { pollSeconds: 3 });
  await rig.pass(MINUTE);
  const { easycashier, shopify } = rig.practice;
  const cells = stocked(rig).slice(0, 6);
  // It is written, and for minutes nobody says so: readings show it first.
  shopify.faults.add({ kind: 'unanswered', match: 'SetQuantities', times: 1_000 });
  for (const { articleNumber, storeNumber } of cells) easycashier.sell(articleNumber, storeNumber, 1);
  for (let look = 0; look < 4; look += 1) {
    await rig.pass(20_000);
    await rig.scheduler.runFor(computer.client.sync.drift(), 10 * MINUTE);
  }
  shopify.faults.clear();
  await rig.pass(5 * MINUTE);
  expect(await questions(computer, 'otherWriter')).toEqual([]);
  const { lines } = await computer.client.activity.log({ events: ['foreignChange'] });
  expect(lines).toEqual([]);
  expect((await rig.scheduler.runFor(computer.client.sync.drift(), 10 * MINUTE)).differences).toEqual([]);
});
