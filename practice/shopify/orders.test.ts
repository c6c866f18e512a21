import { describe, expect, it } from 'vitest';
import { testShop } from './test-client.ts';

const orderQuery = `query Order($id: ID!) { order(id: $id) {
  name updatedAt cancelledAt cancelReason test sourceName edited displayFulfillmentStatus
  retailLocation { id }
  lineItems(first: 20) { nodes { id sku quantity currentQuantity unfulfilledQuantity } }
  fulfillmentOrders(first: 20) { nodes { id status assignedLocation { location { id } }
    lineItems(first: 20) { nodes { inventoryItemId sku totalQuantity remainingQuantity lineItem { id } } } } }
  refunds { refundLineItems(first: 20) { nodes { quantity restockType restocked location { id } lineItem { id } } } }
} }`;

function withStock(goteborgStock = 5, malmoStock = 5) {
  const made = testShop();
  const add = (sku: string) =>
    made.shop.addItem({
      sku,
      levels: [
        { locationId: made.goteborg, available: goteborgStock },
        { locationId: made.malmo, available: malmoStock },
      ],
    });
  const a = add('A');
  const b = add('B');
  const read = async (id: string) => ((await made.call(orderQuery, { id })).data as { order: unknown }).order;
  const stock = (item: string, location: string) => [
    made.shop.available(item, location),
    made.shop.level(item, location)?.committed ?? 0,
  ];
  return { ...made, a, b, read, stock };
}

describe('placing an order', () => {
  it('takes stock at once and shows fulfillment orders after routing', async () => {
    const { shop, clock, a, goteborg, read, stock } = withStock();
    const order = shop.placeOrder({ lines: [{ sku: 'A', quantity: 2 }] });
    expect(stock(a, goteborg)).toEqual([3, 2]);
    expect(await read(order.id)).toMatchObject({
      name: '#1001',
      updatedAt: '2026-11-23T08:00:00Z',
      sourceName: 'web',
      fulfillmentOrders: { nodes: [] },
      lineItems: { nodes: [{ sku: 'A', quantity: 2, currentQuantity: 2, unfulfilledQuantity: 2 }] },
    });
    await clock.advance(2_500);
    expect(await read(order.id)).toMatchObject({
      updatedAt: '2026-11-23T08:00:02Z',
      fulfillmentOrders: {
        nodes: [
          {
            status: 'OPEN',
            assignedLocation: { location: { id: goteborg } },
            lineItems: { nodes: [{ inventoryItemId: a, sku: 'A', totalQuantity: 2, remainingQuantity: 2 }] },
          },
        ],
      },
    });
  });

  it('routes to the first location that has everything', () => {
    const { shop, a, b, malmo, goteborg, stock } = withStock();
    shop.adminSetAvailable(b, goteborg, 0);
    shop.placeOrder({
      lines: [
        { sku: 'A', quantity: 1 },
        { sku: 'B', quantity: 1 },
      ],
    });
    expect(stock(a, malmo)).toEqual([4, 1]);
    expect(stock(b, malmo)).toEqual([4, 1]);
  });

  it('splits where no location has everything', () => {
    const { shop, a, b, malmo, goteborg } = withStock();
    shop.adminSetAvailable(b, goteborg, 0);
    shop.adminSetAvailable(a, malmo, 0);
    const order = shop.placeOrder({
      lines: [
        { sku: 'A', quantity: 1 },
        { sku: 'B', quantity: 1 },
      ],
    });
    expect(order.fulfillmentOrders.map(({ location }) => location.id)).toEqual([goteborg, malmo]);
  });

  it('oversells unless told not to', () => {
    const { shop, a, goteborg, stock } = withStock();
    shop.placeOrder({ lines: [{ inventoryItemId: a, quantity: 9 }] });
    expect(stock(a, goteborg)).toEqual([-4, 9]);
    expect(() => shop.placeOrder({ lines: [{ sku: 'A', quantity: 9 }], allowOversell: false })).toThrow(
      /not enough/,
    );
  });

  it('takes custom lines without an item', async () => {
    const { shop, read } = withStock();
    const order = shop.placeOrder({
      lines: [{ custom: 'Presentinslagning', quantity: 1 }],
      routingDelayMs: 0,
    });
    expect(await read(order.id)).toMatchObject({
      fulfillmentOrders: { nodes: [{ lineItems: { nodes: [{ inventoryItemId: null, sku: null }] } }] },
    });
  });

  it('hands a POS sale over at once', async () => {
    const { shop, a, malmo, read, stock } = withStock();
    const order = shop.placeOrder({ lines: [{ sku: 'A', quantity: 2 }], source: 'pos', locationId: malmo });
    expect(stock(a, malmo)).toEqual([3, 0]);
    expect(await read(order.id)).toMatchObject({
      sourceName: 'pos',
      retailLocation: { id: malmo },
      displayFulfillmentStatus: 'FULFILLED',
      fulfillmentOrders: {
        nodes: [{ status: 'CLOSED', lineItems: { nodes: [{ totalQuantity: 2, remainingQuantity: 0 }] } }],
      },
    });
  });

  it('numbers orders beyond 2^53 exactly', async () => {
    const { shop, call } = testShop({ firstOrderNumber: 9_007_199_254_740_993n });
    shop.addItem({ sku: 'A' });
    const { id } = shop.placeOrder({ lines: [{ sku: 'A', quantity: 1 }] });
    const answer = await call('query Q($id: ID!) { order(id: $id) { id legacyResourceId } }', { id });
    expect(answer.data).toEqual({
      order: { id: 'gid://shopify/Order/9007199254740993', legacyResourceId: '9007199254740993' },
    });
  });
});

