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
