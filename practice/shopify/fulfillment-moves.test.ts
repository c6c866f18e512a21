import { describe, expect, it } from 'vitest';
import { testShop } from './test-client.ts';

function withStock() {
  const made = testShop();
  const { goteborg, malmo, shop } = made;
  const levels = [goteborg, malmo].map((locationId) => ({ locationId, available: 5 }));
  const a = shop.addItem({ sku: 'A', levels });
  const stock = (item: string, location: string) => [
    shop.available(item, location),
    shop.level(item, location)?.committed ?? 0,
  ];
  return { ...made, a, stock };
}

describe('moving a fulfillment order', () => {
  it('whole: the same id at the new location', () => {
    const { shop, a, goteborg, malmo, stock } = withStock();
    const order = shop.placeOrder({ lines: [{ sku: 'A', quantity: 2 }] });
    const original = order.fulfillmentOrders[0];
    const moved = shop.moveFulfillmentOrder(original?.id ?? '', malmo);
    expect(moved).toBe(original);
    expect(moved.location.id).toBe(malmo);
    expect([stock(a, goteborg), stock(a, malmo)]).toEqual([
      [5, 0],
      [3, 2],
    ]);
  });

  it('in part, or after a part has been shipped: a new one', () => {
    const { shop, a, goteborg, malmo, stock } = withStock();
    const order = shop.placeOrder({ lines: [{ sku: 'A', quantity: 3 }] });
    const original = order.fulfillmentOrders[0]?.id ?? '';
    const lineItemId = order.lines[0]?.id ?? '';
    shop.moveFulfillmentOrder(original, malmo, [{ lineItemId, quantity: 1 }]);
    expect(order.fulfillmentOrders.map((one) => one.lines[0])).toMatchObject([{ total: 2 }, { total: 1 }]);
    shop.fulfill(order.id, { fulfillmentOrderId: original, lines: [{ lineItemId, quantity: 1 }] });
    shop.moveFulfillmentOrder(original, malmo);
    // There was one there already: both are closed with their totals, and what remains is made anew.
    expect(order.fulfillmentOrders).toMatchObject([
      { status: 'CLOSED', lines: [{ total: 2, remaining: 0 }] },
      { status: 'CLOSED', lines: [{ total: 1, remaining: 0 }] },
      { status: 'OPEN', lines: [{ total: 2, remaining: 2 }] },
    ]);
    expect([stock(a, goteborg), stock(a, malmo)]).toEqual([
      [4, 0],
      [3, 2],
    ]);
  });
});

describe('a shipment that is cancelled', () => {
  it('leaves a closed fulfillment order behind, and its units wait on a new one', () => {
    const { shop, a, goteborg, stock } = withStock();
    const order = shop.placeOrder({ lines: [{ sku: 'A', quantity: 2 }] });
    shop.fulfill(order.id);
    shop.cancelFulfillment(order.id, order.fulfillments[0]?.id ?? '');
    expect(order.fulfillments).toMatchObject([{ status: 'CANCELLED' }]);
    expect(order.fulfillmentOrders).toMatchObject([
      { status: 'CLOSED', lines: [{ total: 2, remaining: 0 }] },
      { status: 'OPEN', lines: [{ total: 2, remaining: 2 }] },
    ]);
    expect(stock(a, goteborg)).toEqual([3, 2]);
    expect(() => shop.cancelFulfillment(order.id, order.fulfillments[0]?.id ?? '')).toThrow(/no such/);
  });

  it('is refused once some of it has come back', () => {
    const { shop } = withStock();
    const order = shop.placeOrder({ lines: [{ sku: 'A', quantity: 2 }] });
    shop.fulfill(order.id);
    shop.processReturn(order.id, { lineItemId: order.lines[0]?.id ?? '', quantity: 1 });
    expect(() => shop.cancelFulfillment(order.id, order.fulfillments[0]?.id ?? '')).toThrow(/come back/);
  });
});

describe('an order that claims no stock at once', () => {
  it('claims it when its hold is released', () => {
    const { shop, a, goteborg, stock } = withStock();
    const order = shop.placeOrder({ lines: [{ sku: 'A', quantity: 2 }], claims: 'on release' });
    expect(stock(a, goteborg)).toEqual([5, 0]);
    expect(() => shop.fulfill(order.id)).toThrow(/on hold/);
    shop.releaseHold(order.id);
    expect(stock(a, goteborg)).toEqual([3, 2]);
    expect(order.fulfillmentOrders).toMatchObject([{ status: 'OPEN' }]);
  });

  it('takes it when it is shipped, made by API with nothing claimed', () => {
    const { shop, a, goteborg, stock } = withStock();
    const order = shop.placeOrder({ lines: [{ sku: 'A', quantity: 2 }], claims: 'never' });
    expect(stock(a, goteborg)).toEqual([5, 0]);
    shop.fulfill(order.id);
    expect(stock(a, goteborg)).toEqual([3, 0]);
  });

  it('takes over what a draft had reserved', () => {
    const { shop, a, goteborg, stock } = withStock();
    const lines = [{ sku: 'A', quantity: 2, locationId: goteborg }];
    expect(() => shop.placeOrder({ lines, claims: 'reserved' })).toThrow(/reserved/);
    shop.setAside(a, goteborg, 'reserved', 2);
    expect(stock(a, goteborg)).toEqual([3, 0]);
    shop.placeOrder({ lines, claims: 'reserved' });
    expect(stock(a, goteborg)).toEqual([3, 2]);
    expect(shop.level(a, goteborg)?.setAside.reserved).toBe(0);
  });
});
