/** How long to wait before the engine is started again: longer after each death in a row, at once after a long life. */

const FIRST_MS = 250;
const LONGEST_MS = 30_000;
/** Who lived this long did not die of what killed the one before. */
const LONG_LIFE_MS = 60_000;

export interface BackOff {
  /** After a life of `livedMs`: milliseconds to wait. */
  next(livedMs: number): number;
}

export function createBackOff(): BackOff {
  let wait = FIRST_MS;
  return {
    next: (livedMs) => {
      if (livedMs >= LONG_LIFE_MS) wait = FIRST_MS;
      const now = wait;
      wait = Math.min(wait * 2, LONGEST_MS);
      return now;
    },
  };
}
