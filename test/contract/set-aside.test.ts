/** What somebody has set aside in Shopify lowers its number, and is told with it. */
import { expect, it } from 'vitest';
import { openForBusiness, openRig } from './rig.ts';

it('tells how many units are set aside where a number is lower for it', async () => {
  const rig = await openRig();
  await openForBusiness(rig);
  const { client } = rig.engine;
  const { shopify, places } = rig.practice;
  const { articles } = await client.articles.list({ webshop: true, limit: 1_000 });
  const cells = articles.flatMap(({ articleNumber, cells: of }) =>
    of.map((cell) => ({ articleNumber, ...cell })),
  );
  const cell = cells.find(({ easycashier: units, state }) => (units ?? 0) >= 4 && state === 'inStep');
  if (cell === undefined) throw new Error('nothing is in step');
  expect(cell.setAside).toBe(0);
  const { articleNumber, storeNumber } = cell;
  const item = shopify.itemIdBySku(articleNumber) ?? '';
  const place = places.find((one) => one.storeNumber === storeNumber);
  shopify.setAside(item, place?.locationId ?? '', 'reserved', 3);
  await client.sync.plan();
  const story = await client.articles.story({ articleNumber });
  expect(story.article.cells.find((one) => one.storeNumber === storeNumber)).toMatchObject({
    setAside: 3,
    shopify: (cell.shopify ?? 0) - 3,
    target: (cell.target ?? 0) - 3,
  });
});
