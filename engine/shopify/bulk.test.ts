import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { monotonicTime, shopTime } from '../../shared/words/time.ts';
import { openGateways, outcomeOf } from '../../test/gateways/rig.ts';
import { bulkItems } from './bulk.ts';
import type { ShopifyClient } from './client.ts';
import { readItems } from './gateway.ts';

const place = (n: number) => `gid://shopify/Location/${n}`;
const item = (n: number) => `gid://shopify/InventoryItem/${n}`;
const monotonic = { now: () => monotonicTime(0), sleep: async () => undefined };

/** A client whose bulk operation gives these lines. */
function clientWith(lines: readonly string[], status = 'COMPLETED'): ShopifyClient {
  const answers: Record<string, unknown> = {
    BulkRun: {
      bulkOperationRunQuery: { bulkOperation: { id: 'gid://shopify/BulkOperation/1' }, userErrors: [] },
    },
    BulkStatus: { bulkOperation: { status, url: lines.length > 0 ? 'https://bulk.test/1' : null } },
  };
  return {
    request: async (operation) => operation.data.parse(answers[operation.name]),
    ready: async () => () => undefined,
    download: async () => new Response(lines.map((line) => `${line}\n`).join('')),
    answeredVersion: () => null,
    bucket: () => null,
    costOf: () => null,
    tellsTime: () => null,
    now: () => shopTime(0),
    knowTime: async () => undefined,
    hearTime: async () => undefined,
  };
}

const itemLine = (n: number) =>
  JSON.stringify({ id: item(n), sku: ` 00${n} `, tracked: true, updatedAt: '2026-11-23T08:00:00Z' });
const levelLine = (n: number, location: number, quantity: number) =>
  JSON.stringify({
    id: `gid://shopify/InventoryLevel/${n}${location}`,
    isActive: true,
    location: { id: place(location) },
    quantities: [
      { name: 'available', quantity },
      ...['committed', 'reserved', 'damaged', 'safety_stock', 'quality_control'].map((name) => ({
        name,
        quantity: 0,
      })),
    ],
    __parentId: item(n),
  });

describe('a bulk reading', () => {
  const lines = [1, 2, 3, 4].flatMap((n) => [
    itemLine(n),
    levelLine(n, 1, n * 10),
    levelLine(n, 2, n),
    levelLine(n, 9, 7),
  ]);

  it('joins levels to their items in whatever order the lines come', async () => {
    const order = fc.shuffledSubarray(lines, { minLength: lines.length });
    await fc.assert(
      fc.asyncProperty(order, async (shuffled) => {
        const items = await bulkItems(clientWith(shuffled), monotonic, [place(1), place(2)]);
        expect(items).toHaveLength(4);
        for (const found of items) {
          const n = Number(found.sku);
          expect(found.sku).toBe(`00${n}`);
          expect(new Map(found.levels.map((level) => [level.locationId, level.available]))).toEqual(
            new Map([
              [place(1), n * 10],
              [place(2), n],
            ]),
          );
        }
      }),
      { numRuns: 50 },
    );
  });

  it('is an empty shop where there is no file', async () => {
    expect(await bulkItems(clientWith([]), monotonic, [place(1)])).toEqual([]);
  });

  it.each([
    ['a line cut off', [...lines.slice(0, 3), lines[3]?.slice(0, 40) ?? '']],
    ['a line of another shape', [...lines, '{"id":"gid://shopify/InventoryItem/5"}']],
    ['a page of HTML', ['<html><body>Underhåll</body></html>']],
  ])('is refused whole, never a shorter shop: %s', async (_name, given) => {
    expect(await outcomeOf(bulkItems(clientWith(given), monotonic, [place(1)]))).toBe('shopifyUnexpected');
  });

  it('is given up at a line without an end, long before the file is over', async () => {
    let given = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        given += 64 * 1024;
        if (given > 64 * 1024 * 1024) controller.close();
        else controller.enqueue(new Uint8Array(64 * 1024).fill(0x20));
      },
    });
    const client = { ...clientWith(lines), download: async () => new Response(endless) };
    expect(await outcomeOf(bulkItems(client, monotonic, [place(1)]))).toBe('shopifyUnexpected');
    expect(given).toBeLessThan(4 * 1024 * 1024);
  });

  it.each(['FAILED', 'CANCELED', 'EXPIRED'])('is refused when it ended %s', async (status) => {
    expect(await outcomeOf(bulkItems(clientWith(lines, status), monotonic, [place(1)]))).toBe(
      'shopifyUnexpected',
    );
  });

  it('says the same as reading page by page', async () => {
    const rig = openGateways({ articles: 60, traps: true });
    const places = rig.practice.places.map((one) => one.locationId);
    const bulk = await rig.run(bulkItems(rig.shopify, rig.ports.monotonic, places));
    const paged = await rig.run(readItems(rig.shopify, places, {}));
    expect(paged.next).toBeNull();
    const sorted = (items: typeof bulk) =>
      items
        .map(({ levels, ...rest }) => ({
          ...rest,
          levels: levels.toSorted((a, b) => (a.locationId < b.locationId ? -1 : 1)),
        }))
        .sort((a, b) => (a.inventoryItemId < b.inventoryItemId ? -1 : 1));
    expect(sorted(bulk)).toEqual(sorted(paged.items));
    expect(bulk.length).toBeGreaterThan(40);
  });
});
