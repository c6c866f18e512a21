import { createPracticeRandom } from '../../practice/random.ts';
import type { Scheduler } from './scheduler.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** One computer's wall clock: wrong by an offset, drifting, and set now and then. The servers' time is the scheduler's. */
export interface ProcessClock {
  now(): number;
  /** Sometimes somebody, or a time server, sets it: by seconds or by days, either way. */
  act(): void;
}

/** Half of the seeds have a clock that is just right. */
export function createProcessClock(
  seed: number,
  name: string,
  scheduler: Scheduler,
  tell: (text: string) => void,
): ProcessClock {
  const random = createPracticeRandom(`clock ${seed} ${name}`);
  if (random.chance(0.5)) return { now: scheduler.now, act: () => undefined };
  const start = scheduler.now();
  const away = () =>
    random.pick([2 * SECOND, 20 * SECOND, 2 * MINUTE, 15 * MINUTE, HOUR, 5 * HOUR, DAY, 4 * DAY]) *
    (0.5 + random.next()) *
    (random.chance(0.5) ? 1 : -1);
  let offset = random.chance(0.7) ? Math.round(away()) : 0;
  // Cheap clocks lose up to a second in ten minutes.
  const drift = random.chance(0.5) ? (random.next() - 0.5) / 300 : 0;
  tell(`${name}'s clock: ${offset} ms off, drifting by ${(drift * 1e6).toFixed(0)} ppm`);
  return {
    now: () => Math.floor(scheduler.now() + offset + (scheduler.now() - start) * drift),
    act: () => {
      if (!random.chance(0.06)) return;
      const step = Math.round(away());
      offset += step;
      tell(`${name}'s clock is set by ${step} ms`);
    },
  };
}
