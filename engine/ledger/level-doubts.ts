import type { Position, ShopLevelRef } from '../../shared/words/position.ts';
import type { MonotonicTime, ShopTime } from '../../shared/words/time.ts';
import type { Reader, Writer } from './database.ts';

/** Nobody was there to see the orders: every unexplained reading gets its full time anew. */
export function restartExplaining(ledger: Writer, judgeAt: MonotonicTime): void {
  ledger.run('UPDATE shop_level SET judge_at = ? WHERE observed_at IS NOT NULL', judgeAt);
}

/** Readings that nothing has explained yet: those whose time is over by `dueBy`, or all. */
export function unexplainedReadings(ledger: Reader, dueBy?: MonotonicTime): ShopLevelRef[] {
  return ledger.all<ShopLevelRef>(
    `SELECT inventory_item_id AS inventoryItemId, location_id AS locationId
     FROM shop_level WHERE observed_at IS NOT NULL AND judge_at <= ? LIMIT 250`,
    dueBy ?? Number.MAX_SAFE_INTEGER,
  );
}

/** Levels with units that orders we have not seen have taken, and that are to be looked at again by now. */
export function dueUnseen(ledger: Reader, now: MonotonicTime): ShopLevelRef[] {
  return ledger.all<ShopLevelRef>(
    `SELECT inventory_item_id AS inventoryItemId, location_id AS locationId
     FROM shop_level WHERE unseen > 0 AND observed_at IS NULL AND judge_at <= ? LIMIT 250`,
    now,
  );
}

/** Units that are counted off at a position for orders that we have not seen. */
export function unseenAt(ledger: Reader, { articleNumber, storeNumber }: Position): number {
  return (
    ledger.get<{ units: number | null }>(
      `SELECT max(unseen) AS units FROM shop_level JOIN shop_item USING (inventory_item_id)
       JOIN store ON store.location_id = shop_level.location_id WHERE sku = ? AND store_number = ?`,
      articleNumber,
      storeNumber,
    )?.units ?? 0
  );
}

/** Explained levels with more promised than is counted off: by orders we know or lack. */
export function promisedLevels(ledger: Reader): ShopLevelRef[] {
  return ledger.all<ShopLevelRef>(
    `SELECT inventory_item_id AS inventoryItemId, location_id AS locationId
     FROM shop_level WHERE committed > unseen AND observed_at IS NULL`,
  );
}

/** Units that orders we have not seen have taken from a level, and when it is looked at again. */
export function setUnseen(ledger: Writer, level: ShopLevelRef, units: number, judgeAt: MonotonicTime): void {
  ledger.run(
    'UPDATE shop_level SET unseen = ?, judge_at = ? WHERE inventory_item_id = ? AND location_id = ?',
    units,
    judgeAt,
    level.inventoryItemId,
    level.locationId,
  );
}

/** All orders that we have not seen are looked for at once. */
export function lookForUnseenNow(ledger: Writer, now: MonotonicTime): void {
  ledger.run('UPDATE shop_level SET judge_at = ? WHERE unseen > 0 AND observed_at IS NULL', now);
}

/** An order that holds the goods there is known by now: what was counted off for one we had not seen is looked at anew. */
export function lookForUnseenAt(ledger: Writer, sku: string, locationId: string, now: MonotonicTime): void {
  ledger.run(
    `UPDATE shop_level SET judge_at = ? WHERE unseen > 0 AND observed_at IS NULL AND location_id = ?
       AND inventory_item_id IN (SELECT inventory_item_id FROM shop_item WHERE sku = ?)`,
    now,
    locationId,
    sku,
  );
}

/**
 * Nobody can say yet whose goods the item's are, and they may be ones that we have sold: another item has the SKU of the same article, or it
 * carries no article's number, and had one of which something was sold before, or an order of it waits. Which it is shows when that is mended.
 */
export function isOfGoodsInDoubt(ledger: Reader, inventoryItemId: string): boolean {
  const row = ledger.get(
    `SELECT 1 FROM shop_item LEFT JOIN article ON article.article_number = shop_item.sku
     WHERE shop_item.inventory_item_id = ? AND CASE WHEN article.article_number IS NULL
       THEN EXISTS (SELECT 1 FROM order_effect WHERE order_effect.article_number = shop_item.left_article AND location_id <> '')
         OR EXISTS (SELECT 1 FROM waiting_line WHERE waiting_line.inventory_item_id = shop_item.inventory_item_id)
       ELSE shop_item.is_duplicate = 1 AND article.is_webshop = 1 AND article.is_stock_item = 1 AND article.is_gone = 0 END`,
    inventoryItemId,
  );
  return row !== undefined;
}

/** An unexplained reading is judged later. */
export function judgeLater(ledger: Writer, level: ShopLevelRef, judgeAt: MonotonicTime): void {
  ledger.run(
    'UPDATE shop_level SET judge_at = ? WHERE inventory_item_id = ? AND location_id = ?',
    judgeAt,
    level.inventoryItemId,
    level.locationId,
  );
}

/** As in `levelState`. */
export function carriesSinceOf(ledger: Reader, inventoryItemId: string): ShopTime | null {
  const sql = 'SELECT carries_since AS since FROM shop_item WHERE inventory_item_id = ?';
  return ledger.get<{ since: ShopTime | null }>(sql, inventoryItemId)?.since ?? null;
}

/** All orders have been gone through: what the items before these had promised until then is known. */
export function endCarriesSince(ledger: Writer, until: ShopTime): void {
  ledger.run('UPDATE shop_item SET carries_since = NULL WHERE carries_since <= ?', until);
}
