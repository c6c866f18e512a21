import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ticksTo } from './time-ticks.ts';

it.each([
  [0, [0, 15_000]],
  [20_000, [0, 15_000, 30_000]],
  [18 * 60_000, [0, 5, 10, 15, 20].map((minutes) => minutes * 60_000)],
  [86_400_000, [0, 6, 12, 18, 24].map((hours) => hours * 3_600_000)],
])('divides %i ms into whole steps', (longest, ticks) => expect(ticksTo(longest)).toEqual(ticks));

it('has few ticks, and room for the longest', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 400 * 86_400_000 }), (longest) => {
      const ticks = ticksTo(longest);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(5);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(longest);
    }),
  );
});
