import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { monotonicTime, shopTime } from '../../shared/words/time.ts';
import { addTestPosition, itemIdOf, locationId, openTestLedger } from '../testing/test-ledger.ts';
import { acceptLevel, applyOrderEffect, levelState, moveByBatch, recordReading } from './shop-levels.ts';

const inventoryItemId = itemIdOf(1);
const place = { inventoryItemId, locationId };
const reading = (available: number, readAt: number, readUntil = readAt + 10) => ({
  ...place,
  available,
  committed: 0,
  setAside: 0,
  isActive: true,
  readAt: shopTime(readAt),
  readUntil: shopTime(readUntil),
});
/** When an unexplained one is judged. */
const judgeAt = monotonicTime(30_000);
const opened = (available: number) => {
  const ledger = openTestLedger();
  addTestPosition(ledger, '0042', { available });
  const state = () => {
    const row = ledger.get<{ available: number; doubt: number; observed: number | null }>(
      'SELECT available, doubt, observed FROM shop_level',
    );
    return [row?.available, row?.doubt, row?.observed];
  };
  return { ledger, state };
};

describe('a reading of a level', () => {
  it('is believed when it is the first or says the same', () => {
    const { ledger, state } = opened(5);
    expect(recordReading(ledger, reading(5, 2_000), judgeAt)).toBe(false);
    expect(state()).toEqual([5, 0, null]);
  });

  it('is kept beside what we hold until something explains it', () => {
    const { ledger, state } = opened(5);
    expect(recordReading(ledger, reading(3, 2_000), judgeAt)).toBe(true);
    expect(state()).toEqual([5, 0, 3]);
    expect(recordReading(ledger, reading(4, 3_000), judgeAt)).toBe(true);
    expect(levelState(ledger, inventoryItemId, locationId)).toEqual({
      available: 5,
      carriesSince: null,
      committed: 0,
      committedAt: 1_000,
      setAside: 0,
      unseen: 0,
      unconfirmedCommitted: 0,
      unconfirmedSetAside: 0,
      isActive: true,
      inFlight: 0,
      unconfirmed: 4,
      unconfirmedAt: 3_000,
      wasKept: true,
      judgeAt: 30_000,
      readAt: 1_000,
      readUntil: 1_010,
    });
    // Its time to be explained runs from where it last moved.
    expect(recordReading(ledger, reading(4, 3_500), judgeAt)).toBe(true);
    expect(levelState(ledger, inventoryItemId, locationId)?.unconfirmedAt).toBe(3_000);
    applyOrderEffect(ledger, { ...place, units: -1, from: shopTime(1_500), to: shopTime(2_500) }, judgeAt);
    expect(state()).toEqual([4, 0, null]);
  });

  it('yields to a write of ours that overtook it', () => {
    const { ledger, state } = opened(5);
    acceptLevel(ledger, reading(7, 2_000, 2_100));
    expect(recordReading(ledger, reading(5, 2_050), judgeAt)).toBe(false);
    expect(state()).toEqual([7, 0, null]);
  });
});

