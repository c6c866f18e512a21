import { expect, it } from 'vitest';
import { keepLooking } from './schedule.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Waits end at once, and take as long as they say. */
function lookedAt(looks: number, random: () => number): Promise<number[]> {
  const over = new AbortController();
  const seen: number[] = [];
  let now = 0;
  return keepLooking({
    look: async () => {
      seen.push(now);
      if (seen.length === looks) over.abort();
    },
    time: {
      wait: async (ms) => {
        now += ms;
      },
    },
    random,
    signal: over.signal,
  }).then(() => seen);
}

it('looks a minute after the start, and every twelve hours after that', async () => {
  expect(await lookedAt(4, () => 0.5)).toEqual([0, 12, 24, 36].map((hours) => MINUTE + hours * HOUR));
});

it('up to an hour sooner or later, so that not all computers come at once', async () => {
  expect(await lookedAt(2, () => 0)).toEqual([MINUTE, MINUTE + 11 * HOUR]);
  expect(await lookedAt(2, () => 0.999_999)).toEqual([MINUTE, expect.closeTo(MINUTE + 13 * HOUR, -2)]);
});

it('looks no more when the program ends', async () => {
  const over = new AbortController();
  over.abort();
  let looks = 0;
  await keepLooking({
    look: async () => {
      looks += 1;
    },
    time: { wait: async () => undefined },
    random: () => 0.5,
    signal: over.signal,
  });
  expect(looks).toBe(0);
});
