import { describe, expect, it } from 'vitest';
import { origin, testShop } from './test-client.ts';

const scanQuery = `{ inventoryItems { edges { node { id sku tracked duplicateSkuCount
  inventoryLevels(includeInactive: true) { edges { node { id isActive location { id }
    quantities(names: ["available", "on_hand"]) { name quantity updatedAt } } } } } } } }`;
const run = `mutation Run($query: String!, $group: Boolean = false) {
  bulkOperationRunQuery(query: $query, groupObjects: $group) { bulkOperation { id status url } userErrors { code message } } }`;
const poll =
  'query Poll($id: ID!) { bulkOperation(id: $id) { status url objectCount rootObjectCount errorCode } }';

function withItems(count: number) {
  const made = testShop();
  const ids = Array.from({ length: count }, (_, index) =>
    made.shop.addItem({
      sku: `S-${index}`,
      levels: [
        { locationId: made.goteborg, available: index },
        { locationId: made.malmo, available: 0, active: false },
      ],
    }),
  );
  const start = async (query = scanQuery, group = false) =>
    (
      (await made.call(run, { query, group })).data as {
        bulkOperationRunQuery: {
          bulkOperation: { id: string } | null;
          userErrors: readonly { code: string }[];
        };
      }
    ).bulkOperationRunQuery;
  const state = async (id: string | undefined) =>
    ((await made.call(poll, { id })).data as { bulkOperation: { status: string; url: string } })
      .bulkOperation;
  const lines = async (url: string) =>
    (await (await made.shop.handle(new Request(url))).text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; sku?: string; __parentId?: string });
  return { ...made, ids, start, state, lines };
}

describe('bulk queries', () => {
  it('run by the clock and give the shop as it was when they finished', async () => {
    const { start, state, lines, clock, shop, ids, goteborg } = withItems(3);
    const { bulkOperation } = await start();
    expect(bulkOperation).toMatchObject({ status: 'CREATED', url: null });
    await clock.advance(100);
    expect(await state(bulkOperation?.id)).toMatchObject({ status: 'RUNNING' });
    await clock.advance(200);
    const done = await state(bulkOperation?.id);
    expect(done).toMatchObject({
      status: 'COMPLETED',
      objectCount: '9',
      rootObjectCount: '3',
      errorCode: null,
    });
    expect(done.url.startsWith(`${origin}/bulk/`)).toBe(true);
    shop.adminSetAvailable(ids[1] ?? '', goteborg, 77);
    const all = await lines(done.url);
    expect(all.filter(({ sku }) => sku !== undefined).map(({ id }) => id)).toEqual(ids);
    expect(all.filter(({ __parentId }) => __parentId === ids[1])).toEqual(
      expect.arrayContaining([
        {
          id: expect.stringContaining('gid://shopify/InventoryLevel/'),
          isActive: true,
          location: { id: goteborg },
          quantities: [
            { name: 'available', quantity: 1, updatedAt: '2026-11-23T08:00:00Z' },
            { name: 'on_hand', quantity: 1, updatedAt: '2026-11-23T08:00:00Z' },
          ],
          __parentId: ids[1],
        },
        expect.objectContaining({ isActive: false }),
      ]),
    );
  });

  it('do not keep children beside their parents unless grouped', async () => {
    const { start, state, lines, clock } = withItems(1_100);
    const loose = await start();
    const grouped = await start(scanQuery, true);
    await clock.advance(300);
    const all = await lines((await state(loose.bulkOperation?.id)).url);
    expect(all).toHaveLength(3_300);
    const seen = new Set<string>();
    let early = 0;
    for (const line of all) {
      if (line.__parentId !== undefined && !seen.has(line.__parentId)) early += 1;
      seen.add(line.id);
    }
    expect(early).toBeGreaterThan(0);
    const tidy = await lines((await state(grouped.bulkOperation?.id)).url);
    tidy.forEach((line, index) => {
      if (line.__parentId !== undefined) expect(tidy[index - (index % 3)]?.id).toBe(line.__parentId);
    });
  });

  it('export orders with their lines', async () => {
    const { start, state, lines, clock, shop } = withItems(1);
    const order = shop.placeOrder({ lines: [{ sku: 'S-0', quantity: 1 }] });
    const { bulkOperation } = await start(
      '{ orders(query: "status:any") { edges { node { id name lineItems { edges { node { id sku } } } } } } }',
    );
    await clock.advance(300);
    expect(await lines((await state(bulkOperation?.id)).url)).toEqual([
      { id: order.id, name: '#1001' },
      { id: order.lines[0]?.id, sku: 'S-0', __parentId: order.id },
    ]);
  });

  it('refuse what bulk queries may not hold', async () => {
    const { start } = withItems(1);
    expect((await start('{ shop { name } }')).userErrors).toMatchObject([{ code: 'INVALID' }]);
    expect((await start('{ nonsense }')).userErrors).toMatchObject([{ code: 'INVALID' }]);
    const withoutId = scanQuery.replace('id sku', 'sku');
    expect((await start(withoutId)).userErrors).toMatchObject([{ code: 'INVALID' }]);
  });

  it('run five at a time, can be cancelled, and fail without the scope', async () => {
    const { start, state, clock, call, shop } = withItems(1);
    const started = [];
    for (let index = 0; index < 5; index += 1) started.push(await start());
    expect((await start()).userErrors).toMatchObject([{ code: 'LIMIT_REACHED' }]);
    const id = started[0]?.bulkOperation?.id;
    await call(
      'mutation C($id: ID!) { bulkOperationCancel(id: $id) { bulkOperation { status } userErrors { message } } }',
      { id },
    );
    await clock.advance(300);
    expect(await state(id)).toMatchObject({ status: 'CANCELED', url: null });
    const denied = await start(
      '{ inventoryItems { edges { node { id variants { edges { node { id } } } } } } }',
    );
    shop.settings.scopes = ['read_orders'];
    const orders = await start();
    await clock.advance(300);
    expect(await state(denied.bulkOperation?.id)).toMatchObject({
      status: 'FAILED',
      errorCode: 'ACCESS_DENIED',
    });
    expect(await state(orders.bulkOperation?.id)).toMatchObject({
      status: 'FAILED',
      errorCode: 'ACCESS_DENIED',
    });
  });
});