describe('an order’s effect', () => {
  it('moves what was read before, leaves what was read after, doubts what lies between', () => {
    const before = opened(5);
    applyOrderEffect(
      before.ledger,
      { ...place, units: -2, from: shopTime(2_000), to: shopTime(3_000) },
      judgeAt,
    );
    expect(before.state()).toEqual([3, 0, null]);

    const after = opened(5);
    acceptLevel(after.ledger, reading(5, 4_000));
    applyOrderEffect(
      after.ledger,
      { ...place, units: -2, from: shopTime(2_000), to: shopTime(3_000) },
      judgeAt,
    );
    expect(after.state()).toEqual([5, 0, null]);

    const between = opened(5);
    acceptLevel(between.ledger, reading(5, 2_500));
    applyOrderEffect(
      between.ledger,
      { ...place, units: -2, from: shopTime(2_000), to: shopTime(3_000) },
      judgeAt,
    );
    expect(between.state()).toEqual([5, -2, null]);
  });

  it.each([
    [5, 'held it already'],
    [3, 'did not hold it'],
  ])('in doubt is settled by a reading of %i: the one before %s', (available) => {
    const { ledger, state } = opened(5);
    acceptLevel(ledger, reading(5, 2_500));
    applyOrderEffect(ledger, { ...place, units: -2, from: shopTime(2_000), to: shopTime(3_000) }, judgeAt);
    expect(recordReading(ledger, reading(available, 5_000), judgeAt)).toBe(false);
    expect(state()).toEqual([available, 0, null]);
  });

  it('moves what was read before it, also where a write of ours has moved that since: what comes back meanwhile shows', () => {
    const { ledger, state } = opened(5);
    moveByBatch(ledger, [{ ...place, before: 5, after: 4 }], shopTime(3_000));
    // A reading that the write overtook says nothing.
    expect(recordReading(ledger, reading(5, 2_900), judgeAt)).toBe(false);
    applyOrderEffect(ledger, { ...place, units: -2, from: shopTime(2_000), to: shopTime(2_000) }, judgeAt);
    expect(state()).toEqual([2, 0, null]);
    expect(recordReading(ledger, reading(3, 4_000), judgeAt)).toBe(true);
    expect(state()).toEqual([2, 0, 3]);
  });

  it('does not explain a reading of another size', () => {
    const { ledger, state } = opened(5);
    acceptLevel(ledger, reading(5, 2_500));
    applyOrderEffect(ledger, { ...place, units: -2, from: shopTime(2_000), to: shopTime(3_000) }, judgeAt);
    expect(recordReading(ledger, reading(4, 5_000), judgeAt)).toBe(true);
    expect(state()).toEqual([5, -2, 4]);
  });

  it('holds a reading for unexplained that an order had to move and did not: something else moved it back', () => {
    const { ledger, state } = opened(5);
    acceptLevel(ledger, reading(5, 10_000));
    expect(recordReading(ledger, reading(5, 30_000), judgeAt)).toBe(false);
    applyOrderEffect(ledger, { ...place, units: -2, from: shopTime(20_000), to: shopTime(21_000) }, judgeAt);
    expect(state()).toEqual([3, 0, 5]);
    // The one that had put as many back, told later.
    applyOrderEffect(ledger, { ...place, units: 2, from: shopTime(22_000), to: shopTime(23_000) }, judgeAt);
    expect(state()).toEqual([5, 0, null]);
  });

  it('but not one that was the first to show what the order had left', () => {
    const { ledger, state } = opened(5);
    acceptLevel(ledger, reading(3, 30_000));
    applyOrderEffect(ledger, { ...place, units: -2, from: shopTime(20_000), to: shopTime(21_000) }, judgeAt);
    expect(state()).toEqual([3, 0, null]);
  });

  it('leads to Shopify’s number, however late the orders are told', () => {
    const order = fc.record({
      at: fc.integer({ min: 1_000, max: 4_000 }).map((n) => n * 2),
      units: fc.integer({ min: -4, max: 4 }),
      lag: fc.nat({ max: 5_000 }),
    });
    const instant = fc.integer({ min: 1_000, max: 4_500 }).map((n) => n * 2 + 1);
    fc.assert(
      fc.property(
        fc.array(order, { maxLength: 6 }),
        fc.array(instant, { maxLength: 4 }),
        (orders, instants) => {
          const { ledger, state } = opened(20);
          const shopAt = (now: number) =>
            20 + orders.reduce((sum, one) => sum + (one.at <= now ? one.units : 0), 0);
          const told = orders.map(({ at, units, lag }) => ({
            at: at + lag,
            run: () =>
              void applyOrderEffect(
                ledger,
                { ...place, units, from: shopTime(at), to: shopTime(at) },
                judgeAt,
              ),
          }));
          const looks = instants.map((at) => ({
            at,
            run: () => void recordReading(ledger, reading(shopAt(at), at, at), judgeAt),
          }));
          for (const event of [...told, ...looks].sort((a, b) => a.at - b.at)) event.run();
          recordReading(ledger, reading(shopAt(20_000), 20_000), judgeAt);
          expect(state()).toEqual([shopAt(20_000), 0, null]);
          ledger.close();
        },
      ),
      { numRuns: 200 },
    );
  });
});
