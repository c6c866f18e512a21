import { failingItems, sampleItems } from '../../ledger/failing-items.ts';
import {
  type ItemPage,
  isItemNotUnderstood,
  readItems,
  readItemsById,
  type ShopItem,
} from '../../shopify/gateway.ts';
import { itemsPerPage } from '../../shopify/shop-operations.ts';
import type { Sync } from '../runtime/context.ts';

/** So often a reading is asked for that costs hundreds of points; what fails in a spell is tried again later. */
const TRIES = 2;
/** A part of one that has failed as a whole; it is tried in smaller parts. */
const PART_TRIES = 1;
/** A page with an item that Shopify fails at is read in parts, each so much smaller. */
const PARTS = 4;

/** Items that were asked for by id: those that are shown, and those that Shopify fails at. Any other is gone. */
export interface ItemsRead {
  readonly items: ShopItem[];
  readonly unshown: string[];
}

/**
 * Reads items by their ids. One that Shopify fails at takes every item along that is asked for in the same call: the others are asked for
 * without it. @throws Refusal where Shopify cannot be asked, or shows no item at all
 */
export async function readAroundById(
  sync: Sync,
  ids: readonly string[],
  locationIds: readonly string[],
): Promise<ItemsRead> {
  const failing = new Set(failingItems(sync.ledger, 'read').map(({ inventoryItemId }) => inventoryItemId));
  const read: ItemsRead = { items: [], unshown: [] };
  const sound = ids.filter((id) => !failing.has(id));
  const size = itemsPerPage(locationIds.length);
  for (let start = 0; start < sound.length; start += size)
    await readPart(sync, sound.slice(start, start + size), locationIds, read);
  for (const id of ids) if (failing.has(id)) await readPart(sync, [id], locationIds, read);
  return read;
}

async function readPart(
  sync: Sync,
  ids: readonly string[],
  locationIds: readonly string[],
  read: ItemsRead,
  isPart = false,
): Promise<void> {
  const tries = isPart && ids.length > 1 ? PART_TRIES : TRIES;
  try {
    read.items.push(...(await readItemsById(sync.shopify(), ids, locationIds, tries)));
  } catch (error) {
    if (!isItemNotUnderstood(error)) throw error;
    const isShown =
      (await isAnotherShown(sync, ids, locationIds)) ?? (ids.length > 1 || read.items.length > 0);
    if (!isShown) throw error;
    const [only] = ids;
    if (ids.length === 1 && only !== undefined) {
      read.unshown.push(only);
      return;
    }
    const middle = Math.ceil(ids.length / 2);
    for (const half of [ids.slice(0, middle), ids.slice(middle)])
      await readPart(sync, half, locationIds, read, true);
  }
}

/** Something was answered, and not what was asked for: another item tells whose fault that is. Null: none is known to ask for. */
async function isAnotherShown(
  sync: Sync,
  except: readonly string[],
  locationIds: readonly string[],
): Promise<boolean | null> {
  const samples = sampleItems(sync.ledger, except);
  if (samples.length === 0) return null;
  for (const id of samples) {
    try {
      await readItemsById(sync.shopify(), [id], locationIds, TRIES);
      return true;
    } catch (error) {
      if (!isItemNotUnderstood(error)) throw error;
    }
  }
  return false;
}

/** What a reading from one end gets page by page; true: that is enough. */
type Take = (items: readonly ShopItem[]) => boolean;

/**
 * Reads a list of items page by page from the oldest on, and where Shopify fails at one of them from the newest back to it. `take` gets each
 * page. Returns whether all have been shown; otherwise what lies between the two ends has not.
 * @throws Refusal where Shopify cannot be asked, or shows no item at all
 */
export async function readPagesAround(
  sync: Sync,
  query: string | null,
  locationIds: readonly string[],
  take: (items: readonly ShopItem[]) => void,
): Promise<boolean> {
  const met = new Set<string>();
  const takeNew = (items: readonly ShopItem[]) => {
    const isMet = items.some(({ inventoryItemId }) => met.has(inventoryItemId));
    for (const { inventoryItemId } of items) met.add(inventoryItemId);
    take(items);
    return isMet;
  };
  const takeAll: Take = (items) => takeNew(items) && false;
  if (await readFromEnd(sync, { query }, locationIds, takeAll)) return true;
  return readFromEnd(sync, { query, isNewestFirst: true }, locationIds, takeNew);
}

/** Does Shopify list an item at either end? Then it is one of the others that it fails at, and not the list. */
async function isListShown(sync: Sync, locationIds: readonly string[]): Promise<boolean> {
  for (const isNewestFirst of [false, true]) {
    try {
      await readItems(sync.shopify(), locationIds, { isNewestFirst, size: 1, tries: TRIES });
      return true;
    } catch (error) {
      if (!isItemNotUnderstood(error)) throw error;
    }
  }
  return false;
}

/** Reads until `take` has enough, or to the end. False: until an item that Shopify fails at. */
async function readFromEnd(
  sync: Sync,
  page: ItemPage,
  locationIds: readonly string[],
  take: Take,
): Promise<boolean> {
  let at: Pick<ItemPage, 'after' | 'size' | 'tries'> = {
    size: itemsPerPage(locationIds.length),
    tries: TRIES,
  };
  for (;;) {
    try {
      const { items, next } = await readItems(sync.shopify(), locationIds, { ...page, ...at });
      if (take(items) || next === null) return true;
      at = { ...at, after: next };
    } catch (error) {
      if (!isItemNotUnderstood(error) || !(await isListShown(sync, locationIds))) throw error;
      const size = at.size ?? 1;
      if (size === 1) return false;
      const part = Math.max(1, Math.floor(size / PARTS));
      at = { ...at, size: part, tries: part > 1 ? PART_TRIES : TRIES };
    }
  }
}
