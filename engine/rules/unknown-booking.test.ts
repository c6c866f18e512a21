import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tillTime } from '../../shared/words/time.ts';
import {
  isFresh,
  judgeBooking,
  judgeLine,
  type LineEvidence,
  type ReadSales,
  salesAround,
} from './unknown-booking.ts';

const quantity = fc.integer({ min: 1, max: 30 }).map((units) => units * 1_000);
const delta = fc.tuple(quantity, fc.boolean()).map(([size, isBack]) => (isBack ? size : -size));

/**
 * Sales between the readings as they may lie in time: those before the first reading are in the balance but perhaps not
 * yet in the report, those after are in both, those of the last moment perhaps in one only. All go one way: a return in the same minute as a
 * sale is outside what the API can tell, but for one that was seen to raise the balance before.
 */
const story = fc.record({
  delta,
  balanceBefore: fc.integer({ min: -50_000, max: 200_000 }),
  salesBefore: fc.integer({ min: -20_000, max: 20_000 }),
  wasApplied: fc.boolean(),
  isReturn: fc.boolean(),
  sold: fc.nat({ max: 40_000 }),
  /** Reported after the first reading though the balance held them already. */
  reportedLate: fc.nat({ max: 10_000 }),
});

type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

function told(given: Story): LineEvidence {
  const sign = given.isReturn ? -1 : 1;
  return {
    delta: given.delta,
    balanceBefore: given.balanceBefore,
    balanceNow: given.balanceBefore + (given.wasApplied ? given.delta : 0) - sign * given.sold,
    salesBefore: given.salesBefore,
    salesNow: given.salesBefore + sign * (given.sold + given.reportedLate),
    risesBefore: [],
  };
}

describe('a booking whose answer never came', () => {
  it('is judged rightly whatever was sold meanwhile, or not at all', () => {
    fc.assert(
      fc.property(story, (given) => {
        const verdict = judgeLine(told(given));
        expect(['ambiguous', given.wasApplied ? 'applied' : 'notApplied']).toContain(verdict);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is judged rightly, or not at all, when a return from before is told with what was sold since', () => {
    fc.assert(
      fc.property(story, quantity, fc.array(quantity), (given, returned, delivered) => {
        const { sold, salesBefore } = given;
        const evidence = {
          ...told({ ...given, isReturn: false, reportedLate: 0 }),
          salesNow: salesBefore + sold - returned,
          risesBefore: [...delivered, returned],
        };
        expect(['ambiguous', given.wasApplied ? 'applied' : 'notApplied']).toContain(judgeLine(evidence));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is always judged when nothing was sold meanwhile', () => {
    fc.assert(
      fc.property(story, (given) => {
        const quiet = { ...given, sold: 0, reportedLate: 0 };
        expect(judgeLine(told(quiet))).toBe(given.wasApplied ? 'applied' : 'notApplied');
      }),
    );
  });

  it('is left open when sales of just its size explain the balance as well', () => {
    const evidence = {
      delta: -2_000,
      balanceBefore: 10_000,
      balanceNow: 8_000,
      salesBefore: 0,
      salesNow: 2_000,
      risesBefore: [],
    };
    expect(judgeLine(evidence)).toBe('ambiguous');
  });

  it('is left open when nothing explains the balance', () => {
    const evidence = {
      delta: -2_000,
      balanceBefore: 10_000,
      balanceNow: 37_000,
      salesBefore: 0,
      salesNow: 0,
      risesBefore: [],
    };
    expect(judgeLine(evidence)).toBe('ambiguous');
  });

  it.each(['balanceBefore', 'balanceNow', 'salesBefore', 'salesNow'] as const)(
    'is left open without %s',
    (name) => {
      const evidence = {
        delta: -2_000,
        balanceBefore: 10_000,
        balanceNow: 8_000,
        salesBefore: 0,
        salesNow: 0,
        risesBefore: [],
      };
      expect(judgeLine({ ...evidence, [name]: null })).toBe('ambiguous');
    },
  );
});

describe('a booking of several lines', () => {
  it('shares one fate: its judgement is right or open', () => {
    fc.assert(
      fc.property(fc.array(story, { minLength: 1, maxLength: 5 }), fc.boolean(), (lines, wasApplied) => {
        const verdict = judgeBooking(lines.map((line) => told({ ...line, wasApplied })));
        expect(['ambiguous', wasApplied ? 'applied' : 'notApplied']).toContain(verdict);
      }),
    );
  });

  it('goes by the clear line among open ones, and by none when two contradict each other', () => {
    const known = { delta: -1_000, balanceBefore: 5_000, salesBefore: 0, salesNow: 0, risesBefore: [] };
    const open = { ...known, balanceNow: null };
    const taken = { ...open, balanceNow: 4_000 };
    const untaken = { ...open, balanceNow: 5_000 };
    expect(judgeBooking([open, taken])).toBe('applied');
    expect(judgeBooking([untaken, open])).toBe('notApplied');
    expect(judgeBooking([taken, untaken])).toBe('ambiguous');
    expect(judgeBooking([open])).toBe('ambiguous');
    expect(judgeBooking([])).toBe('ambiguous');
  });
});

it('is left open where goods of another line were counted meanwhile: all may have been', () => {
  const counted = {
    balanceBefore: 7_000,
    balanceNow: 0,
    salesBefore: 4_000,
    salesNow: 4_000,
    delta: -4_000,
    risesBefore: [],
  };
  const same = {
    balanceBefore: 0,
    balanceNow: 0,
    salesBefore: 3_000,
    salesNow: 3_000,
    delta: -3_000,
    risesBefore: [],
  };
  expect(judgeBooking([same])).toBe('notApplied');
  expect(judgeBooking([counted, same])).toBe('ambiguous');
});

it('is decided by what is at most a minute old, as far as the clock can tell', () => {
  expect(isFresh(tillTime(1_000), tillTime(1_000))).toBe(true);
  expect(isFresh(tillTime(1_000), tillTime(61_000))).toBe(true);
  expect(isFresh(tillTime(1_000), tillTime(61_001))).toBe(false);
  expect(isFresh(tillTime(1_000), tillTime(999)), 'the clock was set back').toBe(false);
  expect(isFresh(null, tillTime(1_000))).toBe(false);
});

describe('the sales around a reading', () => {
  const position = { articleNumber: '0042', storeNumber: '1' };
  const report = (thousandths: number | null, more: Partial<ReadSales> = {}): ReadSales => ({
    rows: thousandths === null ? [] : [{ ...position, thousandths }],
    isWhole: true,
    partlyKnown: [],
    ...more,
  });

  it.each([
    ['the same before and after', report(2_000), report(2_000), 2_000],
    ['in neither of two whole reports', report(null), report(null), 0],
    ['sold meanwhile', report(1_000), report(2_000), 'moving'],
    ['sold for the first time meanwhile', report(null), report(1_000), 'moving'],
    ['hidden before', report(null, { isWhole: false }), report(null), null],
    ['hidden after', report(null), report(null, { isWhole: false }), null],
    ['there, though others are hidden', report(1_000, { isWhole: false }), report(1_000), 1_000],
    ['told only in part', report(1_000, { partlyKnown: ['0042'] }), report(1_000), null],
    ['no report before', null, report(1_000), null],
    ['no report after', report(1_000), null, null],
  ] as const)('%s', (_what, before, after, expected) => {
    expect(salesAround(before, after, position)).toBe(expected);
  });
});
