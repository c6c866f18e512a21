import { describe, expect, it } from 'vitest';
import { shopTime } from '../../shared/words/time.ts';
import { openGateways } from '../../test/gateways/rig.ts';
import { changedOrders, openOrders } from './gateway.ts';
import { readOrder, readUnitsAddedSince } from './read-order.ts';

describe('an order beyond one query’s size', () => {
  const rig = openGateways({ articles: 40, stores: 9 });
  const { shopify, places } = rig.practice;
  const items = shopify.itemIds();
  const order = shopify.placeOrder({
    routingDelayMs: 0,
    lines: Array.from({ length: 60 }, (_, n) => ({
      inventoryItemId: items[n % items.length] ?? '',
      quantity: 8 + (n % 5),
      locationId: places[n % places.length]?.locationId ?? '',
    })),
  });
  // The first refund is longer than one page of lines.
  for (let n = 0; n < 8; n += 1) {
    const lines = order.lines.slice(n, n === 0 ? 40 : n + 1);
    shopify.refund(order.id, {
      lines: lines.map((line) => ({ lineItemId: line.id, quantity: 1, restockType: 'CANCEL' as const })),
    });
  }

  for (let n = 0; n < 7; n += 1) {
    const one = order.fulfillmentOrders[n % 2];
    const lines = (one?.lines ?? []).slice(n === 0 ? 0 : n - 1, n === 0 ? undefined : n);
    shopify.fulfill(order.id, {
      fulfillmentOrderId: one?.id ?? '',
      lines: lines.map(({ line }) => ({ lineItemId: line.id, quantity: 1 })),
    });
  }
  shopify.cancelFulfillment(order.id, order.fulfillments[3]?.id ?? '');

  it('is read whole', async () => {
    const read = await rig.run(readOrder(rig.shopify, order.id));
    expect(read?.facts.lines.map((line) => [line.lineId, line.quantity, line.currentQuantity])).toEqual(
      order.lines.map((line) => [line.id, line.quantity, line.currentQuantity]),
    );
    const held = (read?.facts.fulfillmentOrders ?? []).flatMap((one) =>
      one.lines.map((line) => `${line.lineId} ${one.locationId} ${line.remainingQuantity}`),
    );
    const real = order.fulfillmentOrders.flatMap((one) =>
      one.lines.map((line) => `${line.line.id} ${one.location.id} ${line.remaining}`),
    );
    expect(order.fulfillmentOrders).toHaveLength(10);
    const sent = (read?.facts.shipments ?? []).flatMap((one) =>
      one.lines.map((line) => `${one.status} ${one.locationId} ${line.lineId} ${line.quantity}`),
    );
    expect(sent.sort()).toEqual(
      order.fulfillments
        .flatMap((one) =>
          one.lines.map((line) => `${one.status} ${one.location.id} ${line.lineItem.id} ${line.quantity}`),
        )
        .sort(),
    );
    expect(read?.facts.shipments).toHaveLength(7);
    expect(held.sort()).toEqual(real.sort());
    expect(read?.facts.refunds).toHaveLength(8);
    expect(read?.facts.refunds.map((refund) => refund.lines.length).sort((a, b) => b - a)).toEqual([
      40, 1, 1, 1, 1, 1, 1, 1,
    ]);
    expect(shopify.stats.throttled).toBe(0);
  });
});

describe('what has been added to an order', () => {
  it('is told from what was there, however long the edit', async () => {
    const rig = openGateways({ articles: 130 });
    const { shopify } = rig.practice;
    const [one = '', ...others] = shopify.itemIds();
    const order = shopify.placeOrder({ lines: [{ inventoryItemId: one, quantity: 1 }], routingDelayMs: 0 });
    await rig.scheduler.runUntil(rig.scheduler.now() + 5_000);
    const since = shopTime(rig.scheduler.now());
    shopify.editOrder(order.id, {
      add: others.slice(0, 110).map((inventoryItemId) => ({ inventoryItemId, quantity: 2 })),
      setQuantity: [{ lineItemId: order.lines[0]?.id ?? '', quantity: 4 }],
    });
    const added = await rig.run(readUnitsAddedSince(rig.shopify, order.id, since));
    expect([...added]).toEqual([
      ...order.lines.slice(1).map((line) => [line.id, 2]),
      [order.lines[0]?.id, 3],
    ]);
    expect(added.size, 'more than one page of them').toBeGreaterThan(100);
  });
});

describe('an order', () => {
  it('of usual size costs one call', async () => {
    const rig = openGateways();
    const [inventoryItemId = ''] = rig.practice.shopify.itemIds();
    const order = rig.practice.shopify.placeOrder({ lines: [{ inventoryItemId, quantity: 1 }] });
    await rig.run(readOrder(rig.shopify, order.id));
    expect(rig.sent.filter((call) => call.path.endsWith('/graphql.json'))).toHaveLength(1);
  });

  it('that is gone is null', async () => {
    const rig = openGateways();
    expect(await rig.run(readOrder(rig.shopify, 'gid://shopify/Order/820982911946154508'))).toBeNull();
  });
});

describe('the orders that changed', () => {
  it('come page by page, oldest change first, without a gap', async () => {
    const rig = openGateways();
    const [inventoryItemId = ''] = rig.practice.shopify.itemIds();
    const since = rig.scheduler.now();
    const ids: string[] = [];
    for (let n = 0; n < 230; n += 1) {
      ids.push(
        rig.practice.shopify.placeOrder({ lines: [{ inventoryItemId, quantity: 1 }], routingDelayMs: 0 }).id,
      );
      await rig.scheduler.runUntil(rig.scheduler.now() + 1_000);
    }
    const collect = async (from: number) => {
      const found: string[] = [];
      for await (const page of changedOrders(rig.shopify, shopTime(from))) {
        expect(page.map((order) => order.updatedAt)).toEqual(page.map((order) => order.updatedAt).sort());
        found.push(...page.map((order) => order.orderId));
      }
      return found;
    };
    expect(await rig.run(collect(since))).toEqual(ids);
    expect(await rig.run(collect(since + 200_000))).toEqual(ids.slice(200));
    const open = await rig.run(openOrders(rig.shopify));
    expect(open.map(({ orderId }) => orderId).toSorted()).toEqual(ids.toSorted());
  });
});
