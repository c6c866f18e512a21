import { describe, expect, it } from 'vitest';
import { setInput, setMutation, type TestShop, testShop } from './test-client.ts';

const code = (code: string) => ({
  inventorySetQuantities: { userErrors: [expect.objectContaining({ code })] },
});

function stocked(options: Parameters<typeof testShop>[0] = {}) {
  const made = testShop(options);
  const item = made.shop.addItem({ sku: 'A-1', levels: [{ locationId: made.goteborg, available: 5 }] });
  const row = (quantity: number, changeFromQuantity: number | null = null, inventoryItemId = item) => ({
    inventoryItemId,
    locationId: made.goteborg,
    quantity,
    changeFromQuantity,
  });
  return { ...made, item, row };
}

let keys = 0;
const set = ({ call }: TestShop, rows: readonly object[], rest: object = {}, key = `key-${++keys}`) =>
  call(setMutation, { input: setInput(rows, rest), key });

describe('inventorySetQuantities', () => {
  it('sets available, moves on_hand along and leaves committed', async () => {
    const shop = stocked();
    shop.shop.placeOrder({ lines: [{ sku: 'A-1', quantity: 2 }] });
    const answer = await set(shop, [shop.row(10, 3)]);
    expect(answer.data).toMatchObject({
      inventorySetQuantities: {
        inventoryAdjustmentGroup: {
          changes: [
            { name: 'available', delta: 7, quantityAfterChange: 10 },
            { name: 'on_hand', delta: 7, quantityAfterChange: 12 },
          ],
        },
        userErrors: [],
      },
    });
    expect(shop.shop.available(shop.item, shop.goteborg)).toBe(10);
    expect(shop.shop.onHand(shop.item, shop.goteborg)).toBe(12);
    expect(shop.shop.history(shop.item, shop.goteborg).at(-1)).toMatchObject({
      delta: 7,
      quantityAfter: 10,
      cause: 'api',
      reference: 'gid://lagerkoppling/Run/1',
    });
    expect(shop.shop.stats).toMatchObject({ mutations: 1, quantitiesWritten: 1 });
  });

  it('sets on_hand by moving available', async () => {
    const shop = stocked();
    shop.shop.placeOrder({ lines: [{ sku: 'A-1', quantity: 2 }] });
    await set(shop, [shop.row(9, 5)], { name: 'on_hand' });
    expect(shop.shop.available(shop.item, shop.goteborg)).toBe(7);
  });

  it('refuses the whole batch and names every bad row', async () => {
    const shop = stocked();
    const bundle = shop.shop.addItem({ sku: 'B', bundleParent: true });
    const answer = await set(shop, [
      shop.row(7),
      shop.row(1, null, bundle),
      shop.row(1, null, 'gid://shopify/InventoryItem/1'),
    ]);
    expect(answer.data).toMatchObject({
      inventorySetQuantities: {
        inventoryAdjustmentGroup: null,
        userErrors: [
          { field: ['input', 'quantities', '1', 'inventoryItemId'], code: 'NON_MUTABLE_INVENTORY_ITEM' },
          { field: ['input', 'quantities', '2', 'inventoryItemId'], code: 'INVALID_INVENTORY_ITEM' },
        ],
      },
    });
    expect(shop.shop.available(shop.item, shop.goteborg)).toBe(5);
  });

  it('can name the first bad row only', async () => {
    const shop = stocked({ badRows: 'first' });
    const answer = await set(shop, [shop.row(1, 4), shop.row(-1)]);
    expect(answer.data).toMatchObject(code('CHANGE_FROM_QUANTITY_STALE'));
  });

  it.each([
    ['NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR', [{}, {}], {}],
    ['CHANGE_FROM_QUANTITY_STALE', [{ changeFromQuantity: 4 }], {}],
    ['INVALID_QUANTITY_NEGATIVE', [{ quantity: -1 }], {}],
    ['INVALID_QUANTITY_TOO_LOW', [{ quantity: -1_000_000_001 }], {}],
    ['INVALID_QUANTITY_TOO_HIGH', [{ quantity: 1_000_000_001 }], {}],
    ['INVALID_LOCATION', [{ locationId: 'gid://shopify/Location/1' }], {}],
    ['INVALID_NAME', [{}], { name: 'committed' }],
    ['INVALID_REASON', [{}], { reason: 'because' }],
    ['INVALID_REFERENCE_DOCUMENT', [{}], { referenceDocumentUri: 'run 7' }],
  ])('refuses with %s', async (expected, rows, rest) => {
    const shop = stocked();
    const answer = await set(
      shop,
      rows.map((row) => ({ ...shop.row(1), ...row })),
      rest,
    );
    expect(answer.data).toMatchObject(code(expected));
    expect(shop.shop.available(shop.item, shop.goteborg)).toBe(5);
  });

  it('needs changeFromQuantity in the JSON, null or not', async () => {
    const shop = stocked();
    const { changeFromQuantity: _, ...bare } = shop.row(1);
    const answer = await set(shop, [bare]);
    expect(answer.errors?.[0]).toMatchObject({
      message: expect.stringContaining('must include the following argument: changeFromQuantity'),
      extensions: { code: 'INVALID_FIELD_ARGUMENTS' },
    });
    expect(answer.data).toEqual({ inventorySetQuantities: null });
  });

  it('needs @idempotent', async () => {
    const shop = stocked();
    const answer = await shop.call(
      setMutation.replace('@idempotent(key: $key)', '').replace(', $key: String!', ''),
      {
        input: setInput([shop.row(1)]),
      },
    );
    expect(answer.errors?.[0]).toMatchObject({
      message: 'The @idempotent directive is required for this mutation but was not provided.',
      extensions: { code: 'BAD_REQUEST' },
    });
    expect((await set(shop, [shop.row(1)], {}, ' ')).errors?.[0]?.extensions).toEqual({
      code: 'BAD_REQUEST',
    });
  });

  it('takes 250 rows and not one more', async () => {
    const shop = stocked();
    const rows = Array.from({ length: 251 }, (_, index) => {
      const sku = `N-${index}`;
      return shop.row(
        index,
        0,
        shop.shop.addItem({ sku, levels: [{ locationId: shop.goteborg, available: 0 }] }),
      );
    });
    expect((await set(shop, rows)).errors?.[0]?.message).toContain('maximum allowed of 250');
    const answer = await set(shop, rows.slice(0, 250));
    expect(answer.errors).toBeUndefined();
    expect(answer.extensions?.cost.requestedQueryCost).toBeLessThanOrEqual(12);
    expect(shop.shop.stats.quantitiesWritten).toBe(250);
  });

  it('fills an inactive level at a location that never stocked it', async () => {
    const shop = stocked();
    const answer = await set(shop, [{ ...shop.row(4, 0), locationId: shop.malmo }]);
    expect(answer.data).toMatchObject({ inventorySetQuantities: { userErrors: [] } });
    expect(shop.shop.level(shop.item, shop.malmo)).toMatchObject({ available: 4, isActive: false });
    const order = shop.shop.placeOrder({ lines: [{ sku: 'A-1', quantity: 7 }] });
    expect(order.fulfillmentOrders[0]?.location.id).toBe(shop.goteborg);
  });

  it('stores a quantity for an untracked item without effect on sales', async () => {
    const shop = stocked();
    shop.shop.setTracked(shop.item, false);
    await set(shop, [shop.row(3)]);
    shop.shop.placeOrder({ lines: [{ sku: 'A-1', quantity: 9 }] });
    expect(shop.shop.available(shop.item, shop.goteborg)).toBe(3);
  });

  it('leaves no trace of a quantity that was right already', async () => {
    const shop = stocked();
    const answer = await set(shop, [shop.row(5, 5)]);
    expect(answer.data).toEqual({
      inventorySetQuantities: { inventoryAdjustmentGroup: null, userErrors: [] },
    });
    expect(shop.shop.history(shop.item, shop.goteborg)).toHaveLength(1);
  });
});

