import type { MatchArticle, Sku } from '../rules/matching.ts';
import type { Reader } from './database.ts';

interface RawSku {
  sku: string;
  tracked: number;
  is_bundle: number;
  is_duplicate: number;
}

const toSku = (row: RawSku): Sku => ({
  sku: row.sku,
  tracked: row.tracked === 1,
  isBundle: row.is_bundle === 1,
  isDuplicate: row.is_duplicate === 1,
});

/** The shop's item with just this SKU, marked if there are several. */
export function findSku(ledger: Reader, sku: string): Sku | undefined {
  const row = ledger.get<RawSku>(
    'SELECT sku, tracked, is_bundle, is_duplicate FROM shop_item WHERE sku = ? ORDER BY is_duplicate DESC LIMIT 1',
    sku,
  );
  return row && toSku(row);
}

/** Every SKU as a text, once each. */
export function skuTexts(ledger: Reader): string[] {
  return ledger.all<{ sku: string }>('SELECT DISTINCT sku FROM shop_item').map((row) => row.sku);
}

/** Every SKU of the shop; one carried by several items is marked. */
export function readSkus(ledger: Reader): Map<string, Sku> {
  const skus = new Map<string, Sku>();
  const rows = ledger.each<RawSku>('SELECT sku, tracked, is_bundle, is_duplicate FROM shop_item');
  for (const row of rows) skus.set(row.sku, toSku(row));
  return skus;
}

/** The Webshop articles that exist, by article number. */
export function readWebshopArticles(ledger: Reader): Map<string, MatchArticle & { name: string }> {
  const rows = ledger.each<{
    article_number: string;
    name: string;
    barcode: string;
    is_stock_item: number;
    in_use: number;
    is_duplicate: number;
  }>(
    `SELECT article_number, name, barcode, is_stock_item, in_use, is_duplicate FROM article
     WHERE is_webshop = 1 AND is_gone = 0 ORDER BY article_number`,
  );
  const articles = new Map<string, MatchArticle & { name: string }>();
  for (const row of rows) {
    articles.set(row.article_number, {
      articleNumber: row.article_number,
      name: row.name,
      barcode: row.barcode,
      isStockItem: row.is_stock_item === 1,
      inUse: row.in_use === 1,
      isDuplicate: row.is_duplicate === 1,
    });
  }
  return articles;
}

/** Items that carry no SKU. */
export function countWithoutSku(ledger: Reader): number {
  return ledger.get<{ n: number }>("SELECT count(*) AS n FROM shop_item WHERE sku = ''")?.n ?? 0;
}

/** Positions that have a partner which is not stocked, or no longer active, at the store's location. */
export function readNotStocked(
  ledger: Reader,
): { articleNumber: string; name: string; storeNumber: string }[] {
  return ledger.all(
    `SELECT article.article_number AS articleNumber, article.name, store.store_number AS storeNumber
     FROM article JOIN store ON store.location_id IS NOT NULL
     JOIN shop_item ON shop_item.sku = article.article_number AND shop_item.is_duplicate = 0
       AND shop_item.tracked = 1 AND shop_item.is_bundle = 0
     LEFT JOIN shop_level ON shop_level.inventory_item_id = shop_item.inventory_item_id
       AND shop_level.location_id = store.location_id
     WHERE article.is_webshop = 1 AND article.is_gone = 0 AND article.is_stock_item = 1 AND article.in_use = 1
       AND article.is_duplicate = 0 AND coalesce(shop_level.is_active, 0) = 0
     ORDER BY article.article_number, store.store_number`,
  );
}

/** Items with a SKU that no article answers to. */
export function countShopifyOnly(ledger: Reader): number {
  return (
    ledger.get<{ n: number }>(
      `SELECT count(*) AS n FROM shop_item
       WHERE sku <> '' AND NOT EXISTS (SELECT 1 FROM article WHERE article_number = sku AND is_gone = 0)`,
    )?.n ?? 0
  );
}
