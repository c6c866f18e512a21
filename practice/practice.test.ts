import { afterEach, expect, test } from 'vitest';
import { createPractice, type RunningPractice, startPractice } from './practice.ts';

const clock = { now: () => 1_790_000_000_000, sleep: () => Promise.resolve() };
let running: RunningPractice | undefined;

afterEach(async () => {
  await running?.close();
  running = undefined;
});

test('both shops hold the same catalogue', () => {
  const { catalogue, easycashier, shopify, places } = createPractice({
    clock,
    seed: 3,
    articles: 300,
    stores: 2,
  });
  expect(places.map(({ storeName }) => storeName)).toEqual(['Butiken i Solna', 'Lagret i Borås']);
  expect(places[0]?.locationId).toBe('gid://shopify/Location/57770000111');
  expect(shopify.locationIds()).toEqual(places.map(({ locationId }) => locationId));
  for (const article of catalogue.articles) {
    expect(easycashier.article(article.articleNumber)?.fields.webshop).toBe(article.webshop);
    expect(easycashier.article(article.articleNumber)?.balances).toEqual(article.stock);
    if (article.webshop && !article.trap) expect(shopify.itemIdBySku(article.articleNumber)).toBeDefined();
  }
});

test('the same seed gives the same shops', () => {
  const [one, two] = [1, 2].map(() => createPractice({ clock, seed: 5, articles: 100 }));
  const quantities = (practice = one) =>
    practice?.shopify
      .itemIds()
      .map((id) => practice.places.map(({ locationId }) => practice.shopify.available(id, locationId)));
  expect(quantities(one)).toEqual(quantities(two));
});

test('listens on loopback with its credentials, and is gone when closed', async () => {
  running = await startPractice({ articles: 50, stores: 1 });
  const { urls, credentials } = running;
  for (const url of Object.values(urls)) expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);

  const { username, password } = credentials.easycashier;
  const login = await fetch(`${urls.easycashier}/v1/login`, {
    method: 'POST',
    body: JSON.stringify({ username, password }),
  });
  const { accessToken } = (await login.json()) as { accessToken: string };
  const listing = await fetch(`${urls.easycashier}/v1/company/556677-8899/article`, {
    headers: { 'X-Auth-Token': accessToken },
  });
  expect(((await listing.json()) as { items: unknown[] }).items).toHaveLength(50);

  const shop = await fetch(`${urls.shopify}/admin/api/2026-10/graphql.json`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'X-Shopify-Access-Token': credentials.shopify.accessToken,
    },
    body: JSON.stringify({ query: '{ locations(first: 5) { nodes { name } } }' }),
  });
  expect(await shop.json()).toMatchObject({ data: { locations: { nodes: [{ name: 'Butiken i Solna' }] } } });

  await running.close();
  running = undefined;
  await expect(fetch(urls.control)).rejects.toThrow();
});

test('a fault breaks the connection for real', async () => {
  running = await startPractice({ articles: 20, stores: 1 });
  running.practice.easycashier.faults.add({ kind: 'lost-before' });
  await expect(fetch(`${running.urls.easycashier}/v1/login`, { method: 'POST' })).rejects.toThrow(
    'fetch failed',
  );
});

test('does by itself what Shopify does by itself', async () => {
  running = await startPractice({ articles: 20, stores: 1, traps: false });
  const { shopify, catalogue } = running.practice;
  const sku = catalogue.articles.find(({ webshop }) => webshop)?.articleNumber ?? '';
  const { id } = shopify.placeOrder({ lines: [{ sku, quantity: 1 }], routingDelayMs: 20 });
  await expect.poll(() => shopify.order(id)?.routed).toBe(true);
});
