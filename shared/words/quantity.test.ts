import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromThousandths, toThousandths } from './quantity.ts';

describe('thousandths', () => {
  it('take the noise out of a float', () => {
    expect(toThousandths(2.7500000001)).toBe(2_750);
    expect(toThousandths(0.1 + 0.2)).toBe(300);
    expect(toThousandths(1.005)).toBe(1_005);
    expect(toThousandths(-0.75)).toBe(-750);
  });

  it('come back as they went in', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), (thousandths) => {
        expect(toThousandths(fromThousandths(thousandths))).toBe(thousandths);
      }),
    );
  });

  it('refuse what is no quantity', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(() => toThousandths(value)).toThrow(RangeError);
    }
  });
});
