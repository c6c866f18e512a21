import type { Sku } from '../rules/matching.ts';
import { findArticle, type StoredArticle, webshopArticlesAfter } from './catalogue.ts';
import type { Reader } from './database.ts';

/** The shop's item with just this SKU, marked if there are several. */
export function findSku(ledger: Reader, sku: string): Sku | undefined {
  const row = ledger.get<{ sku: string; tracked: number; is_bundle: number; is_duplicate: number }>(
    'SELECT sku, tracked, is_bundle, is_duplicate FROM shop_item WHERE sku = ? ORDER BY is_duplicate DESC LIMIT 1',
    sku,
  );
  return (
    row && {
      sku: row.sku,
      tracked: row.tracked === 1,
      isBundle: row.is_bundle === 1,
      isDuplicate: row.is_duplicate === 1,
    }
  );
}

/** Read at once: some milliseconds. */
const PAGE = 2_000;

/** Every SKU as a text, once each, a page at a time. */
export function* skuTexts(ledger: Reader): Generator<string[], void> {
  for (let after = ''; ; ) {
    const skus = ledger
      .all<{ sku: string }>(
        'SELECT DISTINCT sku FROM shop_item WHERE sku > ? ORDER BY sku LIMIT ?',
        after,
        PAGE,
      )
      .map((row) => row.sku);
    yield skus;
    const last = skus.at(-1);
    if (last === undefined || skus.length < PAGE) return;
    after = last;
  }
}

/** The article where it exists and is flagged *Webshop*. */
export function findWebshopArticle(ledger: Reader, articleNumber: string): StoredArticle | undefined {
  const article = findArticle(ledger, articleNumber);
  return article?.isWebshop && !article.isGone ? article : undefined;
}

/** The Webshop articles that exist, by article number, a page at a time as the ledger has it by then. */
export function* webshopArticles(ledger: Reader): Generator<StoredArticle[], void> {
  for (let after = ''; ; ) {
    const articles = webshopArticlesAfter(ledger, after, PAGE);
    yield articles;
    const last = articles.at(-1);
    if (last === undefined || articles.length < PAGE) return;
    after = last.articleNumber;
  }
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
