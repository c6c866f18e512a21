import { later, type ShopTime, shopTime } from '../../../shared/words/time.ts';
import { listStores } from '../../ledger/catalogue.ts';
import { readState, writeState } from '../../ledger/engine-state.ts';
import { positionsOf } from '../../ledger/positions.ts';
import { markDirty } from '../../ledger/queue.ts';
import {
  flagDuplicate,
  forgetItem,
  forgetUnseenItems,
  holdsItem,
  keepItem,
  knownItemIds,
  levelsOfItem,
  markDuplicateSkus,
  saveShopItem,
} from '../../ledger/shop-items.ts';
import { recordReading } from '../../ledger/shop-levels.ts';
import { Refusal } from '../../refusal.ts';
import { bulkItems } from '../../shopify/bulk.ts';
import { isItemNotUnderstood, isoSeconds, readItems, type ShopItem } from '../../shopify/gateway.ts';
import { itemsPerPage } from '../../shopify/shop-operations.ts';
import { reportRecovery, type Sync, shopNow } from '../runtime/context.ts';
import { endItemAside, setItemAside, unreadItems } from './failing-items.ts';
import { type ItemsRead, readAroundById, readPagesAround } from './read-around.ts';
import { judgeWalk, type WalkCount } from './walk-guard.ts';

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
  const walk = beginWalk(sync);
  await sync.shopify().knowTime();
  const readAt = shopNow(sync);
  const { items, unshown } = await readWhole(sync, locationIds, onPage);
  const readUntil = shopNow(sync);
  sync.ports.milestone('walk:read');
  // By what was known before the walk.
  const isWhole = sync.ledger.transaction(() =>
    judgeWalk(sync, countWalk(sync, { items, unshown }), locationIds),
  );
  for (const part of partsOf(items)) {
    sync.ledger.transaction(() => saveItems(sync, part, walk, { readAt, readUntil }));
    sync.ports.milestone('walk:part-saved');
    await sync.ports.monotonic.sleep(0);
  }
  sync.ledger.transaction(() => concludeWalk(sync, { items, unshown }, { walk, isWhole, readAt }));
  onPage(items.length);
  reportRecovery(sync, 'shopify');
  return { items: items.length, isShort: !isWhole };
}

/** From now on whatever is met is met by this walk or after it, also by one that a death cuts off. */
function beginWalk({ ledger }: Sync): number {
  return ledger.transaction(() => {
    const walk = readState(ledger, 'walk') + 1;
    writeState(ledger, 'walk', walk);
    return walk;
  });
}

/** Items and levels that are saved at once: some milliseconds. */
const PART_ROWS = 1_500;

/** What a walk has read, in parts: of a large shop it takes seconds to take in, and others have their turn in between. */
function* partsOf(items: readonly ShopItem[]): Generator<ShopItem[], void> {
  let part: ShopItem[] = [];
  let rows = 0;
  for (const item of items) {
    part.push(item);
    rows += 1 + item.levels.length;
    if (rows < PART_ROWS) continue;
    yield part;
    part = [];
    rows = 0;
  }
  if (part.length > 0) yield part;
}

/** All that was read has been taken in. Inside a transaction. */
function concludeWalk(
  sync: Sync,
  { items, unshown }: ItemsRead,
  { walk, isWhole, readAt }: { readonly walk: number; readonly isWhole: boolean; readonly readAt: ShopTime },
): void {
  const { ledger } = sync;
  for (const id of unshown) {
    keepItem(ledger, id, walk);
    setItemAside(sync, id, 'read');
  }
  if (isWhole) forgetUnseenItems(ledger, walk);
  markDuplicateSkus(ledger);
  // An item that changed and was not shown must be found by the next look at what has changed.
  if (!isWhole) return;
  const newest = items.reduce((latest, item) => (item.updatedAt > latest ? item.updatedAt : latest), '');
  if (newest !== '') writeState(ledger, 'itemsCursor', newest);
  moveItemsCursor(sync, isoSeconds(readAt));
}

function countWalk({ ledger }: Sync, { items, unshown }: ItemsRead): WalkCount {
  const known = unshown.reduce((sum, id) => sum + levelsOfItem(ledger, id).length, 0);
  return {
    items: items.length + unshown.length,
    levels: items.reduce((sum, { levels }) => sum + levels.length, known),
  };
}

