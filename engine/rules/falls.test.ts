import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fall, followFall, isBurst, isFallHeld, putBack, unexplainedUnits } from './falls.ts';

const count = fc.nat({ max: 1_000 });
const fall: fc.Arbitrary<Fall> = fc
  .record({ written: count, waiting: count, sold: count, target: count, allowedTo: fc.option(count) })
  .map((held) => ({ ...held, sold: Math.min(held.sold, held.written + held.waiting) }));
const facts = fc.record({ shown: count, target: count, sold: count });

describe('a position that falls', () => {
  it.each([
    [
      null,
      { shown: 10, target: 0, sold: 0 },
      { written: 0, waiting: 10, sold: 0, target: 0, allowedTo: null },
    ],
    [
      null,
      { shown: 10, target: 9, sold: 1 },
      { written: 0, waiting: 1, sold: 1, target: 9, allowedTo: null },
    ],
    [null, { shown: 3, target: 10, sold: 0 }, null],
    // Half of it is to come back: it counts until it has.
    [
      { written: 8, waiting: 0, sold: 0, target: 2, allowedTo: null },
      { shown: 2, target: 6, sold: 0 },
      { written: 8, waiting: 0, sold: 0, target: 6, allowedTo: null },
    ],
    // A yes to 2 is none to 0.
    [
      { written: 0, waiting: 8, sold: 0, target: 2, allowedTo: 2 },
      { shown: 10, target: 0, sold: 0 },
      { written: 0, waiting: 10, sold: 0, target: 0, allowedTo: null },
    ],
  ] as const)('%o, %o: %o', (held, now, after) => {
    expect(followFall(held, now)).toEqual(after);
  });

  it('is the same however often it is looked at', () => {
    fc.assert(
      fc.property(fc.option(fall), facts, (held, now) => {
        const once = followFall(held, now);
        const again = followFall(once, { ...now, sold: 0 });
        expect(again).toEqual(once);
      }),
    );
  });

  it('counts as much in one piece as in many, as each is written before the next', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 20 }), (pieces) => {
        const whole = pieces.reduce((sum, units) => sum + units, 0);
        let held: Fall | null = null;
        let shown = whole;
        for (const units of pieces) {
          held = followFall(held, { shown, target: shown - units, sold: 0 });
          shown -= units;
          if (held) held = { ...held, written: held.written + held.waiting, waiting: 0 };
        }
        expect(held && unexplainedUnits(held)).toBe(whole);
      }),
    );
  });

  it('counts no more as far as it has been put back', () => {
    fc.assert(
      fc.property(fall, count, (held, units) => {
        const after = putBack(held, units);
        expect(after.written).toBe(Math.max(0, held.written - units));
        expect(after.sold).toBeLessThanOrEqual(after.written + after.waiting);
      }),
    );
  });

  it('is explained by what is sold, and by no more than that', () => {
    fc.assert(
      fc.property(count, count, (shown, sold) => {
        const held = followFall(null, { shown, target: 0, sold });
        expect(held === null ? 0 : unexplainedUnits(held)).toBe(Math.max(0, shown - sold));
      }),
    );
  });
});

describe('what waits', () => {
  const zero: Fall = { written: 0, waiting: 5, sold: 0, target: 0, allowedTo: null };
  it.each([
    ['to 0, too many to 0', zero, false, { verdict: 'massZero', isBurst: false }, true],
    ['to 1, too many to 0', { ...zero, target: 1 }, false, { verdict: 'massZero', isBurst: false }, false],
    ['to 1, the sum falls', { ...zero, target: 1 }, false, { verdict: 'massDrop', isBurst: false }, true],
    ['sold, too many to 0', { ...zero, sold: 5 }, true, { verdict: 'massZero', isBurst: true }, false],
    ['allowed', { ...zero, allowedTo: 0 }, true, { verdict: 'massZero', isBurst: true }, false],
    ['of a scan in which many fall', { ...zero, target: 3 }, true, { verdict: null, isBurst: true }, true],
    [
      'of a look at it alone meanwhile',
      { ...zero, target: 3 },
      false,
      { verdict: null, isBurst: true },
      false,
    ],
    [
      'written already',
      { ...zero, written: 5, waiting: 0 },
      false,
      { verdict: 'massZero', isBurst: false },
      false,
    ],
  ] as const)('%s', (_what, held, isOfScan, watch, waits) => {
    expect(isFallHeld(held, isOfScan, watch)).toBe(waits);
  });

  it('is nothing that the sales report names in full', () => {
    fc.assert(
      fc.property(fall, fc.boolean(), fc.boolean(), (held, isOfScan, isBursting) => {
        const sold = { ...held, sold: held.written + held.waiting };
        for (const verdict of ['massZero', 'massDrop', null] as const) {
          expect(isFallHeld(sold, isOfScan, { verdict, isBurst: isBursting })).toBe(false);
        }
      }),
    );
  });
});

describe('a page on which many fall', () => {
  it.each([
    [{ falls: 1, positions: 1 }, false],
    [{ falls: 2, positions: 2 }, false],
    [{ falls: 3, positions: 3 }, true],
    [{ falls: 7, positions: 50 }, false],
    [{ falls: 8, positions: 50 }, true],
    [{ falls: 0, positions: 0 }, false],
  ])('%o: %s', (page, is) => {
    expect(isBurst(page, 0.3)).toBe(is);
  });

  it('is noticed whenever its share alone would stop everything', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 500 }), fc.integer({ min: 3, max: 500 }), (falls, positions) => {
        if (falls > 0.3 * positions) expect(isBurst({ falls, positions }, 0.3)).toBe(true);
      }),
    );
  });
});
