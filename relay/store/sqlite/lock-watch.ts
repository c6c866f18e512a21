/** What to do while another program has the database locked. */
import type { Monotonic } from '../../ports.ts';
import { type Connection, isBusy } from './connection.ts';

export const LOCKED = 'somebody else has the database locked';
/** Another program that holds the lock for longer than this makes us refuse until it lets go. */
const MOST_LOCKED_MS = 1_000;
const TRY_LOCK_MS = 10;

/** Waits beside the thread until nobody else has the lock: SQLite's own waiting would stop everything. */
export function watchLock(
  monotonic: Monotonic,
  current: () => Connection | null,
  refuseAll: (error: unknown) => void,
  giveUp: (error: unknown) => void,
) {
  let [isWaiting, isTooLong] = [false, false];
  const isHeld = (): boolean => {
    try {
      current()?.transaction(() => undefined);
      return false;
    } catch (error) {
      if (isBusy(error)) return true;
      giveUp(error);
      return false;
    }
  };
  return {
    isWaiting: () => isWaiting,
    isTooLong: () => isTooLong,
    /** Resolves when a lock can be had, or there is no connection any more. */
    untilFree: async (): Promise<void> => {
      if (isWaiting) return;
      isWaiting = true;
      const since = monotonic.now();
      do {
        await monotonic.sleep(TRY_LOCK_MS);
        isTooLong = monotonic.now() - since >= MOST_LOCKED_MS;
        if (isTooLong) refuseAll(LOCKED);
      } while (isHeld());
      [isWaiting, isTooLong] = [false, false];
    },
  };
}
