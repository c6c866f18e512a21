import { expect, it } from 'vitest';
import { createScheduler } from '../../../test/simulation/scheduler.ts';
import { createCallLimit } from '../../easycashier/call-limit.ts';
import { type CallRank, createCallQueue, NotWaitedFor } from './call-queue.ts';

const MINUTE = 60_000;

/** Each piece of work spends so many calls, and takes no time. */
function createRig(callsEach = 1) {
  const scheduler = createScheduler(Date.UTC(2026, 10, 23, 9));
  const limit = createCallLimit(scheduler.ports.monotonic);
  const queue = createCallQueue(scheduler.ports.monotonic, limit);
  const done: { readonly rank: CallRank; readonly at: number }[] = [];
  const start = scheduler.now();
  const work = (rank: CallRank, times: number) => {
    for (let n = 0; n < times; n += 1) {
      void queue.run(rank, async () => {
        for (let call = 0; call < callsEach; call += 1) await limit.spend();
        done.push({ rank, at: scheduler.now() - start });
      });
    }
  };
  const count = (rank: CallRank, since = 0) =>
    done.filter((one) => one.rank === rank && one.at >= since).length;
  return { queue, scheduler, start, done, work, count };
}

it('does one thing at a time, and the others in the order of their ranks', async () => {
  const { queue, scheduler } = createRig();
  const told: string[] = [];
  const work = (rank: CallRank, name: string) =>
    queue.run(rank, async () => {
      told.push(`${name} begins`);
      await scheduler.clock.sleep(100);
      told.push(`${name} ends`);
    });
  const all = [
    work('scan', 'page'),
    work('scan', 'next page'),
    work('sold', 'article'),
    work('booking', 'booking'),
  ];
  await scheduler.runFor(Promise.all(all), MINUTE);
  expect(told.filter((line) => line.endsWith('begins'))).toEqual([
    'page begins',
    'article begins', // owed: few of its rank have begun in this minute
    'next page begins', // so is this one
    'booking begins',
  ]);
  expect(told.map((line) => line.split(' ').at(-1))).toEqual(Array(4).fill(['begins', 'ends']).flat());
});

it('leaves calls of the minute to what goes before a scan', async () => {
  const { scheduler, start, work, count } = createRig();
  work('scan', 1_000);
  await scheduler.runUntil(start + 10_000);
  expect(count('scan')).toBeLessThan(250);
  work('sold', 20);
  work('booking', 20);
  await scheduler.runUntil(start + 11_000);
  expect([count('sold'), count('booking')], 'nothing waits for the minute to pass').toEqual([20, 20]);
});

it('gives each rank a few calls however many bookings there are', async () => {
  const { scheduler, start, work, count } = createRig();
  work('booking', 1_000);
  work('sold', 1_000);
  work('scan', 100);
  await scheduler.runUntil(start + 4 * MINUTE - 1);
  expect(count('scan')).toBe(4 * 5);
  expect(count('sold')).toBeGreaterThanOrEqual(4 * 100);
  expect(count('booking')).toBeGreaterThanOrEqual(4 * 45);
});

it('spreads bookings over the minute, so that what is sold need not wait for the next', async () => {
  const { scheduler, start, done, work, count } = createRig();
  work('booking', 2_000);
  const sold: number[] = [];
  for (let second = 1; second <= 5 * 60; second += 1) {
    await scheduler.runUntil(start + second * 1_000);
    if (second % 3 !== 0) continue;
    work('sold', 1);
    sold.push(second * 1_000);
  }
  await scheduler.runUntil(start + 5 * MINUTE + 10_000);
  const waits = done.filter(({ rank }) => rank === 'sold').map(({ at }, n) => at - (sold[n] ?? 0));
  expect(waits).toHaveLength(100);
  expect(Math.max(...waits)).toBeLessThanOrEqual(3_000);
  expect(count('booking')).toBeGreaterThan(5 * 200);
});

it('lets in a little that a person has asked for, when next to nothing is left of the minute', async () => {
  const { scheduler, start, work, count } = createRig();
  work('booking', 240);
  await scheduler.runUntil(start + 1_000);
  work('asked', 5);
  await scheduler.runUntil(start + 2_000);
  expect(count('asked')).toBe(5);
});

it('hands on what fails, and goes on', async () => {
  const { queue } = createRig();
  await expect(queue.run('sold', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(
    queue.run('sold', () => {
      throw new Error('nor this');
    }),
  ).rejects.toThrow('nor this');
  await expect(queue.run('sold', async () => 7)).resolves.toBe(7);
});

it('gives up what would wait for calls, and nothing else, while nobody waits for them', async () => {
  const { queue, scheduler, start, work, count } = createRig();
  const given: unknown[] = [];
  work('sold', 235);
  await scheduler.runUntil(start + 1_000);
  for (let page = 0; page < 8; page += 1)
    queue.run('scan', () => Promise.resolve()).catch((error) => given.push(error));
  queue.setPatient(false);
  work('booking', 3);
  await scheduler.runUntil(start + 2_000);
  // Five begin in any minute.
  expect(given).toEqual(Array(3).fill(expect.any(NotWaitedFor)));
  expect(count('booking')).toBe(3);
  queue.setPatient(true);
  work('scan', 1);
  await scheduler.runUntil(start + 2 * MINUTE);
  expect(count('scan')).toBe(1);
});