describe('fulfilling', () => {
  it('waits for no routing: what ships is routed', async () => {
    const { shop, clock, read } = withStock();
    const order = shop.placeOrder({ lines: [{ sku: 'A', quantity: 1 }] });
    shop.fulfill(order.id);
    expect(await read(order.id)).toMatchObject({ fulfillmentOrders: { nodes: [{ status: 'CLOSED' }] } });
    await clock.advance(2_000);
    expect(await read(order.id)).toMatchObject({ updatedAt: '2026-11-23T08:00:00Z' });
  });

  it('moves committed and keeps the total', () => {
    const { shop, a, goteborg, stock } = withStock();
    const order = shop.placeOrder({ lines: [{ sku: 'A', quantity: 3 }] });
    const lineItemId = order.lines[0]?.id ?? '';
    shop.fulfill(order.id, { lines: [{ lineItemId, quantity: 1 }] });
    expect(stock(a, goteborg)).toEqual([2, 2]);
    expect(order.fulfillmentOrders[0]).toMatchObject({
      status: 'IN_PROGRESS',
      lines: [{ total: 3, remaining: 2 }],
    });
    shop.fulfill(order.id);
    expect(stock(a, goteborg)).toEqual([2, 0]);
    expect(order.fulfillmentOrders[0]?.status).toBe('CLOSED');
    expect(() => shop.fulfill(order.id, { lines: [{ lineItemId, quantity: 1 }] })).toThrow(/fewer units/);
  });
});

describe('cancelling', () => {
  it('with restock gives back and records CANCEL at the location', async () => {
    const { shop, a, goteborg, read, stock } = withStock();
    const order = shop.placeOrder({ lines: [{ sku: 'A', quantity: 2 }], routingDelayMs: 0 });
    shop.cancelOrder(order.id, { restock: true });
    expect(stock(a, goteborg)).toEqual([5, 0]);
    expect(await read(order.id)).toMatchObject({
      cancelReason: 'CUSTOMER',
      displayFulfillmentStatus: 'RESTOCKED',
      lineItems: { nodes: [{ quantity: 2, currentQuantity: 0 }] },
      fulfillmentOrders: {
        nodes: [
          {
            status: 'CANCELLED',
            assignedLocation: { location: { id: goteborg } },
            lineItems: { nodes: [{ totalQuantity: 0, remainingQuantity: 0 }] },
          },
        ],
      },
      refunds: [
        { refundLineItems: { nodes: [{ quantity: 2, restockType: 'CANCEL', location: { id: goteborg } }] } },
      ],
    });
  });

  it('without restock gives nothing back', async () => {
    const { shop, a, goteborg, read, stock } = withStock();
    const order = shop.placeOrder({ lines: [{ sku: 'A', quantity: 2 }] });
    shop.cancelOrder(order.id, { restock: false, reason: 'FRAUD' });
    expect(stock(a, goteborg)).toEqual([3, 0]);
    expect(await read(order.id)).toMatchObject({
      cancelReason: 'FRAUD',
      refunds: [{ refundLineItems: { nodes: [{ quantity: 2, restockType: 'NO_RESTOCK', location: null }] } }],
    });
  });

  it('may leave no refund row, and refuses what was fulfilled or lies at a closed location', () => {
    const { shop, goteborg } = withStock();
    const first = shop.placeOrder({ lines: [{ sku: 'A', quantity: 1 }] });
    shop.cancelOrder(first.id, { restock: true, refundRow: false });
    expect(first.refunds).toEqual([]);
    const second = shop.placeOrder({ lines: [{ sku: 'A', quantity: 1 }] });
    shop.fulfill(second.id);
    expect(() => shop.cancelOrder(second.id, { restock: true })).toThrow(/fulfilled/);
    const third = shop.placeOrder({ lines: [{ sku: 'A', quantity: 1 }] });
    shop.deactivateLocation(goteborg);
    expect(() => shop.cancelOrder(third.id, { restock: true })).toThrow(/deactivated/);
  });
});

