import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupOf, isInStep, type LevelFacts, targetOf } from './target.ts';

const balance = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });
const units = fc.integer({ min: -10_000, max: 10_000 });
const buffer = fc.nat({ max: 1_000 });

describe('the target of a cell', () => {
  it.each([
    [{ balance: 2_750, unbooked: 0, unavailable: 0, buffer: 0 }, 2],
    [{ balance: 2_999, unbooked: 0, unavailable: 0, buffer: 0 }, 2],
    [{ balance: -1, unbooked: 0, unavailable: 0, buffer: 0 }, 0],
    [{ balance: 5_000, unbooked: -3, unavailable: 0, buffer: 0 }, 2],
    [{ balance: 5_000, unbooked: -3, unavailable: 0, buffer: 4 }, 0],
    [{ balance: 5_000, unbooked: 2, unavailable: 0, buffer: 1 }, 6],
    [{ balance: 9_000, unbooked: -1, unavailable: 4, buffer: 1 }, 3],
    [{ balance: 0, unbooked: 0, unavailable: 0, buffer: 0 }, 0],
    [{ balance: null, unbooked: 7, unavailable: 0, buffer: 0 }, null],
  ])('%o: %s', (facts, target) => {
    expect(targetOf(facts)).toBe(target);
  });

  it('is a whole number that the stock can cover, and the largest such', () => {
    fc.assert(
      fc.property(balance, units, buffer, (thousandths, unbooked, held) => {
        const target = targetOf({ balance: thousandths, unbooked, unavailable: 0, buffer: held });
        const free = thousandths + (unbooked - held) * 1_000;
        expect(Number.isInteger(target)).toBe(true);
        expect(target).toBeGreaterThanOrEqual(0);
        expect((target ?? 0) * 1_000).toBeLessThanOrEqual(Math.max(0, free));
        expect(((target ?? 0) + 1) * 1_000).toBeGreaterThan(free);
      }),
    );
  });

  it('never rises by what is sold or held back', () => {
    fc.assert(
      fc.property(balance, units, buffer, fc.nat({ max: 500 }), (thousandths, unbooked, held, more) => {
        const target = targetOf({ balance: thousandths, unbooked, unavailable: 0, buffer: held }) ?? 0;
        expect(
          targetOf({ balance: thousandths, unbooked: unbooked - more, unavailable: 0, buffer: held }),
        ).toBeLessThanOrEqual(target);
        expect(
          targetOf({ balance: thousandths, unbooked, unavailable: 0, buffer: held + more }),
        ).toBeLessThanOrEqual(target);
        expect(
          targetOf({ balance: thousandths, unbooked, unavailable: more, buffer: held }),
        ).toBeLessThanOrEqual(target);
      }),
    );
  });

  it('stays unknown while the balance is', () => {
    fc.assert(
      fc.property(units, buffer, (unbooked, held) => {
        expect(targetOf({ balance: null, unbooked, unavailable: 0, buffer: held })).toBeNull();
      }),
    );
  });
});

const level: fc.Arbitrary<LevelFacts | null> = fc.option(
  fc.record({ available: fc.integer({ min: -50, max: 50 }), isActive: fc.boolean() }),
);
const target = fc.nat({ max: 50 });

describe('what a customer sees', () => {
  it('is in step only where an active level shows the target, or nothing is stocked and nothing should be', () => {
    fc.assert(
      fc.property(target, level, (wanted, shown) => {
        const forSale = shown?.isActive ? shown.available : 0;
        expect(isInStep(wanted, shown)).toBe(forSale === wanted);
      }),
    );
  });

  it('names the group of a cell', () => {
    const active = (available: number) => ({ available, isActive: true });
    expect(groupOf(4, 4, active(4))).toBe('unchanged');
    expect(groupOf(4, 0, active(4))).toBe('zeroed');
    expect(groupOf(4, 3, active(4))).toBe('lowered');
    expect(groupOf(4, 5, active(4))).toBe('raised');
    expect(groupOf(0, 0, null)).toBe('unchanged');
    expect(groupOf(0, 3, null)).toBe('raised');
    // A number at a level that is not active is for sale to nobody.
    expect(groupOf(3, 3, { available: 3, isActive: false })).toBe('raised');
    expect(groupOf(3, 0, { available: 3, isActive: false })).toBe('unchanged');
    expect(groupOf(-2, 0, active(-2))).toBe('zeroed');
  });

  it('calls a cell unchanged exactly when it is in step', () => {
    fc.assert(
      fc.property(target, level, (wanted, shown) => {
        const group = groupOf(shown?.available ?? 0, wanted, shown);
        expect(group === 'unchanged').toBe(isInStep(wanted, shown));
        if (group === 'zeroed') expect(wanted).toBe(0);
      }),
    );
  });
});
