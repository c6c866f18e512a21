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
