import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { msBetween } from '../../shared/words/time.ts';
import { parseJson } from '../parse-json.ts';
import type { Monotonic } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import type { ShopifyClient } from './client.ts';
import type { ShopItem, ShopLevel } from './gateway.ts';
import { levelVector } from './level-vector.ts';
import { bulkItemsDocument, bulkRun, bulkStatus } from './shop-operations.ts';

const itemLine = z.object({
  id: z.string(),
  sku: z.string().nullable(),
  tracked: z.boolean(),
  updatedAt: z.string(),
});
const levelLine = z.object({
  __parentId: z.string(),
  isActive: z.boolean(),
  location: z.object({ id: z.string() }),
  quantities: levelVector,
});

/** An item or a level is some hundred bytes. */
const MOST_LINE_BYTES = 1024 * 1024;
const LINE_END = 0x0a;

/** The longest a bulk reading may take before it is given up; a full scan of 250,000 items takes minutes. */
const PATIENCE_MS = 30 * 60_000;

/**
 * Reads the whole shop as a bulk operation. Children may come in any order (`groupObjects` is false), so everything
 * is joined on `__parentId` before it is returned. An incomplete result is an error, never a shorter shop.
 * @throws Refusal `shopifyUnexpected`, `shopifyUnreachable`
 */
export async function bulkItems(
  client: ShopifyClient,
  monotonic: Monotonic,
  locationIds: readonly string[],
): Promise<ShopItem[]> {
  const { bulkOperationRunQuery } = await client.request(bulkRun, { query: bulkItemsDocument });
  const id = bulkOperationRunQuery.bulkOperation?.id;
  if (!id) throw new Refusal('shopifyUnexpected', { operation: 'BulkRun' });
  const url = await finished(client, monotonic, id);
  if (url === null) return []; // a bulk operation without objects has no file
  const response = await client.download(url);
  if (!response.ok || !response.body)
    throw new Refusal('shopifyUnreachable', { address: new URL(url).origin });
  return join(response.body, new Set(locationIds));
}

async function finished(client: ShopifyClient, monotonic: Monotonic, id: string): Promise<string | null> {
  const start = monotonic.now();
  for (
    let pause = 250;
    msBetween(start, monotonic.now()) < PATIENCE_MS;
    pause = Math.min(5_000, pause * 1.5)
  ) {
    await monotonic.sleep(pause);
    const { bulkOperation } = await client.request(bulkStatus, { id });
    if (bulkOperation?.status === 'COMPLETED') return bulkOperation.url;
    if (bulkOperation && !['CREATED', 'RUNNING'].includes(bulkOperation.status)) break;
  }
  throw new Refusal('shopifyUnexpected', { operation: 'BulkStatus' });
}

type Mutable = { -readonly [Key in keyof ShopItem]: ShopItem[Key] } & {
  levels: ShopLevel[];
};

/** What has no end of line would be held in memory as a whole before anybody reads it. */
function limitLines(): TransformStream<Uint8Array, Uint8Array> {
  let length = 0;
  return new TransformStream({
    transform: (chunk, controller) => {
      const last = chunk.lastIndexOf(LINE_END);
      if (last >= 0) length = 0;
      length += chunk.byteLength - last - 1;
      if (length > MOST_LINE_BYTES) throw new Error(`a line is longer than ${MOST_LINE_BYTES} bytes`);
      controller.enqueue(chunk);
    },
  });
}

async function join(body: ReadableStream, locations: ReadonlySet<string>): Promise<ShopItem[]> {
  const items = new Map<string, Mutable>();
  const orphans: z.infer<typeof levelLine>[] = [];
  const attach = (level: z.infer<typeof levelLine>) => {
    const parent = items.get(level.__parentId);
    if (!parent) return false;
    if (locations.has(level.location.id)) {
      parent.levels.push({ locationId: level.location.id, ...level.quantities, isActive: level.isActive });
    }
    return true;
  };
  try {
    const input = Readable.fromWeb(body.pipeThrough(limitLines()) as never);
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      if (line === '') continue;
      const parsed = parseJson(line);
      if (typeof parsed === 'object' && parsed !== null && '__parentId' in parsed) {
        const level = levelLine.parse(parsed);
        if (!attach(level)) orphans.push(level);
      } else {
        const { id, sku, ...item } = itemLine.parse(parsed);
        items.set(id, { inventoryItemId: id, sku: (sku ?? '').trim(), ...item, levels: [] });
      }
    }
  } catch {
    throw new Refusal('shopifyUnexpected', { operation: 'BulkItems' });
  }
  for (const level of orphans) attach(level);
  return [...items.values()];
}
