import { type MonotonicTime, msBetween } from '../../shared/words/time.ts';
import type { Monotonic } from '../ports.ts';

/** EasyCashier's own limit is 300 a minute (`easycashier.md` §1.3); the rest is left to the shop's other users of the API. */
const CALLS_PER_MINUTE = 250;
const MINUTE_MS = 60_000;

/** Returns what every call waits for first, logins and repeats too: it spends one of the calls of any 60 seconds. */
export function createCallLimit(monotonic: Monotonic): () => Promise<void> {
  const recent: MonotonicTime[] = [];
  return async () => {
    for (;;) {
      const now = monotonic.now();
      while (recent.length > 0 && msBetween(recent[0] ?? now, now) >= MINUTE_MS) recent.shift();
      if (recent.length < CALLS_PER_MINUTE) {
        recent.push(now);
        return;
      }
      await monotonic.sleep(MINUTE_MS - msBetween(recent[0] ?? now, now));
    }
  };
}
