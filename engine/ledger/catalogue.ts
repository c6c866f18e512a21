import type { OurTime } from '../../shared/words/time.ts';
import { searchText } from '../rules/search-text.ts';
import type { Reader, Writer } from './database.ts';
import { whileUnchanged } from './while-unchanged.ts';

/** One article as EasyCashier tells it. */
export interface ArticleRow {
  readonly articleNumber: string;
  readonly articleId: string;
  readonly name: string;
  readonly barcode: string;
  readonly isStockItem: boolean;
  readonly isWebshop: boolean;
  readonly inUse: boolean;
  readonly averageCost: number;
}

export interface StoredArticle extends ArticleRow {
  readonly isDuplicate: boolean;
  readonly isGone: boolean;
  /** Since when EasyCashier cannot show it; null: it can. */
  readonly unreadSince: OurTime | null;
}

interface RawArticle {
  article_number: string;
  article_id: string;
  name: string;
  barcode: string;
  is_stock_item: number;
  is_webshop: number;
  in_use: number;
  average_cost: number;
  is_duplicate: number;
  is_gone: number;
  unread_since: OurTime | null;
}

const toArticle = (row: RawArticle): StoredArticle => ({
  articleNumber: row.article_number,
  articleId: row.article_id,
  name: row.name,
  barcode: row.barcode,
  isStockItem: row.is_stock_item === 1,
  isWebshop: row.is_webshop === 1,
  inUse: row.in_use === 1,
  averageCost: row.average_cost,
  isDuplicate: row.is_duplicate === 1,
  isGone: row.is_gone === 1,
  unreadSince: row.unread_since,
});

/** Saves what EasyCashier tells of an article where it differs from what is held. Returns what was held before. */
export function saveArticle(
  ledger: Writer,
  article: ArticleRow,
  isDuplicate: boolean,
): { before: StoredArticle | undefined; isChanged: boolean } {
  const before = findArticle(ledger, article.articleNumber);
  const isChanged =
    !before ||
    before.isGone ||
    before.isDuplicate !== isDuplicate ||
    (Object.keys(article) as (keyof ArticleRow)[]).some(
      (field) => field in before && before[field] !== article[field],
    );
  if (!isChanged) return { before, isChanged };
  ledger.run(
    `INSERT INTO article (article_number, article_id, name, barcode, is_stock_item, is_webshop, in_use, average_cost, is_duplicate, search_text)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (article_number) DO UPDATE SET
       article_id = excluded.article_id, name = excluded.name, barcode = excluded.barcode,
       is_stock_item = excluded.is_stock_item, is_webshop = excluded.is_webshop, in_use = excluded.in_use,
       average_cost = excluded.average_cost, is_duplicate = excluded.is_duplicate, search_text = excluded.search_text, is_gone = 0`,
    article.articleNumber,
    article.articleId,
    article.name,
    article.barcode,
    Number(article.isStockItem),
    Number(article.isWebshop),
    Number(article.inUse),
    article.averageCost,
    Number(isDuplicate),
    searchText(article),
  );
  return { before, isChanged };
}

/** The list has shown the article on that page. */
export function saveListPage(ledger: Writer, articleNumber: string, page: number): void {
  ledger.run(
    'UPDATE article SET list_page = ? WHERE article_number = ? AND list_page IS NOT ?',
    page,
    articleNumber,
    page,
  );
}

/** On which page the list showed the article last; null: on none. */
export const listPageOf = (ledger: Reader, articleNumber: string): number | null =>
  ledger.get<{ page: number | null }>(
    'SELECT list_page AS page FROM article WHERE article_number = ?',
    articleNumber,
  )?.page ?? null;

export function findArticle(ledger: Reader, articleNumber: string): StoredArticle | undefined {
  const row = ledger.get<RawArticle>('SELECT * FROM article WHERE article_number = ?', articleNumber);
  return row && toArticle(row);
}

/** The next Webshop articles that exist, by article number. */
export function webshopArticlesAfter(ledger: Reader, articleNumber: string, limit: number): StoredArticle[] {
  const sql = `SELECT * FROM article WHERE is_webshop = 1 AND is_gone = 0 AND article_number > ?
    ORDER BY article_number LIMIT ?`;
  return ledger.all<RawArticle>(sql, articleNumber, limit).map(toArticle);
}

/** EasyCashier cannot show the article since `at`, or longer; null: it has been read. */
export function setUnread(ledger: Writer, articleNumber: string, at: OurTime | null): void {
  ledger.run(
    'UPDATE article SET unread_since = CASE WHEN ? THEN coalesce(unread_since, ?) END WHERE article_number = ?',
    Number(at !== null),
    at,
    articleNumber,
  );
}

/** The first and the last of the articles that EasyCashier could show when it last was asked for them, but this one. */
export function sampleArticles(
  ledger: Reader,
  except: string,
): { articleNumber: string; articleId: string }[] {
  const end = (direction: 'ASC' | 'DESC') =>
    ledger.all<{ articleNumber: string; articleId: string }>(
      `SELECT article_number AS articleNumber, article_id AS articleId FROM article
       WHERE is_gone = 0 AND unread_since IS NULL AND article_number <> ? ORDER BY article_number ${direction} LIMIT 1`,
      except,
    );
  return [...end('ASC'), ...end('DESC')];
}

/** The number of every article that EasyCashier has. */
export function knownArticleNumbers(ledger: Reader): string[] {
  const rows = ledger.all<{ article_number: string }>('SELECT article_number FROM article WHERE is_gone = 0');
  return rows.map((row) => row.article_number);
}

