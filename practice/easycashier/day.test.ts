import { expect, test } from 'vitest';
import { stockholmDay } from './day.ts';

test.each([
  ['2026-01-14T22:59:59.999Z', '2026-01-14'],
  ['2026-01-14T23:00:00.000Z', '2026-01-15'],
  ['2026-07-14T21:59:59.999Z', '2026-07-14'],
  ['2026-07-14T22:00:00.000Z', '2026-07-15'],
  // Clocks go forward on 29 March 2026 at 01:00 UTC: the day starts at 23:00 UTC and ends at 22:00 UTC.
  ['2026-03-28T22:59:59.999Z', '2026-03-28'],
  ['2026-03-28T23:00:00.000Z', '2026-03-29'],
  ['2026-03-29T21:59:59.999Z', '2026-03-29'],
  ['2026-03-29T22:00:00.000Z', '2026-03-30'],
  // And back on 25 October: the day has 25 hours.
  ['2026-10-24T22:00:00.000Z', '2026-10-25'],
  ['2026-10-25T22:59:59.999Z', '2026-10-25'],
  ['2026-10-25T23:00:00.000Z', '2026-10-26'],
])('%s is %s in Stockholm', (instant, day) => {
  expect(stockholmDay(Date.parse(instant))).toBe(day);
});