describe('idempotency', () => {
  it('replays the first answer without a second effect', async () => {
    const shop = stocked();
    const first = await set(shop, [shop.row(8, 5)], {}, 'k');
    shop.shop.adminSetAvailable(shop.item, shop.goteborg, 1);
    const again = await set(shop, [shop.row(8, 5)], {}, 'k');
    expect(again.data).toEqual(first.data);
    expect(shop.shop.available(shop.item, shop.goteborg)).toBe(1);
    expect(shop.shop.stats.quantitiesWritten).toBe(1);
  });

  it('refuses other parameters under the same key', async () => {
    const shop = stocked();
    await set(shop, [shop.row(8, 5)], {}, 'k');
    expect((await set(shop, [shop.row(9, 5)], {}, 'k')).data).toMatchObject(
      code('IDEMPOTENCY_KEY_PARAMETER_MISMATCH'),
    );
  });

  it('refuses the key of a failed attempt', async () => {
    const shop = stocked();
    await set(shop, [shop.row(8, 4)], {}, 'k');
    shop.shop.adminSetAvailable(shop.item, shop.goteborg, 4);
    expect((await set(shop, [shop.row(8, 4)], {}, 'k')).data).toMatchObject(
      code('IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED'),
    );
    expect(shop.shop.available(shop.item, shop.goteborg)).toBe(4);
  });

  it('forgets a key after 24 hours', async () => {
    const shop = stocked();
    await set(shop, [shop.row(8)], {}, 'k');
    shop.shop.adminSetAvailable(shop.item, shop.goteborg, 1);
    await shop.clock.advance(24 * 3_600_000);
    await set(shop, [shop.row(8)], {}, 'k');
    expect(shop.shop.available(shop.item, shop.goteborg)).toBe(8);
  });
});

