import { expect, it } from 'vitest';
import type { OpeningHours } from '../../shared/contract/alerts.ts';
import { ourTime } from '../../shared/words/time.ts';
import { isOpenAt } from './opening-hours.ts';

const day = { from: '09:00', to: '18:00' };
const hours: OpeningHours = [day, day, day, day, day, { from: '10:00', to: '24:00' }, null];

it.each([
  // Winter: one hour ahead of UTC. 2026-11-23 is a Monday.
  ['2026-11-23T07:59:59Z', false],
  ['2026-11-23T08:00:00Z', true],
  ['2026-11-23T16:59:59Z', true],
  ['2026-11-23T17:00:00Z', false],
  // Summer: two hours ahead.
  ['2026-07-06T06:59:59Z', false],
  ['2026-07-06T07:00:00Z', true],
  // Saturday, until midnight and no longer.
  ['2026-11-28T22:59:59Z', true],
  ['2026-11-28T23:00:00Z', false],
  // Sunday, also the ones on which the clock is set.
  ['2026-11-29T12:00:00Z', false],
  ['2026-10-25T12:00:00Z', false],
  // Monday begins in Stockholm while it is Sunday by UTC.
  ['2026-11-22T23:30:00Z', false],
])('%s: %s', (instant, isOpen) => {
  expect(isOpenAt(hours, ourTime(Date.parse(instant)))).toBe(isOpen);
});
