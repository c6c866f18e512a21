import { expect, it } from 'vitest';
import { createVirtualClock } from '../../bench/virtual-clock.ts';
import { createInTime, MOST_WAIT_MS } from './in-time.ts';
import { StoreUnavailable } from './store.ts';

it('refuses what waits too long, and at once whatever comes while it waits; then goes on', async () => {
  const clock = createVirtualClock();
  const inTime = createInTime(clock);
  const start = clock.now();
  const disk = Promise.withResolvers<string>();
  const first = inTime.run(() => disk.promise).catch((error: unknown) => [error, clock.now() - start]);
  const second = clock
    .sleep(MOST_WAIT_MS - 1)
    .then(() => inTime.run(async () => 'not held up'))
    .catch(String);
  expect(await clock.run(second)).toBe('not held up');
  const [error, ms] = (await clock.run(first)) as [unknown, number];
  expect(error).toBeInstanceOf(StoreUnavailable);
  expect(ms).toBe(MOST_WAIT_MS);
  let asked = 0;
  const third = inTime.run(async () => {
    asked += 1;
  });
  await expect(third).rejects.toThrow(StoreUnavailable);
  expect(asked).toBe(0);
  expect(inTime.oldestMs()).toBe(MOST_WAIT_MS);
  disk.resolve('at last');
  await disk.promise;
  await expect(clock.run(inTime.run(async () => 'again'))).resolves.toBe('again');
  expect(inTime.oldestMs()).toBe(0);
});

it('gives what the work gives, and its errors', async () => {
  const inTime = createInTime(createVirtualClock());
  expect(await inTime.run(async () => 7)).toBe(7);
  await expect(inTime.run(async () => Promise.reject(new Error('own')))).rejects.toThrow('own');
});
