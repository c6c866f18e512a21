/** »Skicka det här saldot nu«: one article read afresh on both sides, and sent by the way of every other number. */
import { afterEach, expect, it } from 'vitest';
import type { Client } from '../../host/load-engine.ts';
import { openShopRig, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

const MINUTE = 60_000;
let rig: ShopRig;
afterEach(() => rig.close());

async function open() {
  rig = await openShopRig();
  const { client } = await rig.start('kassan', { pollSeconds: 3 });
  await rig.until(async () => (await client.activity.status()).quiet);
  const [cell] = stocked(rig);
  if (!cell) throw new Error('no goods');
  return { client, cell, ...of(client, cell) };
}

function of(client: Client, cell: ReturnType<typeof stocked>[number]) {
  const { articleNumber, storeNumber, item, locationId } = cell;
  const available = () => rig.practice.shopify.level(item, locationId)?.available ?? Number.NaN;
  const send = async () => {
    const { stores } = await rig.scheduler.runFor(client.articles.sendNow({ articleNumber }), MINUTE);
    return stores.find((store) => store.storeNumber === storeNumber);
  };
  return { available, send };
}

it('says that both are equal, and sends nothing', async () => {
  const { available, send } = await open();
  const now = available();
  const { quantitiesWritten } = rig.practice.shopify.stats;
  expect(await send()).toEqual({
    storeNumber: expect.any(String),
    outcome: 'equal',
    before: now,
    after: now,
    reason: null,
  });
  expect(rig.practice.shopify.stats.quantitiesWritten).toBe(quantitiesWritten);
});

it('sends what a person had taken back, and says so in the log', async () => {
  const { client } = await open();
  const [{ runId = '' } = {}] = (await client.sync.runs({})).runs;
  const undone = await rig.scheduler.runFor(client.sync.undo({ runId }), 10 * MINUTE);
  const { rows } = await client.sync.runShow({ runId: undone.runId, state: 'done' });
  const cell = stocked(rig).find((one) =>
    rows.some((row) => row.articleNumber === one.articleNumber && row.storeNumber === one.storeNumber),
  );
  if (!cell) throw new Error('nothing was taken back');
  const { available, send } = of(client, cell);
  const [before, balance] = [
    available(),
    rig.practice.easycashier.balance(cell.articleNumber, cell.storeNumber),
  ];
  expect(before).not.toBe(balance);
  expect(await send()).toMatchObject({ outcome: 'sent', before, after: balance, reason: null });
  expect(available()).toBe(balance);
  const { lines } = await client.activity.log({ articleNumber: cell.articleNumber, events: ['pushed'] });
  expect(lines[0]).toMatchObject({ cause: 'asked', before, after: balance });
});

it('says what it waits for, and that it goes by itself then', async () => {
  const { client, cell, available, send } = await open();
  const before = available();
  const setStocktake = (on: boolean) =>
    rig.scheduler.runFor(client.stores.setStocktake({ storeNumber: cell.storeNumber, on }), 10 * MINUTE);
  await setStocktake(true);
  rig.practice.easycashier.sell(cell.articleNumber, cell.storeNumber, 1);
  expect(await send()).toMatchObject({ outcome: 'waits', reason: 'stocktake', before, after: before });
  await setStocktake(false);
  await rig.until(() => available() === before - 1);
});

it('sends nothing that may not be sent', async () => {
  const { client, cell } = await open();
  const { articleNumber } = cell;
  await client.activity.setSettings({ shadow: true });
  await expect(client.articles.sendNow({ articleNumber })).rejects.toMatchObject({
    data: { code: 'shadowMode' },
  });
  await client.activity.setSettings({ shadow: false });
  await rig.scheduler.runFor(client.activity.pause(), MINUTE);
  await expect(client.articles.sendNow({ articleNumber })).rejects.toMatchObject({
    data: { code: 'paused' },
  });
  client.activity.resume();
  await expect(client.articles.sendNow({ articleNumber: 'Z9' })).rejects.toMatchObject({
    data: { code: 'unknownArticle' },
  });
});