describe('other writes', () => {
  it('adjusts by a delta, below zero too', async () => {
    const shop = stocked();
    const input = {
      name: 'available',
      reason: 'correction',
      changes: [{ inventoryItemId: shop.item, locationId: shop.goteborg, delta: -7, changeFromQuantity: 5 }],
    };
    const adjust = `mutation Adjust($input: InventoryAdjustQuantitiesInput!) {
      inventoryAdjustQuantities(input: $input) @idempotent(key: "a") { userErrors { code } } }`;
    expect((await shop.call(adjust, { input })).data).toEqual({
      inventoryAdjustQuantities: { userErrors: [] },
    });
    expect(shop.shop.available(shop.item, shop.goteborg)).toBe(-2);
  });

  it('activates a level and keeps its quantity, or sets the one given', async () => {
    const shop = stocked();
    await set(shop, [{ ...shop.row(4, 0), locationId: shop.malmo }]);
    const activate = `mutation Activate($id: ID!, $at: ID!, $key: String!, $available: Int) {
      inventoryActivate(inventoryItemId: $id, locationId: $at, available: $available) @idempotent(key: $key) {
        inventoryLevel { isActive quantities(names: ["available"]) { quantity } } userErrors { message } } }`;
    const answer = await shop.call(activate, { id: shop.item, at: shop.malmo, key: 'a1' });
    expect(answer.data).toEqual({
      inventoryActivate: {
        inventoryLevel: { isActive: true, quantities: [{ quantity: 4 }] },
        userErrors: [],
      },
    });
    const other = shop.shop.addItem({ sku: 'N' });
    await shop.call(activate, { id: other, at: shop.malmo, key: 'a2', available: 6 });
    expect(shop.shop.level(other, shop.malmo)).toMatchObject({ isActive: true, available: 6 });
    const missing = await shop.call(
      activate.replace('@idempotent(key: $key)', '').replace('$key: String!, ', ''),
      {
        id: other,
        at: shop.malmo,
      },
    );
    expect(missing.errors?.[0]?.extensions).toEqual({ code: 'BAD_REQUEST' });
  });

  it('turns tracking on', async () => {
    const shop = stocked();
    const id = shop.shop.addItem({ sku: 'U', tracked: false });
    const answer = await shop.call(
      'mutation Track($id: ID!) { inventoryItemUpdate(id: $id, input: { tracked: true }) { inventoryItem { tracked } userErrors { message } } }',
      { id },
    );
    expect(answer.data).toEqual({
      inventoryItemUpdate: { inventoryItem: { tracked: true }, userErrors: [] },
    });
  });
});
