import type { Variables } from '../programs/program.ts';

/** How fast the time of a run goes by: a short one has all the kinds of things that an hour has, sooner after one another. */
export interface Pace {
  readonly minutes: number;
  /** A duration of the hour, in this run. Milliseconds. */
  scaled(ms: number): number;
  /** Between two things that happen in the shops: from, to. Milliseconds. */
  readonly between: readonly [number, number];
  /** Everything that is known of the world, instead of the seed's own share: some of it takes minutes to end. */
  readonly isWhole: boolean;
  /** What makes the program itself look and judge sooner, where there is no time to wait. */
  readonly variables: Variables;
}

/** From so many minutes on the program waits as long as in a shop. */
const LONG_MINUTES = 3;
const LEAST_MS = 200;

export function createPace(minutes: number): Pace {
  const isShort = minutes < LONG_MINUTES;
  const share = Math.min(1, minutes / 10);
  return {
    minutes,
    scaled: (ms) => Math.max(LEAST_MS, Math.round(ms * share)),
    isWhole: !isShort,
    between: isShort ? [50, 400] : [500, 6_500],
    variables: isShort ? { BACKOFFICE_POLL_SECONDS: '0.5', BACKOFFICE_SETTLE_SECONDS: '2' } : {},
  };
}
