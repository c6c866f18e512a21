/** How long to wait before the engine is started again: longer after each death in a row, at once after a long life. */

const FIRST_MS = 250;
const LONGEST_MS = 30_000;
/** Who lived this long did not die of what killed the one before. */
const LONG_LIFE_MS = 60_000;
/** After so many short lives in a row nobody can say that another one will help. */
const MANY_DEATHS = 5;

export interface BackOff {
  /** After a life of `livedMs`: milliseconds to wait. */
  next(livedMs: number): number;
  /** So many short lives in a row have ended that the next one is unlikely to be longer. */
  isHopeless(): boolean;
}

export function createBackOff(): BackOff {
  let wait = FIRST_MS;
  let inARow = 0;
  return {
    isHopeless: () => inARow >= MANY_DEATHS,
    next: (livedMs) => {
      const isLong = livedMs >= LONG_LIFE_MS;
      inARow = isLong ? 0 : inARow + 1;
      if (isLong) wait = FIRST_MS;
      const now = wait;
      wait = Math.min(wait * 2, LONGEST_MS);
      return now;
    },
  };
}
