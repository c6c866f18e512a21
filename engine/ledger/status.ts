import type { Status } from '../../shared/contract/activity.ts';
import type { MonotonicTime, OurTime } from '../../shared/words/time.ts';
import type { Reader } from './database.ts';

/** The one number: Webshop articles in step and out of step, and those without a partner. */
export function countArticleStates(ledger: Reader): Status['articles'] {
  const row = ledger.get<{ webshop: number; matched: number | null; in_step: number | null }>(
    `SELECT count(*) AS webshop, sum(is_partnered) AS matched, sum(is_partnered AND is_agreed AND NOT is_waiting) AS in_step
     FROM (
       SELECT is_stock_item AND in_use AND NOT is_duplicate AND EXISTS (
           SELECT 1 FROM shop_item WHERE sku = article.article_number AND shop_item.is_duplicate = 0 AND tracked = 1
             AND is_bundle = 0) AS is_partnered,
         EXISTS (SELECT 1 FROM cell WHERE cell.article_number = article.article_number AND agreed IS NOT NULL) AS is_agreed,
         EXISTS (SELECT 1 FROM cell WHERE cell.article_number = article.article_number
           AND (dirty_since IS NOT NULL OR hold IS NOT NULL)) AS is_waiting
       FROM article WHERE is_webshop = 1 AND is_gone = 0)`,
  );
  const { webshop, matched, inStep } = {
    webshop: row?.webshop ?? 0,
    matched: row?.matched ?? 0,
    inStep: row?.in_step ?? 0,
  };
  return { webshop, inStep, outOfStep: matched - inStep, unmatched: webshop - matched };
}

export function countPushesSince(ledger: Reader, instant: OurTime): number {
  return (
    ledger.get<{ n: number }>("SELECT count(*) AS n FROM log WHERE at >= ? AND event = 'pushed'", instant)
      ?.n ?? 0
  );
}

/** When the next reading, order or item is to be looked at again, by the monotonic clock; null: none is. What is in the queue is no part of it. */
export function nextLookDue(ledger: Reader): MonotonicTime | null {
  return (
    ledger.get<{ at: MonotonicTime | null }>(
      `SELECT min(at) AS at FROM (
         SELECT min(judge_at) AS at FROM shop_level WHERE observed_at IS NOT NULL
         UNION ALL SELECT min(judge_at) FROM shop_level WHERE unseen > 0
         UNION ALL SELECT min(next_look_at) FROM shop_order WHERE next_look_at IS NOT NULL
         UNION ALL SELECT min(next_look_at) FROM unread_order
         UNION ALL SELECT min(next_at) FROM failing_item)`,
    )?.at ?? null
  );
}
