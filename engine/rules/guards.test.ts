import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guardOf, isShorterRead } from './guards.ts';

const limits = { zeroShare: 0.3, dropShare: 0.8 };
const count = fc.nat({ max: 100_000 });

describe('the guard of a plan', () => {
  it.each([
    [{ positions: 100, zeroed: 31, unitsBefore: 1_000, unitsAfter: 900 }, 'massZero'],
    [{ positions: 100, zeroed: 30, unitsBefore: 1_000, unitsAfter: 900 }, null],
    [{ positions: 20, zeroed: 20, unitsBefore: 1_000, unitsAfter: 0 }, null],
    [{ positions: 21, zeroed: 0, unitsBefore: 1_000, unitsAfter: 199 }, 'massDrop'],
    [{ positions: 21, zeroed: 0, unitsBefore: 1_000, unitsAfter: 200 }, null],
    [{ positions: 21, zeroed: 0, unitsBefore: 0, unitsAfter: 0 }, null],
  ] as const)('%o: %s', (impact, reason) => {
    expect(guardOf(impact, limits)).toBe(reason);
  });

  it('stops every emptying of a shop too big to see at a glance', () => {
    fc.assert(
      fc.property(fc.integer({ min: 21, max: 100_000 }), count, (positions, units) => {
        expect(
          guardOf({ positions: positions, zeroed: positions, unitsBefore: units, unitsAfter: 0 }, limits),
        ).not.toBeNull();
      }),
    );
  });

  it('never lets through more than it would with fewer zeroed positions', () => {
    fc.assert(
      fc.property(count, count, count, count, count, (positions, zeroed, more, unitsBefore, unitsAfter) => {
        const impact = { positions, zeroed, unitsBefore, unitsAfter };
        if (guardOf(impact, limits) === null) return;
        expect(guardOf({ ...impact, zeroed: zeroed + more }, limits)).not.toBeNull();
      }),
    );
  });

  it('lets rising stock pass', () => {
    fc.assert(
      fc.property(count, count, count, (positions, unitsBefore, rise) => {
        const impact = { positions, zeroed: 0, unitsBefore, unitsAfter: unitsBefore + rise };
        expect(guardOf(impact, limits)).toBeNull();
      }),
    );
  });
});

describe('a listing that is too short', () => {
  it.each([
    [0, 100, true],
    [89, 100, true],
    [90, 100, false],
    [100, 100, false],
    [0, 0, false],
    [5, 0, false],
  ])('%i after %i: %s', (now, before, isShort) => {
    expect(isShorterRead(now, before)).toBe(isShort);
  });
});
