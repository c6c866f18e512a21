import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { possibleSources, unexplainedRise } from './returns.ts';

const steady = {
  more: 0,
  unseenBefore: 0,
  unseen: 0,
  committedBefore: 4,
  committed: 4,
  heldBefore: 4,
  held: 4,
};

describe('a rise without an explanation', () => {
  it.each([
    ['goods that are on hand and available again', { more: 2 }, 2],
    ['the same while an order we have not seen takes one', { more: 1, unseen: 1, committed: 5 }, 2],
    ['an order of ours that was cancelled, and that cannot be looked at', { more: 2, committed: 2 }, 0],
    ['a cancelled order that we have not seen', { more: 2, unseenBefore: 2, committedBefore: 6 }, 0],
    ['an order that holds nothing in Shopify although it is open', { more: 2, heldBefore: 5, held: 5 }, 2],
    ['an order that came meanwhile and claims nothing', { more: 1, held: 5 }, 0],
    ['one of ours that was cut while another came', { more: 1, committed: 6, held: 7 }, 0],
    ['a return while one of ours is shipped', { more: 2, committed: 3, heldBefore: 3, held: 3 }, 2],
    ['goods sold by an order that we have not seen', { more: -2, unseen: 2, committed: 6 }, 0],
    ['a fall', { more: -2 }, 0],
  ])('%s', (_, change, units) => {
    expect(unexplainedRise({ ...steady, ...change })).toBe(units);
  });
});

describe('the orders that goods may have come back from', () => {
  const order = (name: string, units: number, hasReturn = false) => ({ name, units, hasReturn });
  const none = { ofReturns: 0, all: 0 };

  it('are those that Shopify shows a return of, where they explain it', () => {
    const shipped = [order('c', 3), order('b', 2, true), order('a', 9)];
    expect(possibleSources(2, shipped, none)).toEqual([shipped[1]]);
    expect(possibleSources(3, shipped, none)).toBe(shipped);
    expect(possibleSources(1, shipped, { ofReturns: 2, all: 2 })).toBe(shipped);
  });

  it('are none where more came than went out and has not come back', () => {
    expect(possibleSources(1, [], none)).toBeNull();
    fc.assert(
      fc.property(
        fc.array(fc.record({ units: fc.integer({ min: 1, max: 9 }), hasReturn: fc.boolean() })),
        fc.integer({ min: 0, max: 40 }),
        fc.nat(9),
        (shipped, risen, all) => {
          const out = shipped.reduce((sum, { units }) => sum + units, 0) - all;
          const sources = possibleSources(risen, shipped, { ofReturns: 0, all });
          if (risen === 0 || (risen > out && !shipped.some(({ hasReturn }) => hasReturn)))
            expect(sources).toBeNull();
          if (risen > 0 && risen <= out) expect(sources).not.toBeNull();
        },
      ),
    );
  });
});
