import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { PracticeShopifyOptions } from './shop.ts';
import { testShop } from './test-client.ts';
import { sign } from './webhooks.ts';

interface Arrived {
  readonly topic: string;
  readonly id: string;
  readonly event: string;
  readonly headers: Headers;
  readonly text: string;
}

const create = `mutation Subscribe($topic: WebhookSubscriptionTopic!, $hook: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $hook) {
    webhookSubscription { id topic uri includeFields apiVersion { handle } } userErrors { field message } } }`;
const uri = 'https://relay.example/in/1';

function listening(answer: () => number = () => 200, options: Partial<PracticeShopifyOptions> = {}) {
  const arrived: Arrived[] = [];
  const made = testShop({
    clientSecret: 'shpss_hooks',
    ...options,
    deliver: async (request) => {
      const header = (name: string) => request.headers.get(name) ?? '';
      arrived.push({
        topic: header('X-Shopify-Topic'),
        id: header('X-Shopify-Webhook-Id'),
        event: header('X-Shopify-Event-Id'),
        headers: request.headers,
        text: await request.text(),
      });
      return new Response(null, { status: answer() });
    },
  });
  made.shop.addItem({ sku: 'A', levels: [{ locationId: made.goteborg, available: 9 }] });
  const subscribe = async (topic: string, hook: object = {}) =>
    (
      (await made.call(create, { topic, hook: { uri, ...hook } })).data as {
        webhookSubscriptionCreate: {
          webhookSubscription: { id: string } | null;
          userErrors: readonly { message: string }[];
        };
      }
    ).webhookSubscriptionCreate;
  const buy = () => made.shop.placeOrder({ lines: [{ sku: 'A', quantity: 2 }] });
  /** Moves to each time something is due, up to `ms` from now. */
  const live = async (ms: number) => {
    const end = made.clock.now() + ms;
    for (let next = made.shop.nextDueAt(); next !== undefined && next <= end; next = made.shop.nextDueAt()) {
      await made.clock.advance(Math.max(0, next - made.clock.now()));
      await made.shop.runDue();
    }
    await made.clock.advance(end - made.clock.now());
  };
  const topics = () => arrived.map(({ topic }) => topic);
  return { ...made, arrived, subscribe, buy, live, topics };
}

describe('subscriptions', () => {
  it('are made, listed, changed and deleted', async () => {
    const { subscribe, call } = listening();
    const made = await subscribe('ORDERS_CREATE', { includeFields: ['id'] });
    expect(made).toMatchObject({
      webhookSubscription: {
        topic: 'ORDERS_CREATE',
        uri,
        includeFields: ['id'],
        apiVersion: { handle: '2026-10' },
      },
      userErrors: [],
    });
    expect((await subscribe('ORDERS_CREATE')).userErrors).toMatchObject([
      { message: 'Address for this topic has already been taken' },
    ]);
    const list = '{ webhookSubscriptions(first: 10) { nodes { id uri } } }';
    const id = made.webhookSubscription?.id;
    await call(
      'mutation U($id: ID!) { webhookSubscriptionUpdate(id: $id, webhookSubscription: { uri: "https://relay.example/in/2" }) { userErrors { message } } }',
      { id },
    );
    expect((await call(list)).data).toEqual({
      webhookSubscriptions: { nodes: [{ id, uri: 'https://relay.example/in/2' }] },
    });
    await call(
      'mutation D($id: ID!) { webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId } }',
      { id },
    );
    expect((await call(list)).data).toEqual({ webhookSubscriptions: { nodes: [] } });
  });

  it('need a scope of their topic, a good address and sometimes approval', async () => {
    const { subscribe, shop } = listening();
    expect((await subscribe('PRODUCTS_UPDATE')).userErrors[0]?.message).toContain('read_products');
    expect((await subscribe('ORDERS_CREATE', { uri: 'http://plain.example' })).userErrors).toHaveLength(1);
    shop.settings.protectedData = false;
    expect((await subscribe('ORDERS_CREATE')).userErrors[0]?.message).toContain('protected customer data');
    expect((await subscribe('FULFILLMENT_ORDERS_MOVED')).userErrors).toEqual([]);
  });
});

