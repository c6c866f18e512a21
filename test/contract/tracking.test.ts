/** Articles that Shopify keeps no count of: named with their cause, and cured by one call. */
import { expect, it } from 'vitest';
import { easycashierUrl, openForBusiness, openRig, shopifyUrl } from './rig.ts';

it('turns tracking on in Shopify, and the numbers follow', async () => {
  const rig = await openRig({ articles: 300, traps: true });
  await openForBusiness(rig);
  const { client } = rig.engine;
  const before = await client.articles.match();
  const untracked = before.missed.filter((row) => row.cause === 'untracked').map((row) => row.articleNumber);
  const hopeless = before.missed.find((row) => row.cause === 'noSuchSku')?.articleNumber ?? '';
  expect(untracked.length).toBeGreaterThan(0);
  expect(hopeless).not.toBe('');

  expect(await client.articles.setTracked({ articleNumbers: [hopeless, 'finns-inte'] })).toEqual({
    changed: 0,
    unchanged: 0,
    failed: [
      { articleNumber: hopeless, reason: 'noSuchSku' },
      { articleNumber: 'finns-inte', reason: 'unknownArticle' },
    ],
  });
  expect(await client.articles.setTracked({ all: true })).toEqual({
    changed: untracked.length,
    unchanged: 0,
    failed: [],
  });
  expect(await client.articles.setTracked({ articleNumbers: untracked })).toMatchObject({
    changed: 0,
    unchanged: untracked.length,
  });

  const { lines } = await client.activity.log({ events: ['trackingOn'] });
  expect(lines.map((line) => line.articleNumber).sort()).toEqual(untracked.sort());
  const { planId, guard } = await client.sync.plan();
  await client.sync.apply({ planId, ...(guard ? { confirmRows: guard.confirmRows } : {}) });
  const after = await client.articles.match();
  expect(after.missed.filter((row) => row.cause === 'untracked')).toEqual([]);
  const { differences, byDesign } = await client.sync.drift();
  expect(differences.filter((row) => untracked.includes(row.articleNumber))).toEqual([]);
  // The practice catalogue has goods by the metre and balances below zero.
  const cells = (await client.articles.list({ webshop: true, limit: 1000 })).articles
    .filter((article) => article.miss === null)
    .flatMap((article) => article.cells)
    .filter((cell) => cell.target !== null);
  const below = cells.filter((cell) => (cell.easycashier ?? 0) < 0).length;
  const decimals = cells.filter((cell) => (cell.easycashier ?? 0) > 0 && !Number.isInteger(cell.easycashier));
  expect(below).toBeGreaterThan(0);
  expect(byDesign).toEqual({ decimals: decimals.length, buffer: 0, belowZero: below, setAside: 0 });
  await rig.engine.close();
});

it('counts what no SKU can reach, and what the first write will stock', async () => {
  const rig = await openRig({ articles: 300, traps: true });
  await openForBusiness(rig);
  const { withoutSku } = await rig.engine.client.articles.match();
  expect(withoutSku).toBeGreaterThan(0);
  await rig.engine.close();

  const fresh = await openRig({ articles: 300, traps: true });
  const { client } = fresh.engine;
  const { easycashier, shopify } = fresh.practice.credentials;
  await client.connection.connectEasyCashier({ url: easycashierUrl, ...easycashier });
  await client.connection.connectShopify({ url: shopifyUrl, ...shopify });
  await client.stores.setMultipleLocations({ on: true });
  for (const { storeNumber, locationId } of fresh.practice.places) {
    await client.stores.map({ storeNumber, location: locationId });
  }
  const report = await client.articles.match();
  expect(report.notStocked.length).toBeGreaterThan(0);
  const missed = new Set(report.missed.map((row) => row.articleNumber));
  expect(report.notStocked.filter((row) => missed.has(row.articleNumber))).toEqual([]);
  expect(report.matched + missed.size).toBe(report.webshopArticles);
  await fresh.engine.close();
});