describe('refunds', () => {
  it('CANCEL, NO_RESTOCK and RETURN each move what they should', () => {
    const { shop, a, goteborg, malmo, stock } = withStock();
    const order = shop.placeOrder({ lines: [{ sku: 'A', quantity: 5 }] });
    const lineItemId = order.lines[0]?.id ?? '';
    shop.refund(order.id, { lines: [{ lineItemId, quantity: 1, restockType: 'CANCEL' }] });
    expect(stock(a, goteborg)).toEqual([1, 4]);
    expect(order.fulfillmentOrders[0]?.lines[0]).toMatchObject({ total: 4, remaining: 4 });
    shop.refund(order.id, { lines: [{ lineItemId, quantity: 1, restockType: 'NO_RESTOCK' }] });
    expect(stock(a, goteborg)).toEqual([1, 3]);
    shop.fulfill(order.id);
    shop.refund(order.id, { lines: [{ lineItemId, quantity: 2, restockType: 'RETURN', locationId: malmo }] });
    expect(stock(a, goteborg)).toEqual([1, 0]);
    expect(stock(a, malmo)).toEqual([7, 0]);
    expect(order.lines[0]).toMatchObject({ quantity: 5, currentQuantity: 1 });
    expect(order.refunds.flatMap((made) => made.lines.map((line) => line.location?.id ?? null))).toEqual([
      goteborg,
      null,
      malmo,
    ]);
    expect(() =>
      shop.refund(order.id, { lines: [{ lineItemId, quantity: 2, restockType: 'RETURN' }] }),
    ).toThrow(/left for RETURN/);
  });
});

describe('a refund by its id', () => {
  it('names its order and pages its lines', async () => {
    const { shop, call } = withStock();
    const order = shop.placeOrder({ lines: [{ sku: 'A', quantity: 2 }] });
    const lineItemId = order.lines[0]?.id ?? '';
    const { id } = shop.refund(order.id, { lines: [{ lineItemId, quantity: 1, restockType: 'CANCEL' }] });
    const answer = await call(
      'query R($id: ID!) { refund(id: $id) { order { name } refundLineItems(first: 5) { nodes { quantity } } } }',
      { id },
    );
    expect(answer.data).toEqual({
      refund: { order: { name: '#1001' }, refundLineItems: { nodes: [{ quantity: 1 }] } },
    });
  });
});

describe('editing', () => {
  it('adds lines, grows and shrinks them', () => {
    const { shop, a, b, goteborg, stock } = withStock();
    const order = shop.placeOrder({ lines: [{ sku: 'A', quantity: 3 }] });
    const lineItemId = order.lines[0]?.id ?? '';
    shop.editOrder(order.id, {
      add: [{ sku: 'B', quantity: 1 }],
      setQuantity: [{ lineItemId, quantity: 1 }],
    });
    expect(stock(a, goteborg)).toEqual([4, 1]);
    expect(stock(b, goteborg)).toEqual([4, 1]);
    expect(order.edited).toBe(true);
    expect(order.lines[0]).toMatchObject({ quantity: 3, currentQuantity: 1 });
    expect(order.refunds[0]?.lines[0]).toMatchObject({ quantity: 2, restockType: 'CANCEL' });
    shop.editOrder(order.id, { setQuantity: [{ lineItemId, quantity: 0, restock: false }] });
    expect(stock(a, goteborg)).toEqual([4, 0]);
    const added = order.lines[1]?.id ?? '';
    shop.editOrder(order.id, { setQuantity: [{ lineItemId: added, quantity: 4 }] });
    expect(stock(b, goteborg)).toEqual([1, 4]);
    expect(order.lines[1]).toMatchObject({ quantity: 4, currentQuantity: 4 });
  });
});

describe('agreements', () => {
  const query = `query Agreements($id: ID!, $after: String) { order(id: $id) { agreements(first: 2, after: $after) {
    nodes { __typename happenedAt reason sales(first: 5) { nodes { quantity ... on ProductSale { lineItem { id } } } } }
    pageInfo { hasNextPage endCursor } } } }`;

  it('tell what the order, its edits and its refunds gave and took, and when', async () => {
    const { shop, call, clock } = withStock();
    const order = shop.placeOrder({ lines: [{ sku: 'A', quantity: 3 }], routingDelayMs: 0 });
    const first = order.lines[0]?.id ?? '';
    await clock.advance(60_000);
    shop.refund(order.id, { lines: [{ lineItemId: first, quantity: 1, restockType: 'CANCEL' }] });
    await clock.advance(60_000);
    shop.editOrder(order.id, { add: [{ sku: 'B', quantity: 2 }] });
    const read = async (after: string | null) => {
      const { data } = await call(query, { id: order.id, after });
      return (data as { order: { agreements: { nodes: object[]; pageInfo: { endCursor: string } } } }).order
        .agreements;
    };
    const page = await read(null);
    expect(page.nodes).toMatchObject([
      { __typename: 'OrderAgreement', sales: { nodes: [{ quantity: 3, lineItem: { id: first } }] } },
      { __typename: 'RefundAgreement', sales: { nodes: [{ quantity: -1, lineItem: { id: first } }] } },
    ]);
    expect((await read(page.pageInfo.endCursor)).nodes).toMatchObject([
      {
        __typename: 'OrderEditAgreement',
        happenedAt: new Date(order.updatedAt).toISOString().replace('.000', ''),
        reason: 'ORDER_EDIT',
        sales: { nodes: [{ quantity: 2, lineItem: { id: order.lines[1]?.id } }] },
      },
    ]);
  });
});
