import { describe, expect, it } from 'vitest';
import { testShop } from './test-client.ts';

interface Page {
  readonly nodes: readonly { readonly sku?: string; readonly name?: string; readonly id?: string }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly endCursor: string;
    readonly startCursor: string;
  };
}
const itemsQuery = `query Items($first: Int, $after: String, $last: Int, $before: String, $query: String, $reverse: Boolean) {
  page: inventoryItems(first: $first, after: $after, last: $last, before: $before, query: $query, reverse: $reverse) {
    nodes { id sku duplicateSkuCount tracked updatedAt } edges { cursor } pageInfo { hasNextPage hasPreviousPage endCursor startCursor } } }`;
const ordersQuery = `query Orders($query: String, $after: String, $first: Int = 50, $sortKey: OrderSortKeys = UPDATED_AT, $reverse: Boolean) {
  page: orders(first: $first, after: $after, query: $query, sortKey: $sortKey, reverse: $reverse) {
    nodes { name } pageInfo { hasNextPage hasPreviousPage endCursor startCursor } } }`;

function shopWith(skus: readonly string[], options: Parameters<typeof testShop>[0] = {}) {
  const made = testShop(options);
  const ids = skus.map((sku) =>
    made.shop.addItem({ sku, levels: [{ locationId: made.goteborg, available: 3 }] }),
  );
  const page = async (query: string, variables: object) =>
    ((await made.call(query, variables)).data as { page: Page }).page;
  const skusOf = async (variables: object) =>
    (await page(itemsQuery, { first: 250, ...variables })).nodes.map(({ sku }) => sku);
  const names = async (variables: object = {}) =>
    (await page(ordersQuery, variables)).nodes.map(({ name }) => name);
  return { ...made, ids, page, skusOf, names };
}

describe('inventoryItems', () => {
  it('pages forwards, backwards and in reverse', async () => {
    const { page } = shopWith(['A', 'B', 'C', 'D', 'E']);
    const first = await page(itemsQuery, { first: 2 });
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    const second = await page(itemsQuery, { first: 2, after: first.pageInfo.endCursor });
    expect(second.nodes.map(({ sku }) => sku)).toEqual(['C', 'D']);
    const last = await page(itemsQuery, { first: 2, after: second.pageInfo.endCursor });
    expect([last.nodes.map(({ sku }) => sku), last.pageInfo.hasNextPage]).toEqual([['E'], false]);
    const back = await page(itemsQuery, { last: 2, before: second.pageInfo.startCursor });
    expect([back.nodes.map(({ sku }) => sku), back.pageInfo]).toMatchObject([
      ['A', 'B'],
      { hasNextPage: true, hasPreviousPage: false },
    ]);
    const reversed = await page(itemsQuery, { first: 2, reverse: true });
    expect(reversed.nodes.map(({ sku }) => sku)).toEqual(['E', 'D']);
    const on = await page(itemsQuery, { first: 2, reverse: true, after: reversed.pageInfo.endCursor });
    expect(on.nodes.map(({ sku }) => sku)).toEqual(['C', 'B']);
  });

  it('gives at most 250 and needs a page size', async () => {
    const { call } = shopWith(['A']);
    expect((await call(itemsQuery, { first: 251 })).errors?.[0]?.message).toContain('250');
    expect((await call(itemsQuery, {})).errors?.[0]?.message).toBe('you must provide one of first or last');
  });

  it('finds by id range, time and fuzzily by SKU', async () => {
    const { ids, skusOf, shop, clock, call } = shopWith(['AB-1', 'ab 1', 'AB-10', 'X-AB-1', "O'Neill"]);
    const second = ids[1]?.split('/').at(-1);
    expect(await skusOf({ query: `id:>${second}` })).toEqual(['AB-10', 'X-AB-1', "O'Neill"]);
    expect(await skusOf({ query: `id:>=${second} id:<=${second}` })).toEqual(['ab 1']);
    expect(await skusOf({ query: "sku:'AB-1'" })).toEqual(['AB-1', 'ab 1', 'X-AB-1']);
    expect(await skusOf({ query: 'sku:AB-1*' })).toEqual(['AB-1', 'ab 1', 'AB-10', 'X-AB-1']);
    expect(await skusOf({ query: '(sku:"AB-10" OR sku:"X-AB-1") AND NOT sku:X' })).toEqual(['AB-10']);
    await clock.advance(1_000);
    shop.renameSku(ids[0] ?? '', 'NEW');
    expect(await skusOf({ query: "updated_at:>='2026-11-23T08:00:01Z'" })).toEqual(['NEW']);
    const ignored = await call(itemsQuery, { first: 5, query: 'colour:red' });
    expect((ignored.data as { page: Page }).page.nodes).toHaveLength(5);
    expect(ignored.extensions?.search).toHaveLength(1);
  });

  it('counts who shares a SKU', async () => {
    const { call, ids, shop } = shopWith(['A', 'A', 'B']);
    const ask = async () =>
      (await call('query Q($id: ID!) { inventoryItem(id: $id) { duplicateSkuCount } }', { id: ids[0] })).data;
    expect(await ask()).toEqual({ inventoryItem: { duplicateSkuCount: 1 } });
    shop.deleteItem(ids[1] ?? '');
    expect(await ask()).toEqual({ inventoryItem: { duplicateSkuCount: 0 } });
  });

  it('finds what changed only once the index has caught up', async () => {
    const { skusOf, ids, shop, clock } = shopWith(['A', 'B'], { searchLagMs: 5_000 });
    await clock.advance(60_000);
    shop.renameSku(ids[0] ?? '', 'C');
    const query = "updated_at:>='2026-11-23T08:01:00Z'";
    expect(await skusOf({ query })).toEqual([]);
    expect(await skusOf({})).toEqual(['C', 'B']);
    await clock.advance(5_000);
    expect(await skusOf({ query })).toEqual(['C']);
  });
});