describe('deliveries', () => {
  it('are signed over the body and limited to the fields asked for', async () => {
    const { subscribe, buy, live, arrived } = listening(() => 200, {
      firstOrderNumber: 9_007_199_254_740_993n,
    });
    await subscribe('ORDERS_CREATE', { includeFields: ['id', 'line_items', 'location_id'] });
    buy();
    await live(0);
    const [first] = arrived;
    expect(first?.text).toContain('"id":9007199254740993,');
    expect(Object.keys(JSON.parse(first?.text ?? '{}'))).toEqual(['id', 'location_id', 'line_items']);
    expect(first?.headers.get('X-Shopify-Hmac-Sha256')).toBe(
      createHmac('sha256', 'shpss_hooks')
        .update(first?.text ?? '')
        .digest('base64'),
    );
    expect(Object.fromEntries(first?.headers ?? [])).toMatchObject({
      'x-shopify-topic': 'orders/create',
      'x-shopify-shop-domain': 'ovningsbutiken.myshopify.com',
      'x-shopify-api-version': '2026-10',
      'x-shopify-triggered-at': '2026-11-23T08:00:00.000Z',
    });
  });

  it('sign as the published vector says', () => {
    const body = '{"id":1234567890,"email":"customer@example.com","total_price":"123.45"}';
    expect(sign('test-webhook-secret', body)).toBe('QNyObTlKbMx2qDlPF/ZOZcBqg5OgPg+2oky3zldc0Gw=');
  });

  it('tell an order’s whole life, one event id per merchant action', async () => {
    const { subscribe, buy, live, arrived, topics, shop, malmo } = listening();
    for (const topic of [
      'ORDERS_CREATE',
      'ORDERS_UPDATED',
      'ORDERS_CANCELLED',
      'ORDERS_EDITED',
      'REFUNDS_CREATE',
    ])
      await subscribe(topic);
    for (const topic of [
      'FULFILLMENT_ORDERS_MOVED',
      'FULFILLMENT_ORDERS_ORDER_ROUTING_COMPLETE',
      'INVENTORY_LEVELS_UPDATE',
    ])
      await subscribe(topic);
    const order = buy();
    await live(3_000);
    expect(topics()).toEqual([
      'inventory_levels/update',
      'orders/create',
      'fulfillment_orders/order_routing_complete',
      'orders/updated',
    ]);
    expect(new Set(arrived.map(({ event }) => event)).size).toBe(2);
    arrived.length = 0;
    shop.moveFulfillmentOrder(order.fulfillmentOrders[0]?.id ?? '', malmo);
    shop.editOrder(order.id, { setQuantity: [{ lineItemId: order.lines[0]?.id ?? '', quantity: 1 }] });
    shop.cancelOrder(order.id, { restock: false });
    await live(0);
    expect(topics()).toEqual([
      'inventory_levels/update',
      'inventory_levels/update',
      'fulfillment_orders/moved',
      'orders/updated',
      'inventory_levels/update',
      'refunds/create',
      'orders/edited',
      'orders/updated',
      'refunds/create',
      'orders/cancelled',
      'orders/updated',
    ]);
    const cancelled = JSON.parse(arrived.find(({ topic }) => topic === 'orders/cancelled')?.text ?? '{}');
    expect(cancelled.refunds.at(-1)).toMatchObject({
      restock: false,
      refund_line_items: [{ quantity: 1, restock_type: 'no_restock', location_id: null }],
    });
  });

  it('are tried again 8 times over 4 hours with the same id, then the subscription is gone', async () => {
    const { subscribe, buy, live, arrived, call, shop, clock } = listening(() => 500);
    await subscribe('ORDERS_CREATE');
    buy();
    await live(0);
    const start = clock.now();
    await live(4 * 3_600_000 - 1);
    expect(arrived).toHaveLength(8);
    expect(new Set(arrived.map(({ id }) => id)).size).toBe(1);
    expect((await call('{ webhookSubscriptionsCount { count } }')).data).toEqual({
      webhookSubscriptionsCount: { count: 1 },
    });
    await live(60_000);
    expect(arrived).toHaveLength(9);
    expect(clock.now() - start).toBeGreaterThanOrEqual(4 * 3_600_000);
    expect((await call('{ webhookSubscriptionsCount { count } }')).data).toEqual({
      webhookSubscriptionsCount: { count: 0 },
    });
    expect(shop.webhooks.stats).toEqual({ sent: 9, failed: 9, subscriptionsDropped: 1 });
  });

  it('keep the subscription if something got through', async () => {
    let isUp = false;
    const { subscribe, buy, live, shop } = listening(() => (isUp ? 200 : 302));
    await subscribe('ORDERS_CREATE');
    buy();
    await live(600_000);
    isUp = true;
    buy();
    await live(0);
    isUp = false;
    await live(4 * 3_600_000);
    expect(shop.webhooks.list()).toHaveLength(1);
  });

  it('count as failed when the answer takes 5 seconds', async () => {
    const { clock, shop, call } = testShop({ deliver: () => new Promise<Response>(() => {}) });
    await call(create, { topic: 'LOCATIONS_CREATE', hook: { uri } });
    shop.addLocation({ name: 'Lund' });
    const running = shop.runDue();
    await clock.advance(5_000);
    await running;
    expect(shop.webhooks.stats).toMatchObject({ sent: 1, failed: 1 });
  });

  it('can be lost, doubled, delayed and overtaken', async () => {
    const { subscribe, buy, live, arrived, shop, topics } = listening();
    await subscribe('ORDERS_CREATE');
    await subscribe('ORDERS_UPDATED');
    shop.webhookFaults.add({ kind: 'lost', topic: 'ORDERS_CREATE' });
    buy();
    await live(5_000);
    expect(topics()).toEqual(['orders/updated']);
    arrived.length = 0;
    shop.webhookFaults.add({ kind: 'doubled', topic: 'ORDERS_CREATE' });
    buy();
    await live(1_000);
    expect(topics()).toEqual(['orders/create', 'orders/create']);
    expect(arrived[0]?.id).toBe(arrived[1]?.id);
    await live(5_000);
    arrived.length = 0;
    shop.webhookFaults.add({ kind: 'reordered', topic: 'ORDERS_CREATE' });
    buy();
    await live(5_000);
    expect(topics()).toEqual(['orders/updated', 'orders/create']);
    arrived.length = 0;
    shop.webhookFaults.choose((topic) =>
      topic === 'ORDERS_CREATE' ? { kind: 'delayed', ms: 10_000 } : undefined,
    );
    buy();
    await live(5_000);
    expect(topics()).toEqual(['orders/updated']);
    await live(5_000);
    expect(topics()).toEqual(['orders/updated', 'orders/create']);
  });

  it('include a test notification with an id beyond 2^53 and the goodbye', async () => {
    const { subscribe, live, arrived, shop } = listening();
    await subscribe('ORDERS_CANCELLED');
    await subscribe('APP_UNINSTALLED');
    shop.sendTestNotification('ORDERS_CANCELLED');
    shop.uninstall();
    await live(0);
    expect(arrived[0]?.text).toContain('"id":820982911946154508,');
    expect(arrived[1]?.topic).toBe('app/uninstalled');
    expect(shop.webhooks.list()).toEqual([]);
  });
});
