import { beforeEach, describe, expect, test } from 'vitest';
import { faultKinds } from '../faults.ts';
import { createPractice } from '../practice.ts';
import type { Practice } from '../shops.ts';
import { createControl } from './control.ts';

let practice: Practice;
let control: ReturnType<typeof createControl>;
let sku = '';

async function call(name: string, fields?: unknown) {
  const [method = '', path = ''] = name.split(' ');
  const url = `http://practice${path}`;
  const request = new Request(
    url,
    fields === undefined ? { method } : { method, body: JSON.stringify(fields) },
  );
  const response = await control(request);
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}

/** EasyCashier's balance and Shopify's available of the article in the store. */
const both = (storeNumber: string) => {
  const locationId = practice.places.find((place) => place.storeNumber === storeNumber)?.locationId ?? '';
  return [
    practice.easycashier.balance(sku, storeNumber) ?? Number.NaN,
    practice.shopify.available(practice.shopify.itemIdBySku(sku) ?? '', locationId),
  ] as const;
};

beforeEach(() => {
  const clock = { now: () => 1_790_000_000_000, sleep: () => Promise.resolve() };
  practice = createPractice({ clock, seed: 1, articles: 60, stores: 2, traps: false });
  control = createControl(practice);
  const article = practice.catalogue.articles.find(({ webshop, looseWeight }) => webshop && !looseWeight);
  sku = article?.articleNumber ?? '';
});

test('rings up, takes back, delivers, counts', async () => {
  const [start] = both('1');
  const cell = { articleNumber: sku, storeNumber: 1 };
  expect((await call('POST /till/sell', { ...cell, quantity: 2 })).json).toEqual({
    articleNumber: sku,
    storeNumber: '1',
    balance: start - 2,
  });
  await call('POST /till/return', { ...cell, quantity: 1 });
  await call('POST /stock/deliver', { ...cell, quantity: 5 });
  await call('POST /stock/consume', { ...cell, quantity: 1 });
  expect(both('1')[0]).toBe(start + 3);
  expect((await call('POST /stock/count', { ...cell, quantity: 7 })).json.balance).toBe(7);
  await call('POST /article/webshop', { articleNumber: sku, webshop: false });
  expect(practice.easycashier.article(sku)?.fields.webshop).toBe(false);
});

describe('the web shop', () => {
  const order = async (more = {}) =>
    (await call('POST /web/order', { lines: [{ sku, quantity: 3 }], location: 'Lagret i Borås', ...more }))
      .json;

  test('an order and its cancellation', async () => {
    const [, start] = both('2');
    const made = await order();
    expect(made).toMatchObject({
      test: false,
      lines: [{ sku, quantity: 3 }],
      fulfillmentOrders: [{ storeNumber: '2' }],
    });
    expect(both('2')[1]).toBe(start - 3);
    const cancelled = await call('POST /web/cancel', { order: made.name, restock: true });
    expect(cancelled.json.cancelledAt).not.toBeNull();
    expect(both('2')[1]).toBe(start);
    expect((await call('POST /web/cancel', { order: made.name, restock: true })).status).toBe(400);
  });

  test('fulfilled, then refunded', async () => {
    const made = await order({ test: true });
    expect(made.test).toBe(true);
    await call('POST /web/fulfil', { order: made.id });
    const refunded = await call('POST /web/refund', {
      order: made.id,
      lines: [{ sku, quantity: 1, restockType: 'RETURN', location: 1 }],
    });
    expect(refunded.json.refunds).toEqual([{ sku, quantity: 1, restockType: 'RETURN', storeNumber: '1' }]);
  });

  test('edited and moved', async () => {
    const [, start] = both('1');
    const made = await order();
    await call('POST /web/edit', { order: made.id, set: [{ sku, quantity: 2 }] });
    const moved = await call('POST /web/move', { order: made.id, location: 'Butiken i Solna' });
    expect(moved.json).toMatchObject({ fulfillmentOrders: [{ storeNumber: '1' }] });
    expect(both('1')[1]).toBe(start - 2);
    expect((await call('POST /web/edit', { order: made.id })).status).toBe(400);
  });
});