/** The articles that EasyCashier had and a full scan did not meet. */
export function articlesNotMet(ledger: Reader, met: ReadonlySet<string>): string[] {
  return ledger
    .all<{ article_number: string }>('SELECT article_number FROM article WHERE is_gone = 0')
    .map((row) => row.article_number)
    .filter((articleNumber) => !met.has(articleNumber));
}

/** These are no longer in EasyCashier, which is not the same as 0. */
export function markGone(ledger: Writer, articleNumbers: readonly string[]): void {
  for (const articleNumber of articleNumbers) {
    ledger.run('UPDATE article SET is_gone = 1 WHERE article_number = ?', articleNumber);
  }
}

export function setWebshopFlag(ledger: Writer, articleNumber: string, on: boolean): void {
  ledger.run('UPDATE article SET is_webshop = ? WHERE article_number = ?', Number(on), articleNumber);
}

export function countArticles(ledger: Reader): number {
  return ledger.get<{ n: number }>('SELECT count(*) AS n FROM article WHERE is_gone = 0')?.n ?? 0;
}

export interface StoreRow {
  readonly storeNumber: string;
  readonly name: string;
  readonly locationId: string | null;
  readonly locationName: string | null;
  readonly lastPushAt: OurTime | null;
  readonly lastOrderAt: OurTime | null;
  /** Since when it is being counted. */
  readonly stocktakeSince: OurTime | null;
}

const storeNames = whileUnchanged(
  (ledger): ReadonlyMap<string, string> =>
    new Map(
      ledger
        .all<{ storeNumber: string; name: string }>('SELECT store_number AS storeNumber, name FROM store')
        .map(({ storeNumber, name }) => [storeNumber, name]),
    ),
);

export function saveStore(ledger: Writer, storeNumber: string, name: string): void {
  const held = storeNames(ledger).get(storeNumber);
  if (held !== undefined && (name === '' || name === held)) return;
  ledger.run(
    `INSERT INTO store (store_number, name) VALUES (?, ?)
     ON CONFLICT (store_number) DO UPDATE SET name = excluded.name WHERE excluded.name <> '' AND name <> excluded.name`,
    storeNumber,
    name,
  );
}

export function listStores(ledger: Reader): StoreRow[] {
  return ledger.all<StoreRow>(
    `SELECT store.store_number AS storeNumber, store.name, store.location_id AS locationId,
            location.name AS locationName, last_push_at AS lastPushAt, last_order_at AS lastOrderAt,
            stocktake_since AS stocktakeSince
     FROM store LEFT JOIN location USING (location_id) ORDER BY length(store.store_number), store.store_number`,
  );
}

/** Null takes its location away, which is remembered with the location. */
export function mapStore(ledger: Writer, storeNumber: string, locationId: string | null): void {
  ledger.run(
    `UPDATE location SET left_store = ?
     WHERE location_id = (SELECT location_id FROM store WHERE store_number = ?) AND location_id IS NOT ?`,
    storeNumber,
    storeNumber,
    locationId,
  );
  ledger.run('UPDATE store SET location_id = ? WHERE store_number = ?', locationId, storeNumber);
}

/** The store that the location was last taken away from; null: none ever had it. */
export function leftStoreOf(ledger: Reader, locationId: string): string | null {
  return (
    ledger.get<{ store: string | null }>(
      'SELECT left_store AS store FROM location WHERE location_id = ?',
      locationId,
    )?.store ?? null
  );
}

export function storeAt(ledger: Reader, locationId: string): string | undefined {
  return ledger.get<{ store_number: string }>(
    'SELECT store_number FROM store WHERE location_id = ?',
    locationId,
  )?.store_number;
}

export function stampStore(ledger: Writer, storeNumber: string, what: 'push' | 'order', at: OurTime): void {
  const column = what === 'push' ? 'last_push_at' : 'last_order_at';
  ledger.run(`UPDATE store SET ${column} = ? WHERE store_number = ?`, at, storeNumber);
}

export interface LocationRow {
  readonly locationId: string;
  readonly name: string;
  readonly isActive: boolean;
  readonly fulfillsOnlineOrders: boolean;
  readonly storeNumber: string | null;
}

export function saveLocations(ledger: Writer, locations: readonly Omit<LocationRow, 'storeNumber'>[]): void {
  ledger.run('UPDATE location SET is_active = 0');
  for (const location of locations) {
    ledger.run(
      `INSERT INTO location (location_id, name, is_active, fulfills_online) VALUES (?, ?, ?, ?)
       ON CONFLICT (location_id) DO UPDATE SET name = excluded.name, is_active = excluded.is_active,
         fulfills_online = excluded.fulfills_online`,
      location.locationId,
      location.name,
      Number(location.isActive),
      Number(location.fulfillsOnlineOrders),
    );
  }
}

export function listLocations(ledger: Reader): LocationRow[] {
  return ledger
    .all<{
      location_id: string;
      name: string;
      is_active: number;
      fulfills_online: number;
      store_number: string | null;
    }>(
      'SELECT location.*, store.store_number FROM location LEFT JOIN store USING (location_id) ORDER BY location_id',
    )
    .map((row) => ({
      locationId: row.location_id,
      name: row.name,
      isActive: row.is_active === 1,
      fulfillsOnlineOrders: row.fulfills_online === 1,
      storeNumber: row.store_number,
    }));
}
