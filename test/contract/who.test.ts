/** Who did that? What a person does says so, with the computer; what the engine does by itself, or a shop's own system, says nobody. */
import { expect, it } from 'vitest';
import type { LogEvent } from '../../shared/contract/activity.ts';
import { openForBusiness, openRig, type Rig } from './rig.ts';

const actor = { person: 'anna', computer: 'KASSAN' };

/** Of the events of such a day those that nobody else can have caused. */
const acts: ReadonlySet<LogEvent> = new Set([
  'planned',
  'runStarted',
  'undone',
  'activated',
  'webhooksCreated',
  'webshopTicked',
  'webshopUnticked',
  'bufferChanged',
  'settingChanged',
  'inboxResolved',
  'paused',
  'resumed',
  'stocktakeBegan',
  'stocktakeEnded',
]);

async function aDay(rig: Rig) {
  const { client } = rig.engine;
  await openForBusiness(rig);
  const { articles } = await client.articles.list({ webshop: true, limit: 3 });
  const articleNumbers = articles.map(({ articleNumber }) => articleNumber);
  const [own = '', byTheShop = ''] = articleNumbers;
  const { changeId } = await client.articles.setWebshop({ on: false, articleNumbers });
  await client.articles.undoWebshop({ changeId: changeId ?? '' });
  await client.articles.setWebshop({ on: false, articleNumbers: [own] });
  await client.articles.setBuffers({ buffers: [{ articleNumber: own, storeNumber: null, units: 1 }] });
  await client.activity.setSettings({ pollSeconds: 5, shadow: true });
  await client.activity.setSettings({ shadow: false });
  const { items } = await client.orders.inbox({});
  const question = items.find(({ kind }) => kind === 'openOrders');
  await client.orders.resolve({ inboxId: question?.inboxId ?? '', choice: 'taken' });
  const storeNumber = rig.practice.places[0]?.storeNumber ?? '';
  await client.stores.setStocktake({ storeNumber, on: true });
  await client.stores.setStocktake({ storeNumber, on: false });
  const [run] = (await client.sync.runs({})).runs;
  await client.sync.undo({ runId: run?.runId ?? '' });
  rig.practice.easycashier.setWebshop(byTheShop, false);
  await client.articles.match();
  await client.activity.pause();
  return { own, byTheShop };
}

it('stands with everything that a person did, and with nothing else', async () => {
  const rig = await openRig({ actor });
  const { client } = rig.engine;
  const { own, byTheShop } = await aDay(rig);
  expect((await client.activity.status()).pausedBy).toEqual(actor);
  await client.activity.resume();
  expect((await client.activity.status()).pausedBy).toBeNull();

  const { lines } = await client.activity.log({ limit: 1_000 });
  const happened = new Set(lines.map(({ event }) => event));
  expect(
    [...acts].filter((event) => !happened.has(event)),
    'a day without them proves nothing',
  ).toEqual([]);
  const boxes = lines.filter(({ event }) => event === 'webshopChanged');
  for (const line of lines) {
    if (acts.has(line.event)) expect(line.by, line.event).toEqual(actor);
    else if (!boxes.includes(line)) expect(line.by, line.event).toBeNull();
  }
  const [newest, ...others] = boxes;
  expect(newest, 'EasyCashier does not say who').toMatchObject({ articleNumber: byTheShop, by: null });
  expect(others.filter(({ by }) => by === null)).toEqual([]);

  const { runs } = await client.sync.runs({});
  expect(runs.map(({ kind, by }) => ({ kind, by }))).toEqual([
    { kind: 'undo', by: actor },
    { kind: 'sync', by: actor },
  ]);
  const { changes } = await client.articles.webshopChanges({});
  expect(changes.map(({ by }) => by)).toEqual([actor, actor]);
  const { items } = await client.orders.inbox({ resolved: true });
  expect(items.filter(({ by }) => by !== null)).toMatchObject([{ kind: 'openOrders', choice: 'taken' }]);
  const story = await client.articles.story({ articleNumber: own });
  expect(story.lines.find(({ event }) => event === 'bufferChanged')?.by).toEqual(actor);
});

it('tells settings with what they were and are', async () => {
  const rig = await openRig({ actor });
  await aDay(rig);
  const { lines } = await rig.engine.client.activity.log({ events: ['settingChanged'] });
  expect(lines.map(({ args }) => args)).toEqual([
    { setting: 'shadow', was: 'on', is: 'off' },
    { setting: 'shadow', was: 'off', is: 'on' },
    { setting: 'pollSeconds', was: 3, is: 5 },
    { setting: 'multipleLocations', was: 'off', is: 'on' },
  ]);
});

it('goes to nobody who helps: the report has neither name', async () => {
  const rig = await openRig({ actor });
  await aDay(rig);
  const text = JSON.stringify(await rig.engine.client.activity.report());
  expect(text).toContain('"inboxResolved"');
  expect(text).not.toMatch(/anna|KASSAN|"by"|pausedBy/);
});

it('is not needed: where nobody is known nobody is named', async () => {
  const rig = await openRig();
  await aDay(rig);
  const { lines } = await rig.engine.client.activity.log({ limit: 1_000 });
  expect(lines.filter(({ by }) => by !== null)).toEqual([]);
});
