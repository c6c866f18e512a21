import { expect, it } from 'vitest';
import { judgeFlatness, type Sample } from './flat.ts';

/** Half an hour, a sample every five seconds; a heap that goes up and down as it is cleared up. */
const run = (rss: (minute: number) => number, floor: (minute: number) => number): Sample[] =>
  Array.from({ length: 360 }, (_, n) => ({
    at: (n + 1) * 5_000,
    rss: rss(n / 12),
    heap: floor(n / 12) + (n % 7) * 12,
  }));

it('is flat that rises while it warms up and then no more, whatever lies about to be cleared up', () => {
  const samples = run(
    (minute) => Math.min(250, 110 + 30 * minute),
    () => 40,
  );
  expect(judgeFlatness(samples)).toEqual({ rss: [250, 250], heap: [40, 40], isFlat: true });
});

it('is not flat that goes on rising, in all or in the heap alone', () => {
  expect(
    judgeFlatness(
      run(
        (minute) => 200 + 4 * minute,
        () => 40,
      ),
    )?.isFlat,
  ).toBe(false);
  expect(
    judgeFlatness(
      run(
        () => 250,
        (minute) => 40 + 3 * minute,
      ),
    )?.isFlat,
  ).toBe(false);
});

it('says nothing of a few samples', () => {
  expect(
    judgeFlatness(
      run(
        () => 250,
        () => 40,
      ).slice(0, 30),
    ),
  ).toBeNull();
  expect(judgeFlatness([])).toBeNull();
});
