import { describe, expect, it } from 'vitest';
import { createProcessClock } from './process-clock.ts';
import { createScheduler } from './scheduler.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const start = Date.UTC(2026, 2, 27, 12);
const seeds = Array.from({ length: 400 }, (_, n) => n + 1);

/** A computer's clock, how wrong it is in milliseconds, and what the story was told. */
function open(seed: number, name = 'one') {
  const scheduler = createScheduler(start);
  const told: string[] = [];
  const clock = createProcessClock(seed, name, scheduler, (text) => void told.push(text));
  return { scheduler, clock, told, error: () => clock.now() - scheduler.now() };
}

/** An hour in which the clock may be set a hundred times; the answer is what it showed. */
async function liveAnHour(seed: number, name = 'one') {
  const { scheduler, clock, told, error } = open(seed, name);
  const errors = [error()];
  for (let n = 1; n <= 100; n += 1) {
    await scheduler.runUntil(start + (n * HOUR) / 100);
    clock.act();
    errors.push(error());
  }
  return { errors, told };
}

const wrong = seeds.filter((seed) => open(seed).told.length > 0);
const offsets = wrong.map((seed) => open(seed).error()).filter((ms) => ms !== 0);

describe("a computer's wall clock", () => {
  it('is right in about half of the seeds, and stays so', async () => {
    expect(wrong.length).toBeGreaterThan(160);
    expect(wrong.length).toBeLessThan(240);
    for (const seed of seeds.filter((one) => !wrong.includes(one)).slice(0, 20)) {
      const { errors, told } = await liveAnHour(seed);
      expect(new Set(errors)).toEqual(new Set([0]));
      expect(told).toEqual([]);
    }
  });

  it('is ahead or behind, by seconds up to days', () => {
    for (const sign of [1, -1]) {
      const sizes = offsets.filter((ms) => ms * sign > 0).map(Math.abs);
      expect(Math.min(...sizes)).toBeLessThan(5 * SECOND);
      expect(Math.max(...sizes)).toBeGreaterThan(2 * DAY);
      for (const size of sizes) {
        expect(size).toBeGreaterThanOrEqual(SECOND);
        expect(size).toBeLessThanOrEqual(6 * DAY);
      }
    }
  });

  it('drifts either way, by no more than a second in ten minutes', async () => {
    const drifts: number[] = [];
    for (const seed of wrong) {
      const { scheduler, error } = open(seed);
      const before = error();
      await scheduler.runUntil(start + HOUR);
      drifts.push(error() - before);
    }
    expect(drifts.filter((ms) => ms === 0).length).toBeGreaterThan(0);
    expect(Math.min(...drifts)).toBeLessThan(-SECOND);
    expect(Math.max(...drifts)).toBeGreaterThan(SECOND);
    // A reading is rounded down to the millisecond.
    for (const drift of drifts) expect(Math.abs(drift)).toBeLessThanOrEqual(6 * SECOND + 1);
  });

  it('is set forwards and back, and the story says by how much', async () => {
    const steps: number[] = [];
    for (const seed of wrong.slice(0, 40)) {
      const { errors, told } = await liveAnHour(seed);
      const set = told.flatMap((text) => /is set by (-?\d+) ms/.exec(text)?.[1] ?? []).map(Number);
      const drifted = (errors.at(-1) ?? 0) - (errors[0] ?? 0) - set.reduce((total, step) => total + step, 0);
      expect(Math.abs(drifted)).toBeLessThanOrEqual(6 * SECOND + 1);
      steps.push(...set);
    }
    expect(Math.min(...steps)).toBeLessThan(-DAY);
    expect(Math.max(...steps)).toBeGreaterThan(DAY);
    expect(Math.min(...steps.map(Math.abs))).toBeLessThan(10 * SECOND);
  });

  it("is the seed's and the computer's own, and the same each time", async () => {
    for (const seed of wrong.slice(0, 10)) expect(await liveAnHour(seed)).toEqual(await liveAnHour(seed));
    const two = seeds.map((seed) => open(seed, 'two').error());
    expect(two).not.toEqual(seeds.map((seed) => open(seed).error()));
  });
});