/** All items: in one page, in bulk or page by page, around those that Shopify fails at. */
async function readWhole(
  sync: Sync,
  locationIds: readonly string[],
  onPage: (done: number) => void,
): Promise<ItemsRead> {
  const first = await readFirst(sync, locationIds);
  if (first?.next === null) return { items: first.items, unshown: [] };
  const inBulk = await readInBulk(sync, locationIds);
  if (inBulk) return { items: inBulk, unshown: [] };
  const items: ShopItem[] = [];
  const isWhole = await readPagesAround(sync, null, locationIds, (page) => {
    items.push(...page);
    onPage(items.length);
  });
  if (isWhole) return { items, unshown: [] };
  // What stands between two that Shopify fails at is asked for by name: an item that was not asked for is not gone.
  const met = new Set(items.map(({ inventoryItemId }) => inventoryItemId));
  const rest = knownItemIds(sync.ledger).filter((id) => !met.has(id));
  const read = await readAroundById(sync, rest, locationIds);
  return { items: [...items, ...read.items], unshown: read.unshown };
}

/** The first page. Null where it cannot be shown as it is. */
async function readFirst(sync: Sync, locationIds: readonly string[]) {
  // Many locations make an item dear: fifty of them may be more than one query can ask for.
  const size = Math.min(SMALL_SHOP, itemsPerPage(locationIds.length));
  try {
    return await readItems(sync.shopify(), locationIds, { size, tries: 2 });
  } catch (error) {
    if (!isItemNotUnderstood(error)) throw error;
    return null;
  }
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

/** Takes in what was read of items between two instants of Shopify's. Inside a transaction. */
function saveItems(
  sync: Sync,
  items: readonly ShopItem[],
  walk: number,
  { readAt, readUntil }: { readonly readAt: ShopTime; readonly readUntil: ShopTime },
): void {
  const { ledger, ports, timing } = sync;
  const unread = unreadItems(sync);
  const judgeAt = later(ports.monotonic.now(), timing.explainMs);
  const since = readState(ledger, 'activatedAt') === null ? null : readUntil;
  for (const { levels, ...row } of items) {
    const { inventoryItemId } = row;
    saveShopItem(ledger, row, walk, since);
    flagDuplicate(ledger, row);
    for (const level of levels)
      recordReading(ledger, { inventoryItemId, ...level, readAt, readUntil }, judgeAt);
    if (unread.has(inventoryItemId)) endItemAside(sync, inventoryItemId, 'read');
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
  let readAt = startedAt;
  let newest = cursor;
  await readPagesAround(sync, `updated_at:>='${since}'`, locationIds, (items) => {
    const readUntil = shopNow(sync);
    sync.ledger.transaction(() => takeInChanged(sync, items, cursor, { readAt, readUntil }));
    newest = items.reduce((latest, item) => (item.updatedAt > latest ? item.updatedAt : latest), newest);
    readAt = shopNow(sync);
  });
  // Whatever stands between two that Shopify fails at is met by the next whole walk.
  sync.ledger.transaction(() => {
    writeState(sync.ledger, 'itemsCursor', newest);
    moveItemsCursor(sync, isoSeconds(startedAt));
  });
}

/** Inside a transaction. */
function takeInChanged(
  sync: Sync,
  items: readonly ShopItem[],
  cursor: string,
  read: { readonly readAt: ShopTime; readonly readUntil: ShopTime },
): void {
  const { ledger, ports, signals } = sync;
  const changed = items.filter((item) => item.updatedAt > cursor || !holdsItem(ledger, item));
  saveItems(sync, changed, readState(ledger, 'walk'), read);
  if (changed.length > 0) markDuplicateSkus(ledger);
  if (readState(ledger, 'firstSyncAt') === null) return;
  for (const { articleNumber, storeNumber } of changed.flatMap((item) => positionsOf(ledger, item.sku))) {
    markDirty(ledger, articleNumber, storeNumber, { at: ports.clock.now(), cause: 'settings' });
    signals.stockOut.notify();
  }
}

/** Everything up to here is taken in: what changed together long ago is not read again at every look. */
function moveItemsCursor(sync: Sync, to: string): void {
  if (to > (readState(sync.ledger, 'itemsCursor') ?? '')) writeState(sync.ledger, 'itemsCursor', to);
}

/** Reads some items' levels afresh. What the readings mean is decided by `resolveReadings`. @throws Refusal as the client does */
export async function rereadItems(sync: Sync, inventoryItemIds: readonly string[]): Promise<void> {
  const ids = [...new Set(inventoryItemIds)];
  await sync.shopify().knowTime();
  const readAt = shopNow(sync);
  const { items, unshown } = await readAroundById(sync, ids, mappedLocations(sync));
  const readUntil = shopNow(sync);
  sync.ledger.transaction(() => {
    const found = new Set([...items.map((item) => item.inventoryItemId), ...unshown]);
    for (const id of ids) if (!found.has(id)) forgetGone(sync, id);
    saveItems(sync, items, readState(sync.ledger, 'walk'), { readAt, readUntil });
    for (const id of unshown) setItemAside(sync, id, 'read');
  });
}

function forgetGone(sync: Sync, inventoryItemId: string): void {
  forgetItem(sync.ledger, inventoryItemId);
  for (const what of ['read', 'write'] as const) endItemAside(sync, inventoryItemId, what);
}
