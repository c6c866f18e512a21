import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differenceCauses } from '../../shared/contract/sync.ts';
import { type DifferenceFacts, differenceCause, expectedGap } from './drift.ts';

const nothing: DifferenceFacts = {
  target: 3,
  shopify: 5,
  isQueued: false,
  isInStocktake: false,
  isHeld: false,
  isUndone: false,
  hasLateOrder: false,
  isInInbox: false,
};

describe('why a cell differs', () => {
  it.each([
    ['stocktake', { isInStocktake: true, isQueued: true, isHeld: true }],
    ['queued', { isQueued: true, hasLateOrder: true, isInInbox: true, isHeld: true }],
    ['missedOrder', { hasLateOrder: true, isInInbox: true, isHeld: true }],
    ['needsYou', { isInInbox: true, isHeld: true }],
    ['undone', { isUndone: true, isHeld: true }],
    ['failedPush', { isHeld: true }],
    ['changedInShopify', {}],
  ] as const)('says %s first', (cause, facts) => {
    expect(differenceCause({ ...nothing, ...facts })).toBe(cause);
  });

  it('always has a cause of the contract', () => {
    const number = fc.option(fc.integer());
    const facts = fc.record({
      target: number,
      shopify: number,
      isQueued: fc.boolean(),
      isInStocktake: fc.boolean(),
      isHeld: fc.boolean(),
      isUndone: fc.boolean(),
      hasLateOrder: fc.boolean(),
      isInInbox: fc.boolean(),
    });
    fc.assert(
      fc.property(facts, (given) => {
        expect(differenceCauses).toContain(differenceCause(given));
      }),
    );
  });
});

describe('a gap by design', () => {
  it.each([
    [2_750, 2, 0, 'decimals'],
    [2_000, 2, 0, null],
    [0, 0, 0, null],
    [-1_500, 0, 0, 'belowZero'],
    [-1_000, 0, 3, 'belowZero'],
    [0, 0, 3, null],
    // An open question holds the number down: that is no rounding.
    [5_000, 4, 0, null],
    [2_750, 1, 1, 'buffer'],
    [5_000, 3, 2, 'buffer'],
  ] as const)('%i thousandths, target %i, buffer %i: %s', (balance, target, buffer, gap) => {
    expect(expectedGap(balance, target, { buffer, setAside: 0 })).toBe(gap);
  });

  it('names goods that somebody has set aside in Shopify', () => {
    expect(expectedGap(5_000, 3, { buffer: 0, setAside: 2 })).toBe('setAside');
    expect(expectedGap(5_000, 5, { buffer: 0, setAside: 2 })).toBeNull();
  });
});
