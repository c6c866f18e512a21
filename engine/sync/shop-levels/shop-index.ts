import { later, type ShopTime, shopTime } from '../../../shared/words/time.ts';
import { listStores } from '../../ledger/catalogue.ts';
import { readState, writeState } from '../../ledger/engine-state.ts';
import { positionsOf } from '../../ledger/positions.ts';
import { markDirty } from '../../ledger/queue.ts';
import {
  forgetItem,
  forgetUnseenItems,
  holdsItem,
  markDuplicateSkus,
  recordReading,
  saveShopItem,
} from '../../ledger/shop-items.ts';
import { Refusal } from '../../refusal.ts';
import { bulkItems } from '../../shopify/bulk.ts';
import { isoSeconds, readItems, readItemsById, type ShopItem } from '../../shopify/gateway.ts';
import { itemsPerPage } from '../../shopify/shop-operations.ts';
import { reportRecovery, type Sync, shopNow } from '../runtime/context.ts';
import { judgeWalk } from './walk-guard.ts';

/** A shop with more items than this is read as a bulk operation, which costs no points. */
const SMALL_SHOP = 50;

/** Locations of the mapped stores. */
export function mappedLocations(sync: Sync): string[] {
  return listStores(sync.ledger).flatMap((store) => (store.locationId === null ? [] : [store.locationId]));
}

/**
 * Reads every inventory item of the shop with its levels at the mapped locations. `isShort`: far fewer than were known; what was read is
 * taken in, and nothing is concluded from what was not.
 */
export async function scanShop(
  sync: Sync,
  onPage: (done: number) => void = () => undefined,
): Promise<{ readonly items: number; readonly isShort: boolean }> {
  const locationIds = mappedLocations(sync);
  const walk = readState(sync.ledger, 'walk') + 1;
  await sync.shopify().knowTime();
  const readAt = shopNow(sync);
  let items: ShopItem[] = [];
  // Many locations make an item dear: fifty of them may be more than one query can ask for.
  const probe = Math.min(SMALL_SHOP, itemsPerPage(locationIds.length));
  const first = await readItems(sync.shopify(), locationIds, null, null, probe);
  if (first.next === null) items = first.items;
  else items = (await readInBulk(sync, locationIds)) ?? (await readPages(sync, locationIds, onPage));
  const readUntil = shopNow(sync);
  sync.ports.milestone('walk:read');
  const isWhole = sync.ledger.transaction(() => {
    // Judged by what was known before the walk.
    const isWhole = judgeWalk(sync, items, locationIds);
    for (const item of items) saveItem(sync, item, walk, readAt, readUntil);
    if (isWhole) forgetUnseenItems(sync.ledger, walk);
    markDuplicateSkus(sync.ledger);
    writeState(sync.ledger, 'walk', walk);
    // An item that changed and was not shown must be found by the next look at what has changed.
    if (!isWhole) return false;
    const newest = items.reduce((latest, item) => (item.updatedAt > latest ? item.updatedAt : latest), '');
    if (newest !== '') writeState(sync.ledger, 'itemsCursor', newest);
    moveItemsCursor(sync, isoSeconds(readAt));
    return true;
  });
  onPage(items.length);
  reportRecovery(sync, 'shopify');
  return { items: items.length, isShort: !isWhole };
}

/** Null when bulk operations do not work here; pages do, slowly. */
async function readInBulk(sync: Sync, locationIds: readonly string[]): Promise<ShopItem[] | null> {
  try {
    return await bulkItems(sync.shopify(), sync.ports.monotonic, locationIds);
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'shopifyUnexpected') throw error;
    sync.ports.log.warn('walk.bulk-failed', { args: error.args });
    return null;
  }
}

async function readPages(
  sync: Sync,
  locationIds: readonly string[],
  onPage: (done: number) => void,
): Promise<ShopItem[]> {
  const items: ShopItem[] = [];
  let next: string | null = null;
  do {
    const page: { items: ShopItem[]; next: string | null } = await readItems(
      sync.shopify(),
      locationIds,
      next,
      null,
    );
    items.push(...page.items);
    onPage(items.length);
    next = page.next;
  } while (next !== null);
  return items;
}

function saveItem(sync: Sync, item: ShopItem, walk: number, readAt: ShopTime, readUntil: ShopTime): void {
  const { levels, ...row } = item;
  saveShopItem(sync.ledger, row, walk);
  const judgeAt = later(sync.ports.monotonic.now(), sync.timing.explainMs);
  for (const level of levels) {
    const reading = { inventoryItemId: item.inventoryItemId, ...level, readAt, readUntil };
    recordReading(sync.ledger, reading, judgeAt);
  }
}

/** Takes in items that were created or changed since the last look: new SKUs, renamed ones, tracking. */
export async function refreshItems(sync: Sync): Promise<void> {
  const cursor = readState(sync.ledger, 'itemsCursor');
  if (cursor === null) return;
  const locationIds = mappedLocations(sync);
  const since = isoSeconds(shopTime(Date.parse(cursor) - 120_000));
  await sync.shopify().knowTime();
  const startedAt = shopNow(sync);
  let next: string | null = null;
  do {
    const readAt = shopNow(sync);
    const found = await readItems(sync.shopify(), locationIds, next, `updated_at:>='${since}'`);
    const readUntil = shopNow(sync);
    sync.ledger.transaction(() => {
      const changed = found.items.filter((item) => item.updatedAt > cursor || !holdsItem(sync.ledger, item));
      for (const item of changed) saveItem(sync, item, readState(sync.ledger, 'walk'), readAt, readUntil);
      if (changed.length > 0) markDuplicateSkus(sync.ledger);
      const isKept = readState(sync.ledger, 'firstSyncAt') !== null;
      for (const cell of isKept ? changed.flatMap((item) => positionsOf(sync.ledger, item.sku)) : []) {
        markDirty(sync.ledger, cell.articleNumber, cell.storeNumber, {
          at: sync.ports.clock.now(),
          cause: 'settings',
        });
        sync.signals.stockOut.notify();
      }
      const newest = found.items.reduce(
        (latest, item) => (item.updatedAt > latest ? item.updatedAt : latest),
        cursor,
      );
      writeState(sync.ledger, 'itemsCursor', newest);
    });
    next = found.next;
  } while (next !== null);
  sync.ledger.transaction(() => moveItemsCursor(sync, isoSeconds(startedAt)));
}

/** Everything up to here is taken in: what changed together long ago is not read again at every look. */
function moveItemsCursor(sync: Sync, to: string): void {
  if (to > (readState(sync.ledger, 'itemsCursor') ?? '')) writeState(sync.ledger, 'itemsCursor', to);
}

/** Reads some items' levels afresh. What the readings mean is decided by `settleReadings`. */
export async function rereadItems(sync: Sync, inventoryItemIds: readonly string[]): Promise<void> {
  const ids = [...new Set(inventoryItemIds)];
  await sync.shopify().knowTime();
  const readAt = shopNow(sync);
  const items = await readItemsById(sync.shopify(), ids, mappedLocations(sync));
  const readUntil = shopNow(sync);
  sync.ledger.transaction(() => {
    const found = new Set(items.map((item) => item.inventoryItemId));
    for (const id of ids) if (!found.has(id)) forgetItem(sync.ledger, id);
    for (const item of items) saveItem(sync, item, readState(sync.ledger, 'walk'), readAt, readUntil);
  });
}
