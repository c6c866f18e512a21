/** When the program looks for a newer version of itself. */
import type { Time } from '../engine/supervisor.ts';

/** After the start: what a person came for is first. */
const FIRST_MS = 60_000;
const EVERY_MS = 12 * 3_600_000;
/** Sooner or later than that, so that not all computers come at once. */
const JITTER_MS = 3_600_000;

interface ScheduleOptions {
  /** Does not reject. */
  readonly look: () => Promise<void>;
  readonly time: Pick<Time, 'wait'>;
  /** At least 0 and below 1. */
  readonly random: () => number;
  readonly signal: AbortSignal;
}

/** Until `signal`. */
export async function keepLooking({ look, time, random, signal }: ScheduleOptions): Promise<void> {
  await time.wait(FIRST_MS, signal);
  while (!signal.aborted) {
    await look();
    await time.wait(EVERY_MS + (random() * 2 - 1) * JITTER_MS, signal);
  }
}
