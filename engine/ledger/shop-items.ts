import type { ShopLevelRef } from '../../shared/words/position.ts';
import type { ShopTime } from '../../shared/words/time.ts';
import type { Reader, Writer } from './database.ts';

/** One inventory item as Shopify tells it; `sku` trimmed. */
export interface ShopItemRow {
  readonly inventoryItemId: string;
  readonly sku: string;
  readonly tracked: boolean;
  readonly updatedAt: string;
}

/**
 * Takes in an item. One that is given another SKU is remembered as that of the article whose number it carried. `carriesSince`: for one that is
 * new or has another SKU, where orders may have been placed before; see `levelState`.
 */
export function saveShopItem(
  ledger: Writer,
  item: ShopItemRow,
  walk: number,
  carriesSince: ShopTime | null = null,
): void {
  ledger.run(
    `INSERT INTO shop_item (inventory_item_id, sku, tracked, updated_at, seen_walk, carries_since) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (inventory_item_id) DO UPDATE SET sku = excluded.sku, tracked = excluded.tracked,
       updated_at = excluded.updated_at, seen_walk = max(seen_walk, excluded.seen_walk),
       carries_since = CASE WHEN shop_item.sku <> excluded.sku THEN excluded.carries_since ELSE carries_since END,
       left_article = CASE WHEN shop_item.sku <> excluded.sku AND EXISTS (
         SELECT 1 FROM article WHERE article_number = shop_item.sku) THEN shop_item.sku ELSE left_article END`,
    item.inventoryItemId,
    item.sku,
    Number(item.tracked),
    item.updatedAt,
    walk,
    carriesSince,
  );
}

/** The item that carries a SKU. */
export function skuItem(
  ledger: Reader,
  sku: string,
): { inventoryItemId: string; isDuplicate: boolean } | undefined {
  const row = ledger.get<{ inventory_item_id: string; is_duplicate: number }>(
    'SELECT inventory_item_id, is_duplicate FROM shop_item WHERE sku = ? LIMIT 1',
    sku,
  );
  return row && { inventoryItemId: row.inventory_item_id, isDuplicate: row.is_duplicate === 1 };
}

/** The SKU that an item carries now; undefined for an item we do not know. */
export function skuOfItem(ledger: Reader, inventoryItemId: string): string | undefined {
  return ledger.get<{ sku: string }>('SELECT sku FROM shop_item WHERE inventory_item_id = ?', inventoryItemId)
    ?.sku;
}

/** True when the item is held just as it is given. */
export function holdsItem(ledger: Reader, item: ShopItemRow): boolean {
  const row = ledger.get<{ sku: string; tracked: number; updated_at: string }>(
    'SELECT sku, tracked, updated_at FROM shop_item WHERE inventory_item_id = ?',
    item.inventoryItemId,
  );
  return row?.sku === item.sku && row.tracked === Number(item.tracked) && row.updated_at === item.updatedAt;
}

/** Items of the shop that are held. */
export function countItems(ledger: Reader): number {
  return ledger.get<{ n: number }>('SELECT count(*) AS n FROM shop_item')?.n ?? 0;
}

/** The id of every item that is held. */
export function knownItemIds(ledger: Reader): string[] {
  const rows = ledger.all<{ id: string }>('SELECT inventory_item_id AS id FROM shop_item');
  return rows.map(({ id }) => id);
}

/** The walk has met the item, though it could not be shown. */
export function keepItem(ledger: Writer, inventoryItemId: string, walk: number): void {
  ledger.run(
    'UPDATE shop_item SET seen_walk = max(seen_walk, ?) WHERE inventory_item_id = ?',
    walk,
    inventoryItemId,
  );
}

/** The levels of an item that are held. */
export function levelsOfItem(ledger: Reader, inventoryItemId: string): ShopLevelRef[] {
  return ledger.all<ShopLevelRef>(
    `SELECT inventory_item_id AS inventoryItemId, location_id AS locationId FROM shop_level WHERE inventory_item_id = ?`,
    inventoryItemId,
  );
}

/** After a full scan: forgets what it did not meet. */
export function forgetUnseenItems(ledger: Writer, walk: number): void {
  ledger.run(
    `DELETE FROM shop_level WHERE inventory_item_id IN (SELECT inventory_item_id FROM shop_item WHERE seen_walk < ?)`,
    walk,
  );
  ledger.run('DELETE FROM shop_item WHERE seen_walk < ?', walk);
}

export function forgetItem(ledger: Writer, inventoryItemId: string): void {
  ledger.run('DELETE FROM shop_level WHERE inventory_item_id = ?', inventoryItemId);
  ledger.run('DELETE FROM shop_item WHERE inventory_item_id = ?', inventoryItemId);
}

/** The item has the SKU of another: neither matches anything, until `markDuplicateSkus` has gone through all of them. */
export function flagDuplicate(
  ledger: Writer,
  { inventoryItemId, sku }: Pick<ShopItemRow, 'inventoryItemId' | 'sku'>,
): void {
  const another = 'SELECT 1 FROM shop_item WHERE sku = ? AND inventory_item_id <> ? LIMIT 1';
  if (sku === '' || ledger.get(another, sku, inventoryItemId) === undefined) return;
  ledger.run('UPDATE shop_item SET is_duplicate = 1 WHERE sku = ? AND is_duplicate = 0', sku);
}

/** Two items with one SKU match nothing. */
export function markDuplicateSkus(ledger: Writer): void {
  ledger.run('UPDATE shop_item SET is_duplicate = 0 WHERE is_duplicate = 1');
  ledger.run(
    `UPDATE shop_item SET is_duplicate = 1
     WHERE sku IN (SELECT sku FROM shop_item WHERE sku <> '' GROUP BY sku HAVING count(*) > 1)`,
  );
}

export function markBundle(ledger: Writer, inventoryItemId: string): void {
  ledger.run('UPDATE shop_item SET is_bundle = 1 WHERE inventory_item_id = ?', inventoryItemId);
}
