import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPractice } from '../../practice/practice.ts';
import type { RelayEvent } from '../../shared/contract/relay.ts';
import { wantedSubscriptions } from '../shopify/webhooks.ts';
import { readHint } from './read-event.ts';

const event = (topic: string, body: string, webhookId: string | null = 'w-1'): RelayEvent => ({
  seq: 7,
  receivedAt: 1_000,
  headers: [
    ['X-Shopify-Topic', topic],
    ...(webhookId === null ? [] : ([['x-shopify-webhook-id', webhookId]] as [string, string][])),
  ],
  body: Buffer.from(body).toString('base64'),
});
const read = (topic: string, body: unknown, webhookId: string | null = 'w-1') => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return readHint(event(topic, text, webhookId), Buffer.from(text));
};

describe('a webhook', () => {
  it('names its order, with every digit of a large id', () => {
    // Shopify's test notification: larger than what a number can hold.
    const body = '{"id":820982911946154508,"updated_at":"2026-11-24T01:02:03+01:00"}';
    expect(read('orders/create', body)).toEqual({
      webhookId: 'w-1',
      seq: 7,
      kind: 'order',
      subject: 'gid://shopify/Order/820982911946154508',
      locationId: null,
      available: null,
      happenedAt: Date.UTC(2026, 10, 24, 0, 2, 3),
      receivedAt: 1_000,
    });
  });

  it('names its order also where it is about something else', () => {
    expect(read('refunds/create', { id: 1, order_id: 22 })?.subject).toBe('gid://shopify/Order/22');
    expect(read('orders/edited', { order_edit: { order_id: 22 } })?.subject).toBe('gid://shopify/Order/22');
    const place = { fulfillment_order: { id: 'gid://shopify/FulfillmentOrder/5' } };
    expect(read('fulfillment_orders/order_routing_complete', place)).toMatchObject({
      kind: 'fulfillmentOrder',
      subject: 'gid://shopify/FulfillmentOrder/5',
    });
  });

  it('tells of a level what it shows', () => {
    const body = { inventory_item_id: 3, location_id: 4, available: -2, updated_at: '2026-11-24T00:00:00Z' };
    expect(read('inventory_levels/update', body)).toMatchObject({
      kind: 'level',
      subject: 'gid://shopify/InventoryItem/3',
      locationId: 'gid://shopify/Location/4',
      available: -2,
    });
    expect(read('inventory_levels/update', { ...body, available: null })?.available).toBeNull();
  });

  it('without an id of its own is known by its body', () => {
    const first = read('orders/create', { id: 1, updated_at: 'a' }, null);
    expect(first?.webhookId).toMatch(/^[0-9a-f]{64}$/);
    expect(read('orders/create', { id: 1, updated_at: 'a' }, null)?.webhookId).toBe(first?.webhookId);
    expect(read('orders/create', { id: 2, updated_at: 'a' }, null)?.webhookId).not.toBe(first?.webhookId);
  });

  it('of a newer kind of header is read as well', () => {
    const newer = {
      ...event('', '{"id":1}'),
      headers: [['Shopify-Topic', 'orders/create'] as [string, string]],
    };
    expect(readHint(newer, Buffer.from('{"id":1}'))?.kind).toBe('order');
  });

  it('of whatever shape is a hint or nothing, never an error', () => {
    const topics = [
      'orders/create',
      'orders/edited',
      'inventory_levels/update',
      'app/uninstalled',
      'x/y',
      '',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...topics),
        fc.oneof(fc.json(), fc.string(), fc.constant('')),
        (topic, body) => {
          const hint = read(topic, body);
          if (hint) expect(hint.subject === '' || hint.subject.startsWith('gid://shopify/')).toBe(true);
        },
      ),
    );
  });
});

it('every topic we ask for is understood, with the fields we ask for', async () => {
  let now = Date.UTC(2026, 10, 23, 9);
  const clock = { now: () => now, sleep: async () => undefined };
  const seen = new Map<string, string>();
  const { shopify, places } = createPractice({
    clock,
    articles: 5,
    stores: 2,
    traps: false,
    shopify: {
      deliver: async (request) => {
        const topic = request.headers.get('x-shopify-topic') ?? '';
        const body = await request.text();
        const hint = read(topic, body);
        seen.set(topic, hint?.kind ?? 'nothing');
        expect(body).not.toMatch(/email|customer|address|phone|line_items/);
        return new Response();
      },
    },
  });
  for (const wanted of wantedSubscriptions) {
    const at = clock.now();
    shopify.webhooks.add({
      ...wanted,
      uri: 'http://127.0.0.1:1/in/x',
      format: 'JSON',
      filter: null,
      metafieldNamespaces: [],
      name: null,
      createdAt: at,
      updatedAt: at,
    });
  }
  const [first = '', second = ''] = shopify.itemIds();
  const [here, there] = places;
  const step = async () => {
    now += 10_000;
    await shopify.runDue();
  };
  const order = shopify.placeOrder({ lines: [{ inventoryItemId: first, quantity: 3 }] });
  await step();
  const line = shopify.order(order.id)?.lines[0]?.id ?? '';
  const from = shopify.order(order.id)?.fulfillmentOrders[0];
  const elsewhere = from?.location.id === here?.locationId ? there : here;
  shopify.moveFulfillmentOrder(from?.id ?? '', elsewhere?.locationId ?? '');
  await step();
  shopify.editOrder(order.id, { setQuantity: [{ lineItemId: line, quantity: 2, restock: true }] });
  await step();
  shopify.cancelOrder(order.id, { restock: true });
  shopify.renameSku(first, 'NYTT-NUMMER');
  shopify.deleteItem(second);
  shopify.addItem({ sku: 'NY', levels: [] });
  const place = shopify.addLocation({ name: 'Ny plats' });
  shopify.setLocationActive(place.id, false);
  shopify.setLocationActive(place.id, true);
  await step();
  shopify.uninstall();
  await step();
  expect([...seen.values()]).not.toContain('nothing');
  const kinds = ['order', 'fulfillmentOrder', 'level', 'item', 'itemGone', 'location', 'uninstalled'];
  expect(new Set(seen.values())).toEqual(new Set(kinds));
});
