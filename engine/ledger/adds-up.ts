import type { BatchRow } from './batches.ts';
import type { Reader } from './database.ts';

/** What is wrong with a number that is about to leave the ledger; null when nothing is. */
export type Unsound = 'notWhole' | 'belowZero' | 'movementsDiffer';

/**
 * The cheap checks of what must be so whatever the program did: whole numbers, no target below 0, and movements that add up to the
 * balance the target was computed from. Whoever finds one broken writes nothing for that position and reports it.
 */
export function unsoundness(ledger: Reader, row: BatchRow): Unsound | null {
  if (!Number.isInteger(row.before) || !Number.isInteger(row.after)) return 'notWhole';
  if (row.after < 0) return 'belowZero';
  const sums = ledger.get<{ balance: number | null; moved: number | null }>(
    `SELECT (SELECT thousandths FROM balance WHERE article_number = ? AND store_number = ?) AS balance,
       (SELECT sum(thousandths) FROM movement WHERE article_number = ? AND store_number = ?) AS moved`,
    row.articleNumber,
    row.storeNumber,
    row.articleNumber,
    row.storeNumber,
  );
  return (sums?.balance ?? 0) === (sums?.moved ?? 0) ? null : 'movementsDiffer';
}
