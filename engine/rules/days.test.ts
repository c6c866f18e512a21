import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ourTime } from '../../shared/words/time.ts';
import { dayAfter, firstInstant, isDay, stockholmDay } from './days.ts';

describe('the day in Stockholm', () => {
  it.each([
    // Winter: one hour ahead of UTC.
    ['2026-01-14T22:59:59.999Z', '2026-01-14'],
    ['2026-01-14T23:00:00.000Z', '2026-01-15'],
    // Summer: two hours ahead.
    ['2026-07-14T21:59:59.999Z', '2026-07-14'],
    ['2026-07-14T22:00:00.000Z', '2026-07-15'],
    // 29 March 2026 has 23 hours.
    ['2026-03-28T22:59:59.999Z', '2026-03-28'],
    ['2026-03-28T23:00:00.000Z', '2026-03-29'],
    ['2026-03-29T21:59:59.999Z', '2026-03-29'],
    ['2026-03-29T22:00:00.000Z', '2026-03-30'],
    // 25 October 2026 has 25.
    ['2026-10-24T22:00:00.000Z', '2026-10-25'],
    ['2026-10-25T22:59:59.999Z', '2026-10-25'],
    ['2026-10-25T23:00:00.000Z', '2026-10-26'],
    ['2026-12-31T23:00:00.000Z', '2027-01-01'],
    ['2028-02-28T23:00:00.000Z', '2028-02-29'],
  ])('%s is %s', (instant, day) => {
    expect(stockholmDay(ourTime(Date.parse(instant)))).toBe(day);
  });

  it('never goes back and never skips a day', () => {
    const hour = 3_600_000;
    const instants = fc.integer({ min: Date.parse('2020-01-01'), max: Date.parse('2035-01-01') });
    fc.assert(
      fc.property(instants, fc.integer({ min: 0, max: 23 * hour }), (instant, later) => {
        const day = stockholmDay(ourTime(instant));
        const next = stockholmDay(ourTime(instant + later));
        expect(next >= day).toBe(true);
        expect(Date.parse(next) - Date.parse(day)).toBeLessThanOrEqual(24 * hour);
      }),
    );
  });
});

describe('a day', () => {
  it.each(['2026-01-14', '2026-03-29', '2026-03-30', '2026-07-14', '2026-10-25', '2026-10-26', '2026-12-31'])(
    '%s begins with its first instant',
    (day) => {
      const first = firstInstant(day);
      expect(stockholmDay(ourTime(first))).toBe(day);
      expect(dayAfter(stockholmDay(ourTime(first - 1)))).toBe(day);
    },
  );

  it.each([
    '2026-02-29',
    '2026-13-01',
    '26-01-01',
    '2026-1-1',
    '2026-11-31',
    'i går',
    '',
    '2026-11-28T00:00',
    '1999-12-31',
  ])('is not »%s«', (text) => {
    expect(isDay(text)).toBe(false);
  });

  it('is one that the calendar has', () => {
    expect(['2028-02-29', '2026-11-28'].map(isDay)).toEqual([true, true]);
  });
});
