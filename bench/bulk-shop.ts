import { setImmediate as turn } from 'node:timers/promises';
import type { Ledger } from '../engine/ledger/database.ts';
import type { ShopifyClient } from '../engine/shopify/client.ts';
import { bulkRun, bulkStatus } from '../engine/shopify/shop-operations.ts';

const quantities = (available: number) =>
  ['available', 'committed', 'reserved', 'damaged', 'safety_stock', 'quality_control'].map((name) => ({
    name,
    quantity: name === 'available' ? available : 0,
  }));

/** Every item and level of a ledger as the lines of a bulk reading, a piece at a time as a network brings them. */
async function* linesOf(ledger: Ledger): AsyncGenerator<Uint8Array> {
  let piece = '';
  const items = ledger.all<{ id: string; sku: string }>('SELECT inventory_item_id AS id, sku FROM shop_item');
  for (const { id, sku } of items) {
    piece += `${JSON.stringify({ id, sku, tracked: true, updatedAt: '2026-11-23T08:00:00Z' })}\n`;
    const levels = ledger.all<{ locationId: string; available: number }>(
      'SELECT location_id AS locationId, available FROM shop_level WHERE inventory_item_id = ?',
      id,
    );
    for (const { locationId, available } of levels) {
      const level = { id: `${id}${locationId}`, isActive: true, location: { id: locationId } };
      piece += `${JSON.stringify({ ...level, quantities: quantities(available), __parentId: id })}\n`;
    }
    if (piece.length < 65_536) continue;
    await turn();
    yield Buffer.from(piece);
    piece = '';
  }
  yield Buffer.from(piece);
}

/** A Shopify that shows in bulk just what the ledger holds; `client` answers the rest. */
export function bulkShop(ledger: Ledger, client: ShopifyClient): ShopifyClient {
  const answers = new Map<string, unknown>([
    [bulkRun.name, { bulkOperationRunQuery: { bulkOperation: { id: '1' }, userErrors: [] } }],
    [bulkStatus.name, { bulkOperation: { status: 'COMPLETED', url: 'https://bulk.test' } }],
  ]);
  const firstPage = { inventoryItems: { nodes: [], pageInfo: { hasNextPage: true, endCursor: '1' } } };
  return {
    ...client,
    request: async (operation) => operation.data.parse(answers.get(operation.name) ?? firstPage),
    download: async () => new Response(ReadableStream.from(linesOf(ledger))),
  };
}
