import type { Reader, SqlValue } from './database.ts';

export interface ArticleFilter {
  readonly search?: string | undefined;
  readonly webshop?: boolean | undefined;
  /** Webshop articles without a partner that can be written. */
  readonly unmatched?: boolean | undefined;
  /** Articles with a cell whose numbers differ. */
  readonly differing?: boolean | undefined;
  readonly after?: string | undefined;
  readonly offset?: number | undefined;
  readonly limit: number;
}

const partner = `SELECT 1 FROM shop_item
  WHERE shop_item.sku = article.article_number AND is_duplicate = 0 AND tracked = 1 AND is_bundle = 0`;
const differs = `SELECT 1 FROM cell
  WHERE cell.article_number = article.article_number AND (dirty_since IS NOT NULL OR hold IS NOT NULL)`;

/** A page of article numbers in order, and how many there are in all. */
export function listArticles(
  ledger: Reader,
  filter: ArticleFilter,
): { articleNumbers: string[]; next: string | null; total: number } {
  const where = ['is_gone = 0'];
  const values: SqlValue[] = [];
  if (filter.webshop !== undefined) {
    where.push('is_webshop = ?');
    values.push(Number(filter.webshop));
  }
  if (filter.unmatched) {
    where.push(
      `is_webshop = 1 AND (is_stock_item = 0 OR in_use = 0 OR is_duplicate = 1 OR NOT EXISTS (${partner}))`,
    );
  }
  if (filter.differing) where.push(`EXISTS (${differs})`);
  if (filter.search) {
    const like = `%${filter.search.replace(/[\\%_]/g, '\\$&')}%`;
    where.push(
      "(article_number LIKE ? ESCAPE '\\' OR name LIKE ? ESCAPE '\\' OR barcode LIKE ? ESCAPE '\\')",
    );
    values.push(like, like, like);
  }
  const total =
    ledger.get<{ n: number }>(`SELECT count(*) AS n FROM article WHERE ${where.join(' AND ')}`, ...values)
      ?.n ?? 0;
  const articleNumbers = ledger
    .all<{ article_number: string }>(
      `SELECT article_number FROM article WHERE ${where.join(' AND ')} AND article_number > ?
       ORDER BY article_number LIMIT ? OFFSET ?`,
      ...values,
      filter.after ?? '',
      filter.limit,
      filter.offset ?? 0,
    )
    .map((row) => row.article_number);
  const last = articleNumbers.at(-1);
  return { articleNumbers, next: articleNumbers.length === filter.limit && last ? last : null, total };
}
