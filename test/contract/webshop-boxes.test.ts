/** The Webshop box of articles that are named by their numbers. */
import { expect, it } from 'vitest';
import { openForBusiness, openRig } from './rig.ts';

it('takes no number for another that is nearly so, and names it', async () => {
  const rig = await openRig();
  await openForBusiness(rig);
  for (const articleNumber of ['A1', '00042']) {
    rig.practice.easycashier.addArticle({ articleNumber, description: 'x', webshop: true, stock: {} });
  }
  const { client } = rig.engine;
  await client.articles.match();

  expect(await client.articles.setWebshop({ on: false, articleNumbers: ['a1', '42', 'Z9'] })).toEqual({
    changed: 0,
    unchanged: 0,
    changeId: null,
    failed: [
      { articleNumber: 'a1', reason: 'unknownArticle', near: 'A1' },
      { articleNumber: '42', reason: 'unknownArticle', near: '00042' },
      { articleNumber: 'Z9', reason: 'unknownArticle' },
    ],
  });
  const { articles } = await client.articles.list({ search: 'A1' });
  expect(articles.find((article) => article.articleNumber === 'A1')).toMatchObject({ isWebshop: true });
  expect(await client.articles.setWebshop({ on: false, articleNumbers: ['A1'] })).toMatchObject({
    changed: 1,
  });
});

it('changes many boxes, or unticks them all, only for whoever says how many', async () => {
  const rig = await openRig();
  await openForBusiness(rig);
  for (let n = 1; n <= 21; n += 1)
    rig.practice.easycashier.addArticle({
      articleNumber: `B${n}`,
      description: 'x',
      webshop: false,
      stock: {},
    });
  const { client } = rig.engine;
  await client.articles.match();
  const many = Array.from({ length: 21 }, (_, n) => `B${n + 1}`);
  const refused = (rows: number) => ({ data: { code: 'boxesConfirm', args: { rows } } });

  expect(await client.articles.countWebshop({ on: true, articleNumbers: [...many, 'Z9', ' B1'] })).toEqual({
    changing: 21,
    unchanged: 0,
    unknown: 1,
    needsConfirm: true,
  });
  const set = client.articles.setWebshop;
  await expect(set({ on: true, articleNumbers: many })).rejects.toMatchObject(refused(21));
  await expect(set({ on: true, articleNumbers: many, confirmBoxes: 20 })).rejects.toMatchObject(refused(21));
  expect(await set({ on: true, articleNumbers: many.slice(0, 20) })).toMatchObject({ changed: 20 });
  expect(await set({ on: true, articleNumbers: many })).toMatchObject({ changed: 1, unchanged: 20 });

  const { changing, needsConfirm } = await client.articles.countWebshop({ on: false, all: true });
  expect({ needsConfirm, areThey: changing > 0 }).toEqual({ needsConfirm: true, areThey: true });
  await expect(set({ on: false, all: true })).rejects.toMatchObject(refused(changing));
  expect(await set({ on: false, all: true, confirmBoxes: changing })).toMatchObject({ changed: changing });
  // Nothing is left to be unticked: nothing is asked.
  expect(await set({ on: false, all: true })).toMatchObject({ changed: 0 });
});

it('takes a change of many back: what stands as it left it, and nothing else', async () => {
  const rig = await openRig();
  await openForBusiness(rig);
  const { easycashier } = rig.practice;
  const many = Array.from({ length: 6 }, (_, n) => `B${n + 1}`);
  for (const articleNumber of many)
    easycashier.addArticle({ articleNumber, description: 'x', webshop: articleNumber === 'B6', stock: {} });
  const { client } = rig.engine;
  await client.articles.match();
  const isOn = async () => {
    const { articles } = await client.articles.list({ limit: 1_000 });
    return articles
      .filter((one) => many.includes(one.articleNumber) && one.isWebshop)
      .map((one) => one.articleNumber);
  };

  const { changeId, ...ticked } = await client.articles.setWebshop({ on: true, articleNumbers: many });
  expect(ticked).toEqual({ changed: 5, unchanged: 1, failed: [] });
  if (changeId === null) throw new Error('nothing can be taken back');
  // One is unticked by hand, one unticked and ticked again: both are somebody's will since.
  await client.articles.setWebshop({ on: false, articleNumbers: ['B1'] });
  await client.articles.setWebshop({ on: false, articleNumbers: ['B2'] });
  await client.articles.setWebshop({ on: true, articleNumbers: ['B2'] });
  // And one on its card in EasyCashier.
  easycashier.setWebshop('B3', false);
  await client.articles.match();
  expect(await client.articles.webshopChange({ changeId })).toMatchObject({
    on: true,
    boxes: 5,
    standing: 2,
    takenBack: 0,
    undoes: null,
  });

  const undone = await client.articles.undoWebshop({ changeId });
  expect(undone).toMatchObject({ changed: 2, left: ['B1', 'B2', 'B3'], failed: [] });
  expect(await isOn()).toEqual(['B2', 'B6']);
  const { changes } = await client.articles.webshopChanges({});
  expect(changes).toMatchObject([
    { changeId: undone.changeId, undoes: changeId, on: false, boxes: 2, standing: 2 },
    { changeId, standing: 0, takenBack: 2, boxes: 5 },
  ]);
  // Ticked again by hand, it is nobody's to take back a second time.
  await client.articles.setWebshop({ on: true, articleNumbers: ['B4'] });
  await expect(client.articles.undoWebshop({ changeId })).rejects.toMatchObject({
    data: { code: 'nothingToUndo' },
  });
  await expect(client.articles.undoWebshop({ changeId: 'boxes-0' })).rejects.toMatchObject({
    data: { code: 'unknownChange', args: { change: 'boxes-0' } },
  });
  const { lines } = await client.activity.log({ events: ['webshopTicked', 'webshopUnticked'] });
  expect(lines).toMatchObject([
    { event: 'webshopUnticked', cause: 'undo', reference: undone.changeId, args: { boxes: 2 } },
    { event: 'webshopTicked', cause: 'webshopFlag', reference: changeId, args: { boxes: 5 } },
  ]);
});

it('keeps no change that came to nothing', async () => {
  const rig = await openRig();
  await openForBusiness(rig);
  const { client } = rig.engine;
  const { articles } = await client.articles.list({ webshop: true, limit: 2 });
  const articleNumbers = articles.map(({ articleNumber }) => articleNumber);
  expect((await client.articles.setWebshop({ on: true, articleNumbers })).changeId).toBeNull();
  rig.practice.easycashier.faults.add({ kind: 'declined', match: 'PUT', times: 2 });
  expect(await client.articles.setWebshop({ on: false, articleNumbers })).toMatchObject({
    failed: [{}, {}],
    changeId: null,
  });
  expect((await client.articles.webshopChanges({})).changes).toEqual([]);
});
