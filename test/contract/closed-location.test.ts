/** A location is deactivated in Shopify between a plan and its run: the rows are left, not failed, and the next plan leaves the store out. */
import { expect, it } from 'vitest';
import { openForBusiness, openRig } from './rig.ts';

it('leaves the rows of a closed location until it is active again', async () => {
  const rig = await openRig();
  await openForBusiness(rig);
  const { client } = rig.engine;
  const { easycashier, shopify, places } = rig.practice;
  const { storeNumber = '', locationId = '' } = places[0] ?? {};
  const apply = async () => {
    const { planId, guard } = await client.sync.plan();
    return client.sync.apply({ planId, ...(guard ? { confirmRows: guard.confirmRows } : {}) });
  };
  await apply();
  const here = (await client.articles.list({ webshop: true })).articles.flatMap(
    ({ articleNumber, cells }) => {
      const cell = cells.find((one) => one.storeNumber === storeNumber);
      return cell?.state === 'inStep' && (cell.easycashier ?? 0) >= 2 ? [articleNumber] : [];
    },
  );
  const [article = ''] = here;
  expect(article).not.toBe('');
  easycashier.sell(article, storeNumber, 1);
  const { planId } = await client.sync.plan();
  shopify.deactivateLocation(locationId);

  const run = await client.sync.apply({ planId });
  expect(run).toMatchObject({ state: 'done', counts: { stale: 1 } });
  expect(run.counts.failed ?? 0).toBe(0);
  const { lines } = await client.activity.log({ events: ['locationClosed', 'setAside'] });
  expect(lines.map(({ event }) => event)).toEqual(['locationClosed']);
  const later = await client.sync.plan();
  const { rows } = await client.sync.planShow({ planId: later.planId, groups: ['skipped'], limit: 1_000 });
  const row = rows.find((one) => one.articleNumber === article && one.storeNumber === storeNumber);
  expect(row?.reason).toBe('locationInactive');

  shopify.activateLocation(locationId);
  await client.connection.check();
  await apply();
  const { articles } = await client.articles.list({ search: article });
  expect(
    articles
      .find((one) => one.articleNumber === article)
      ?.cells.find((one) => one.storeNumber === storeNumber),
  ).toMatchObject({ state: 'inStep' });
});