describe('levels', () => {
  it('shows quantities by name, inactive levels only when asked', async () => {
    const { call, ids, shop, goteborg, malmo } = shopWith(['A']);
    shop.setLevelActive(ids[0] ?? '', malmo, true);
    shop.setLevelActive(ids[0] ?? '', malmo, false);
    shop.placeOrder({ lines: [{ sku: 'A', quantity: 1 }] });
    const answer = await call(
      `query Q($id: ID!, $g: ID!, $m: ID!) { inventoryItem(id: $id) {
        g: inventoryLevel(locationId: $g) { isActive quantities(names: ["available", "committed", "on_hand", "damaged"]) { name quantity updatedAt } }
        m: inventoryLevel(locationId: $m) { isActive } hidden: inventoryLevel(locationId: $m, includeInactive: true) { isActive }
        inventoryLevels(first: 5) { nodes { location { id } } } all: inventoryLevels(first: 5, includeInactive: true) { nodes { id location { id } } } } }`,
      { id: ids[0], g: goteborg, m: malmo },
    );
    expect(answer.data).toMatchObject({
      inventoryItem: {
        g: {
          isActive: true,
          quantities: [
            { name: 'available', quantity: 2, updatedAt: '2026-11-23T08:00:00Z' },
            { name: 'committed', quantity: 1 },
            { name: 'on_hand', quantity: 3 },
            { name: 'damaged', quantity: 0 },
          ],
        },
        m: null,
        hidden: { isActive: false },
        inventoryLevels: { nodes: [{ location: { id: goteborg } }] },
        all: { nodes: [{ location: { id: goteborg } }, { location: { id: malmo } }] },
      },
    });
  });

  it('reads nodes of several kinds, null where there is none', async () => {
    const { call, ids, shop, goteborg } = shopWith(['A']);
    const order = shop.placeOrder({ lines: [{ sku: 'A', quantity: 1 }] });
    const levels = await call(
      'query Q($id: ID!) { inventoryItem(id: $id) { inventoryLevels(first: 1) { nodes { id } } } }',
      {
        id: ids[0],
      },
    );
    const levelId = (levels.data as { inventoryItem: { inventoryLevels: Page } }).inventoryItem
      .inventoryLevels.nodes[0]?.id;
    const answer = await call(
      `query Q($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on InventoryItem { sku } ... on InventoryLevel { item { sku } location { id } } ... on Order { name } } }`,
      { ids: [ids[0], levelId, order.id, 'gid://shopify/InventoryItem/7'] },
    );
    expect(answer.data).toEqual({
      nodes: [
        { __typename: 'InventoryItem', id: ids[0], sku: 'A' },
        { __typename: 'InventoryLevel', id: levelId, item: { sku: 'A' }, location: { id: goteborg } },
        { __typename: 'Order', id: order.id, name: '#1001' },
        null,
      ],
    });
  });

  it('lists active locations, by name', async () => {
    const { call, shop, goteborg } = testShop();
    shop.addLocation({ name: 'Alingsås' });
    shop.deactivateLocation(goteborg);
    const query = (args: string) =>
      `{ page: locations(first: 10${args}) { nodes { name isActive legacyResourceId } } }`;
    const namesOf = async (args: string) =>
      ((await call(query(args))).data as { page: Page }).page.nodes.map(({ name }) => name);
    expect(await namesOf('')).toEqual(['Alingsås', 'Malmö']);
    expect(await namesOf(', includeInactive: true')).toEqual(['Alingsås', 'Göteborg', 'Malmö']);
  });
});

