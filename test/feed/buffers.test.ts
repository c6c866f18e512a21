/** Units of single articles that are held back from the webshop, everywhere or in one store. */
import { afterEach, expect, it } from 'vitest';
import { openShopRig, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

const MINUTE = 60_000;
let rig: ShopRig;
afterEach(() => rig.close());

it('says what it will send, sends just that, and keeps to it', async () => {
  rig = await openShopRig();
  let computer = await rig.start('kassan', { pollSeconds: 3 });
  await rig.pass(MINUTE);
  const { client } = computer;
  const [one] = stocked(rig);
  const cells = stocked(rig).filter(({ articleNumber }) => articleNumber === one?.articleNumber);
  const [first, second] = cells;
  if (!first || !second) throw new Error('no article has goods in both stores');
  const { articleNumber } = first;
  const available = (cell: typeof first) =>
    rig.practice.shopify.level(cell.item, cell.locationId)?.available ?? Number.NaN;
  const before = cells.map(available);
  const [inFirst = 0, inSecond = 0] = before;

  const everywhere = { buffers: [{ articleNumber, storeNumber: null, units: 1 }] };
  const preview = await rig.scheduler.runFor(client.articles.previewBuffers(everywhere), MINUTE);
  expect(preview).toMatchObject({ changed: 1, unchanged: 0, unknown: [] });
  expect(preview.moves.every(({ isSent }) => isSent)).toBe(true);
  expect(preview.moves.map(({ storeNumber, before, after }) => [storeNumber, before, after])).toEqual([
    [first.storeNumber, inFirst, inFirst - 1],
    [second.storeNumber, inSecond, inSecond - 1],
  ]);
  await rig.pass(MINUTE);
  expect(cells.map(available), 'a preview sends nothing').toEqual(before);
  expect((await client.articles.buffers({})).buffers).toEqual([]);

  const set = await rig.scheduler.runFor(client.articles.setBuffers(everywhere), MINUTE);
  expect(set.moves).toEqual(preview.moves);
  await rig.until(() => available(first) === inFirst - 1 && available(second) === inSecond - 1);

  // One store has its own; the other keeps that of the article.
  const own = { buffers: [{ articleNumber, storeNumber: second.storeNumber, units: 0 }] };
  await rig.scheduler.runFor(client.articles.setBuffers(own), MINUTE);
  await rig.until(() => available(second) === inSecond);
  await computer.stop();
  computer = await rig.restart(computer);
  rig.practice.easycashier.sell(articleNumber, first.storeNumber, 1);
  await rig.until(() => available(first) === inFirst - 2);
  const drift = await rig.scheduler.runFor(computer.client.sync.drift(), 10 * MINUTE);
  expect(drift.differences).toEqual([]);
  expect(drift.byDesign.buffer).toBe(1);

  const { article } = await computer.client.articles.story({ articleNumber });
  expect(article.cells.map(({ buffer }) => buffer)).toEqual([1, 0]);
  const { buffers } = await computer.client.articles.buffers({ limit: 1 });
  expect(buffers).toMatchObject([{ articleNumber, storeNumber: null, units: 1 }]);
  // The setting's again.
  const gone = { buffers: [{ articleNumber, storeNumber: null, units: null }] };
  await rig.scheduler.runFor(computer.client.articles.setBuffers(gone), MINUTE);
  await rig.until(() => available(first) === inFirst - 1);
  const { lines } = await computer.client.activity.log({ articleNumber, events: ['bufferChanged'] });
  expect(lines.map(({ before, after }) => [before, after])).toEqual([
    [1, null],
    [null, 0],
    [null, 1],
  ]);
});

it('sets the same for what a list shows, and says what several of one article come to', async () => {
  rig = await openShopRig();
  const { client } = await rig.start('kassan', { pollSeconds: 3 });
  await rig.pass(MINUTE);
  const [one] = stocked(rig);
  if (!one) throw new Error('no goods');
  const { articleNumber, storeNumber } = one;
  const target = async () => {
    const { article } = await client.articles.story({ articleNumber });
    return article.cells.find((cell) => cell.storeNumber === storeNumber) ?? { target: null, held: null };
  };
  const ask = (change: Parameters<typeof client.articles.setBuffers>[0]) =>
    rig.scheduler.runFor(client.articles.setBuffers(change), MINUTE);
  const before = (await target()).target ?? 0;

  const every = await ask({ every: { webshop: true, storeNumber: null, units: 1 }, named: 2 });
  const { total } = await client.articles.list({ webshop: true });
  expect(every).toMatchObject({ changed: total, unchanged: 0, unknown: [] });
  expect(every.moves).toHaveLength(2);
  expect(every.moving).toBeGreaterThan(2);
  expect(every.sent).toBe(every.moving);
  expect(await target()).toMatchObject({ target: before - 1, held: 1 });
  expect((await client.articles.list({ buffered: true })).total).toBe(total);
  expect((await client.articles.list({ webshop: false, buffered: true })).total).toBe(0);

  const both = await ask({
    buffers: [
      { articleNumber, storeNumber: null, units: 10_000 },
      { articleNumber, storeNumber, units: 0 },
    ],
  });
  const move = both.moves.find((other) => other.storeNumber === storeNumber);
  expect(move).toMatchObject({ before: before - 1, after: before });
  // More is held back than there is: what is lower for it is what there was.
  await ask({ buffers: [{ articleNumber, storeNumber, units: 10_000 }] });
  expect(await target()).toMatchObject({ target: 0, held: before, buffer: 10_000 });
});

it('names the articles that nobody knows, and refuses a store that is not there', async () => {
  rig = await openShopRig();
  const { client } = await rig.start('kassan', { pollSeconds: 3 });
  const unknown = { buffers: [{ articleNumber: 'Z9', storeNumber: null, units: 1 }] };
  expect(await rig.scheduler.runFor(client.articles.setBuffers(unknown), MINUTE)).toMatchObject({
    changed: 0,
    unknown: ['Z9'],
  });
  const elsewhere = { buffers: [{ articleNumber: 'Z9', storeNumber: '99', units: 1 }] };
  await expect(client.articles.setBuffers(elsewhere)).rejects.toMatchObject({
    data: { code: 'unknownStore' },
  });
});