test('somebody else in the admin', async () => {
  const answer = await call('POST /shopify/set-available', { sku, location: '57770000111', quantity: 99 });
  expect(answer.json).toMatchObject({ levels: [{ storeNumber: '1', available: 99 }, { storeNumber: '2' }] });
  await call('POST /shopify/rename-sku', { sku, newSku: 'annan' });
  expect(practice.shopify.itemIdBySku('annan')).toBeDefined();
  expect((await call('POST /shopify/set-tracked', { sku: 'annan', tracked: false })).status).toBe(200);
  expect((await call('POST /shopify/damage', { sku: 'annan', damage: 'fails' })).status).toBe(200);
  expect((await call('POST /shopify/damage', { sku: 'annan', damage: 'none' })).status).toBe(200);
  const left = await call('POST /shopify/set-stocked', { sku: 'annan', location: '2', stocked: false });
  expect(left.json).toMatchObject({ levels: [{ stocked: true }, { stocked: false }] });
});

test('faults are laid and cleared', async () => {
  for (const kind of faultKinds)
    await call('POST /faults', { server: 'easycashier', kind, match: 'article' });
  expect(practice.easycashier.faults.pending()).toHaveLength(faultKinds.length);
  await call('POST /faults', { server: 'shopify', kind: 'delay', times: 2, ms: 10 });
  expect(practice.shopify.faults.pending()).toEqual([{ kind: 'delay', times: 2, ms: 10 }]);
  await call('POST /faults', { server: 'webhooks', kind: 'lost', match: 'ORDERS_CREATE' });
  expect(practice.shopify.webhookFaults.pending()).toEqual([{ kind: 'lost', topic: 'ORDERS_CREATE' }]);
  expect((await call('DELETE /faults')).json).toEqual({ easycashier: [], shopify: [], webhooks: [] });
  expect((await call('GET /faults')).json).toEqual({ easycashier: [], shopify: [], webhooks: [] });
});

test('state and stats', async () => {
  const [easycashier, shopify] = both('1');
  const { json } = await call(`GET /state?articleNumber=${encodeURIComponent(sku)}`);
  expect(json).toMatchObject({
    stores: practice.places,
    articles: [
      {
        articleNumber: sku,
        webshop: true,
        cells: [{ storeNumber: '1', easycashier, shopify, stocked: true }, {}],
      },
    ],
    orders: [],
  });
  expect((await call('GET /state')).json.articles).toHaveLength(60);
  expect((await call('GET /stats')).json).toMatchObject({
    easycashier: { requests: 0 },
    shopify: { requests: 0 },
  });
});

test.each([
  ['POST /till/sell', { articleNumber: 'saknas', storeNumber: '1', quantity: 1 }, 'saknas'],
  ['POST /till/sell', { articleNumber: 'x', storeNumber: '1' }, '"quantity"'],
  ['POST /till/sell', { articleNumber: 'x', storeNumber: '1', quantity: '1' }, '"quantity"'],
  ['POST /till/sell', { articel: 'x' }, '"articel"'],
  ['POST /till/sell', [], 'the body'],
  ['POST /web/order', { lines: [] }, '"lines"'],
  ['POST /web/order', { lines: [{ sku: 'saknas', quantity: 1 }] }, 'saknas'],
  ['POST /web/cancel', { order: '#9', restock: true }, '#9'],
  ['POST /web/cancel', { restock: true }, '"order"'],
  ['POST /faults', { server: 'kassan', kind: 'delay' }, '"server"'],
  ['POST /faults', { server: 'shopify', kind: 'lost' }, '"kind"'],
])('%s %j is refused', async (name, fields, says) => {
  const { status, json } = await call(name, fields);
  expect(status).toBe(400);
  expect(json).toEqual({ error: { message: expect.stringContaining(says) } });
});

test('an unknown call names those there are', async () => {
  const { status, json } = await call('POST /till/sälj', {});
  expect(status).toBe(404);
  expect(JSON.stringify(json)).toContain('POST /till/sell');
});