describe('orders', () => {
  async function threeOrders() {
    const made = shopWith(['A']);
    const orders = [];
    for (let index = 0; index < 3; index += 1) {
      orders.push(made.shop.placeOrder({ lines: [{ sku: 'A', quantity: 1 }], test: index === 2 }));
      await made.clock.advance(60_000);
    }
    return { ...made, orders };
  }

  it('pages by the time of change, an order that changes moves to the end', async () => {
    const { names, page, shop, orders } = await threeOrders();
    const first = await page(ordersQuery, { first: 1 });
    expect(first.nodes).toEqual([{ name: '#1001' }]);
    shop.cancelOrder(orders[0]?.id ?? '', { restock: true });
    expect(await names({ after: first.pageInfo.endCursor })).toEqual(['#1002', '#1003', '#1001']);
    expect(await names({ reverse: true, first: 1 })).toEqual(['#1001']);
    expect(await names({ sortKey: 'CREATED_AT' })).toEqual(['#1001', '#1002', '#1003']);
  });

  it('filters', async () => {
    const { names, shop, orders } = await threeOrders();
    shop.cancelOrder(orders[0]?.id ?? '', { restock: true });
    shop.fulfill(orders[1]?.id ?? '');
    expect(await names({ query: "updated_at:>='2026-11-23T08:02:02Z'" })).toEqual([
      '#1003',
      '#1001',
      '#1002',
    ]);
    expect(await names({ query: "updated_at:>'2026-11-23T08:02:02Z'" })).toEqual(['#1001', '#1002']);
    expect(
      await names({ query: "created_at:>='2026-11-23T08:01:00Z' created_at:<'2026-11-23T08:02:00Z'" }),
    ).toEqual(['#1002']);
    expect(await names({ query: 'status:open' })).toEqual(['#1003', '#1002']);
    expect(await names({ query: 'status:any fulfillment_status:unfulfilled' })).toEqual(['#1003']);
    expect(await names({ query: 'fulfillment_status:shipped' })).toEqual(['#1002']);
    expect(await names({ query: 'test:true' })).toEqual(['#1003']);
    expect(await names({ query: "updated_at:>='2026-11-23T08:02:03Z' OR test:true" })).toEqual([
      '#1003',
      '#1001',
      '#1002',
    ]);
  });

  it('reaches 60 days back', async () => {
    const { names, clock, shop } = await threeOrders();
    await clock.advance(61 * 24 * 3_600_000);
    expect(await names()).toEqual([]);
    shop.settings.scopes = [...shop.settings.scopes, 'read_all_orders'];
    expect(await names()).toHaveLength(3);
  });

  it('lists what is still to be shipped of an old order, or hides that too', async () => {
    const { call, clock, shop } = await threeOrders();
    const listed = async () => {
      const { data } = await call('{ fulfillmentOrders(first: 5) { nodes { orderName } } }');
      return (data as { fulfillmentOrders: { nodes: unknown[] } }).fulfillmentOrders.nodes.length;
    };
    const young = await listed();
    expect(young).toBeGreaterThan(0);
    await clock.advance(61 * 24 * 3_600_000);
    expect(await listed()).toBe(young);
    shop.settings.oldFulfillmentOrders = 'hidden';
    expect(await listed()).toBe(0);
  });

  it('hides with displayable what a move has left behind', async () => {
    const { shop, call, malmo } = shopWith(['A']);
    const order = shop.placeOrder({ lines: [{ sku: 'A', quantity: 2 }], routingDelayMs: 0 });
    const lineItemId = order.lines[0]?.id ?? '';
    const original = order.fulfillmentOrders[0]?.id ?? '';
    shop.moveFulfillmentOrder(original, malmo, [{ lineItemId, quantity: 1 }]);
    shop.moveFulfillmentOrder(original, malmo);
    const answer = await call(
      'query Q($id: ID!) { order(id: $id) { all: fulfillmentOrders(first: 5) { nodes { status } } some: fulfillmentOrders(first: 5, displayable: true) { nodes { status } } } }',
      { id: order.id },
    );
    expect(answer.data).toEqual({
      order: {
        all: { nodes: [{ status: 'CLOSED' }, { status: 'CLOSED' }, { status: 'OPEN' }] },
        some: { nodes: [{ status: 'OPEN' }] },
      },
    });
  });
});
