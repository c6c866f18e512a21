import type { MonotonicTime } from '../../shared/words/time.ts';
import type { Writer } from './database.ts';
import { restartFalls } from './falls.ts';
import { lookForUnseenNow, restartExplaining } from './level-doubts.ts';

/**
 * A new process, a new monotonic clock: whatever was due by the last one's is due at once, and readings that wait for their order
 * wait from the start. `judgeAt`: when those are judged. What has fallen counts for an hour from now.
 */
export function restartDue(
  ledger: Writer,
  { now, judgeAt }: { readonly now: MonotonicTime; readonly judgeAt: MonotonicTime },
): void {
  ledger.transaction(() => {
    ledger.run('UPDATE cell SET not_before = 0 WHERE not_before <> 0');
    ledger.run(
      "UPDATE booking SET not_before = 0 WHERE state IN ('question', 'pending', 'rejected', 'sent', 'unknown')",
    );
    ledger.run('UPDATE unread_order SET next_look_at = 0');
    ledger.run('UPDATE failing_item SET next_at = 0');
    lookForUnseenNow(ledger, now);
    ledger.run('UPDATE shop_order SET next_look_at = 0 WHERE next_look_at IS NOT NULL');
    restartExplaining(ledger, judgeAt);
    restartFalls(ledger, now);
  });
}
