import type { Sync } from './context.ts';

/** What keeps the count of writes may ask its person for a password, or be far away: that must not keep goods that are sold on sale. */
const PATIENCE_MS = 5_000;

export const LATE: unique symbol = Symbol('late');

/** What the work comes to, or `LATE` after some seconds; then it goes on unheard. Rejects as the work does. */
export async function inTime<Value>(sync: Sync, work: Promise<Value>): Promise<Value | typeof LATE> {
  const done = new AbortController();
  work.catch(() => undefined); // whoever loses the race fails unheard
  try {
    return await Promise.race([
      work,
      sync.ports.monotonic.sleep(PATIENCE_MS, done.signal).then((): typeof LATE => LATE),
    ]);
  } finally {
    done.abort();
  }
}
