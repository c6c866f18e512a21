import { expect, it } from 'vitest';
import { easycashierUrl, openRig } from './rig.ts';

it('a side that is not connected is named, and counts as not asked', async () => {
  const { engine, practice } = await openRig();
  const { client } = engine;
  const none = await client.connection.probe();
  expect(none.sides).toEqual({
    easycashier: { failure: 'notConnected' },
    shopify: { failure: 'notConnected' },
  });
  expect(new Set(Object.values(none.findings).map(({ is }) => is))).toEqual(new Set(['notAsked']));
  await client.connection.connectEasyCashier({ url: easycashierUrl, ...practice.credentials.easycashier });
  const half = await client.connection.probe();
  expect(half.sides).toEqual({ easycashier: { failure: null }, shopify: { failure: 'notConnected' } });
  expect(half.findings).toMatchObject({ searchFilter: { is: 'known' }, scopes: { is: 'notAsked' } });
  await engine.close();
});

it('another account of EasyCashier is not known', async () => {
  const { engine, practice } = await openRig();
  const { client } = engine;
  const { easycashier } = practice.credentials;
  await client.connection.connectEasyCashier({ url: easycashierUrl, ...easycashier });
  await client.connection.probe();
  await client.connection.connectEasyCashier({
    url: easycashierUrl,
    ...easycashier,
    company: easycashier.company.replace('-', ''),
  });
  const { capabilities } = await client.activity.report();
  // The scan that follows a new connection shows the list, and nothing else.
  expect(capabilities.findings).toMatchObject({
    searchFilter: { is: 'notAsked' },
    listStock: { is: 'known' },
  });
  await engine.close();
});
