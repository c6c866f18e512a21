import { searchWords } from '../rules/search-text.ts';
import type { Reader, SqlValue } from './database.ts';

export interface ArticleFilter {
  readonly search?: string | undefined;
  readonly webshop?: boolean | undefined;
  /** Webshop articles without a partner that can be written. */
  readonly unmatched?: boolean | undefined;
  /** Articles with a position whose numbers differ. */
  readonly differing?: boolean | undefined;
  /** Articles with a buffer of their own. */
  readonly buffered?: boolean | undefined;
  readonly after?: string | undefined;
  readonly offset?: number | undefined;
  readonly limit: number;
}

const partner = `SELECT 1 FROM shop_item
  WHERE shop_item.sku = article.article_number AND is_duplicate = 0 AND tracked = 1 AND is_bundle = 0`;
const differing = 'SELECT article_number FROM cell WHERE dirty_since IS NOT NULL OR hold IS NOT NULL';

/** SQL for »has every one of these words«; takes them as its values. */
export const hasWords = (words: readonly string[]) => words.map(() => 'instr(search_text, ?)').join(' AND ');

/** A page of article numbers in order, and how many there are in all. */
export function listArticles(
  ledger: Reader,
  filter: ArticleFilter,
): { articleNumbers: string[]; next: string | null; total: number } {
  const { after = '', offset = 0, limit } = filter;
  const where = ['is_gone = 0'];
  const values: SqlValue[] = [];
  if (filter.webshop !== undefined) {
    where.push('is_webshop = ?');
    values.push(Number(filter.webshop));
  }
  const words = searchWords(filter.search ?? '');
  const isSifted =
    words.length > 0 || filter.unmatched === true || filter.differing === true || filter.buffered === true;
  if (filter.unmatched) {
    where.push(
      `is_webshop = 1 AND (is_stock_item = 0 OR in_use = 0 OR is_duplicate = 1 OR NOT EXISTS (${partner}))`,
    );
  }
  if (filter.differing) where.push(`article_number IN (${differing})`);
  if (filter.buffered) where.push('article_number IN (SELECT article_number FROM buffer)');
  if (words.length > 0) where.push(hasWords(words));
  const from = `FROM article WHERE ${where.join(' AND ')}`;
  values.push(...words);

  // What goes through every article anyway does so once, and is counted here.
  const sifted = isSifted ? numbers(ledger, `${from} ORDER BY article_number`, values) : null;
  const total =
    sifted?.length ?? ledger.get<{ n: number }>(`SELECT count(*) AS n ${from}`, ...values)?.n ?? 0;
  const articleNumbers =
    sifted?.filter((number) => number > after).slice(offset, offset + limit) ??
    numbers(ledger, `${from} AND article_number > ? ORDER BY article_number LIMIT ? OFFSET ?`, [
      ...values,
      after,
      limit,
      offset,
    ]);
  const last = articleNumbers.at(-1);
  return { articleNumbers, next: articleNumbers.length === limit && last ? last : null, total };
}

function numbers(ledger: Reader, from: string, values: readonly SqlValue[]): string[] {
  const rows = ledger.all<{ article_number: string }>(`SELECT article_number ${from}`, ...values);
  return rows.map((row) => row.article_number);
}

/** What becomes of boxes: to be changed, as they are to be already, and of articles that are not known. */
interface BoxCounts {
  readonly changing: number;
  readonly unchanged: number;
  readonly unknown: number;
}

/** Of every stock item, or of the articles of these numbers, each once. */
export function countBoxes(ledger: Reader, on: boolean, articleNumbers: readonly string[] | null): BoxCounts {
  const of = articleNumbers === null ? '' : 'AND article_number IN (SELECT value FROM json_each(?))';
  const row = ledger.get<{ changing: number | null; known: number }>(
    `SELECT sum(is_webshop <> ? ${articleNumbers === null ? 'AND is_stock_item' : ''}) AS changing, count(*) AS known
     FROM article WHERE is_gone = 0 ${of}`,
    Number(on),
    ...(articleNumbers === null ? [] : [JSON.stringify(articleNumbers)]),
  );
  const { changing, known } = { changing: row?.changing ?? 0, known: row?.known ?? 0 };
  return { changing, unchanged: known - changing, unknown: (articleNumbers?.length ?? known) - known };
}
