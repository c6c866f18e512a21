import type { Status } from '../../shared/contract/activity.ts';
import type { Reader } from './database.ts';

/** The one number: Webshop articles in step and out of step, and those without a partner. */
export function countArticleStates(ledger: Reader): Status['articles'] {
  const count = (sql: string) => ledger.get<{ n: number }>(sql)?.n ?? 0;
  const isPartnered = `is_stock_item = 1 AND in_use = 1 AND is_duplicate = 0 AND EXISTS (
    SELECT 1 FROM shop_item WHERE sku = article.article_number AND shop_item.is_duplicate = 0 AND tracked = 1
      AND is_bundle = 0)`;
  const webshop = count('SELECT count(*) AS n FROM article WHERE is_webshop = 1 AND is_gone = 0');
  const matched = count(
    `SELECT count(*) AS n FROM article WHERE is_webshop = 1 AND is_gone = 0 AND ${isPartnered}`,
  );
  const inStep = count(
    `SELECT count(*) AS n FROM article WHERE is_webshop = 1 AND is_gone = 0 AND ${isPartnered}
       AND EXISTS (SELECT 1 FROM cell WHERE cell.article_number = article.article_number AND agreed IS NOT NULL)
       AND NOT EXISTS (SELECT 1 FROM cell WHERE cell.article_number = article.article_number
         AND (dirty_since IS NOT NULL OR hold IS NOT NULL))`,
  );
  return { webshop, inStep, outOfStep: matched - inStep, unmatched: webshop - matched };
}

export function countPushesSince(ledger: Reader, instant: number): number {
  return (
    ledger.get<{ n: number }>("SELECT count(*) AS n FROM log WHERE at >= ? AND event = 'pushed'", instant)
      ?.n ?? 0
  );
}
