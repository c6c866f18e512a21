import { type MonotonicTime, msBetween } from '../../shared/words/time.ts';
import type { Monotonic } from '../ports.ts';

/** EasyCashier's own limit is 300 a minute (`easycashier.md` §1.3); the rest is left to the shop's other users of the API. */
const CALLS_PER_MINUTE = 250;
const MINUTE_MS = 60_000;

/** The calls of any 60 seconds, logins and repeats included. */
export interface CallLimit {
  /** What every call waits for first: it spends one. */
  spend(): Promise<void>;
  /** How long until `kept` and one more are left, in milliseconds; 0: they are. */
  waitMs(kept: number): number;
  /** Calls made so far. */
  spent(): number;
}

export function createCallLimit(monotonic: Monotonic): CallLimit {
  const recent: MonotonicTime[] = [];
  let spent = 0;
  const waitMs = (kept: number): number => {
    const now = monotonic.now();
    while (recent.length > 0 && msBetween(recent[0] ?? now, now) >= MINUTE_MS) recent.shift();
    const tooMany = recent.length - (CALLS_PER_MINUTE - 1 - kept);
    const last = tooMany > 0 ? recent[tooMany - 1] : undefined;
    return last === undefined ? 0 : MINUTE_MS - msBetween(last, now);
  };
  return {
    waitMs,
    spent: () => spent,
    spend: async () => {
      for (let ms = waitMs(0); ms > 0; ms = waitMs(0)) await monotonic.sleep(ms);
      recent.push(monotonic.now());
      spent += 1;
    },
  };
}
