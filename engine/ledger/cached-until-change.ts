import { later, type MonotonicTime, msBetween } from '../../shared/words/time.ts';
import type { Reader } from './database.ts';

/** Times as long as it took to find the answer. */
const REST = 50;

/**
 * An answer read from the ledger, kept until the ledger changes. What is costly to find is not found more often than every
 * fiftieth of the time: a window that looks every second must not keep a core busy in a shop of 100,000 articles.
 */
export function cachedUntilChange<Answer>(
  ledger: Reader,
  now: () => MonotonicTime,
  find: () => Answer,
): () => Answer {
  let held: { answer: Answer; changes: number; until: MonotonicTime } | null = null;
  return () => {
    const changes = ledger.get<{ n: number }>('SELECT total_changes() AS n')?.n ?? 0;
    const before = now();
    if (held !== null && (held.changes === changes || before < held.until)) return held.answer;
    const answer = find();
    const after = now();
    held = { answer, changes, until: later(after, msBetween(before, after) * REST) };
    return answer;
  };
}
