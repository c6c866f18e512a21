import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogCause } from '../../shared/contract/activity.ts';
import { monotonicTime, ourTime, shopTime } from '../../shared/words/time.ts';
import {
  addTestOrder,
  addTestPosition,
  itemIdOf,
  locationId,
  openTestLedger,
  storeNumber,
} from '../testing/test-ledger.ts';
import { recordBalance } from './balances.ts';
import { addBooking, type BookingState } from './bookings.ts';
import { writeState } from './engine-state.ts';
import { readPosition } from './positions.ts';
import { countDirty, holdPosition, markDirty, markSynced, nextDirty } from './queue.ts';
import { applyOrderEffect, recordReading } from './shop-levels.ts';

const touch = (ledger: ReturnType<typeof openTestLedger>, at: number, cause: LogCause = 'sale') =>
  markDirty(ledger, '0042', storeNumber, { at: ourTime(at), cause });
const setBalance = (ledger: ReturnType<typeof openTestLedger>, thousandths: number) =>
  recordBalance(ledger, { articleNumber: '0042', storeNumber, thousandths, readAt: ourTime(2), sales: null });
const opened = () => {
  const ledger = openTestLedger();
  addTestPosition(ledger, '0042', { balance: 5_000, available: 5 });
  return ledger;
};

describe('the queue', () => {
  it('holds a cell once, however many sales there were, since the first', () => {
    const ledger = opened();
    for (let sale = 1; sale <= 4; sale += 1) {
      setBalance(ledger, 5_000 - sale * 1_000);
      touch(ledger, 100 + sale);
    }
    expect(countDirty(ledger)).toBe(1);
    expect(readPosition(ledger, '0042', storeNumber)).toMatchObject({ target: 1, dirtySince: 101 });
  });

  it('lets go of a cell whose number is right again', () => {
    const ledger = opened();
    setBalance(ledger, 4_000);
    touch(ledger, 100);
    setBalance(ledger, 5_000);
    touch(ledger, 200);
    expect(nextDirty(ledger, monotonicTime(1_000), 10)).toEqual([]);
    expect(readPosition(ledger, '0042', storeNumber)?.synced).toBe(5);
  });

  it('gives a cell that was set aside a new chance when its stock moves', () => {
    const ledger = opened();
    setBalance(ledger, 4_000);
    holdPosition(ledger, '0042', storeNumber, 'refusedByShopify');
    expect(nextDirty(ledger, monotonicTime(1_000), 10)).toEqual([]);
    touch(ledger, 100);
    expect(readPosition(ledger, '0042', storeNumber)?.hold).toBeNull();
    expect(nextDirty(ledger, monotonicTime(1_000), 10)).toEqual([{ articleNumber: '0042', storeNumber }]);
  });

  it('takes nothing before activation, nor what has no partner or no balance', () => {
    const ledger = opened();
    writeState(ledger, 'activatedAt', null);
    setBalance(ledger, 4_000);
    touch(ledger, 100);
    writeState(ledger, 'activatedAt', shopTime(1));
    addTestPosition(ledger, '0043', { n: 2, sku: '43' });
    addTestPosition(ledger, '0044', { n: 3, balance: null });
    for (const number of ['0043', '0044', '0045']) {
      markDirty(ledger, number, storeNumber, { at: ourTime(1), cause: 'sale' });
    }
    expect(countDirty(ledger)).toBe(0);
  });

  it('keeps a cell whose level is in doubt or unexplained, although the numbers agree', () => {
    const doubted = opened();
    setBalance(doubted, 4_000);
    applyOrderEffect(
      doubted,
      {
        inventoryItemId: itemIdOf(1),
        locationId,
        units: -1,
        from: shopTime(1_000),
        to: shopTime(1_005),
      },
      monotonicTime(30_000),
    );
    setBalance(doubted, 5_000);
    touch(doubted, 100);
    expect(countDirty(doubted)).toBe(1);

    const observed = opened();
    const inventoryItemId = itemIdOf(1);
    const foreign = {
      inventoryItemId,
      locationId,
      available: 9,
      committed: 0,
      setAside: 0,
      isActive: true,
      readAt: shopTime(3_000),
      readUntil: shopTime(3_001),
    };
    recordReading(observed, foreign, monotonicTime(30_000));
    touch(observed, 100);
    expect(countDirty(observed)).toBe(1);
  });

  it('goes by the time each cell has waited', () => {
    const ledger = openTestLedger();
    ['c', 'a', 'b'].forEach((number, n) => {
      addTestPosition(ledger, number, { n, balance: 1_000, available: 9 });
      markDirty(ledger, number, storeNumber, { at: ourTime(100 + n), cause: 'sale' });
    });
    markDirty(ledger, 'c', storeNumber, { at: ourTime(500), cause: 'sale' });
    markSynced(ledger, 'a', storeNumber, 1, ourTime(600));
    expect(nextDirty(ledger, monotonicTime(1_000), 10).map((cell) => cell.articleNumber)).toEqual(['c', 'b']);
  });
});

describe('the target while bookings are under way', () => {
  const withBooking = (state: BookingState, delta: number) => {
    const ledger = opened();
    addTestOrder(ledger, 'o');
    const lines = [{ articleNumber: '0042', delta }];
    addBooking(
      ledger,
      { bookingId: 'b', orderId: 'o', storeNumber, cause: 'webOrder', state, createdAt: ourTime(1), lines },
      '#1',
    );
    return readPosition(ledger, '0042', storeNumber)?.target;
  };

  it.each<[BookingState, number, number]>([
    ['pending', -2, 3],
    ['pending', 2, 7],
    // Without an answer the lower number counts.
    ['sent', -2, 3],
    ['sent', 2, 5],
    ['unknown', -2, 3],
    ['unknown', 2, 5],
    ['question', -2, 3],
    ['question', 2, 5],
    ['confirmed', -2, 5],
    ['baseline', -2, 5],
    ['rejected', -2, 3],
    ['rejected', 2, 5],
    ['dropped', -2, 5],
  ])('%s %i: %i', (state, delta, target) => {
    expect(withBooking(state, delta)).toBe(target);
  });
});

describe('a cell and its item', () => {
  it('belong together only where the SKU is the article number, byte for byte', () => {
    const text = fc.string({ minLength: 1, maxLength: 5, unit: fc.constantFrom(...'01aAåÅ-_ %?') });
    fc.assert(
      fc.property(text, text, (articleNumber, sku) => {
        const ledger = openTestLedger();
        addTestPosition(ledger, articleNumber, { sku });
        const cell = readPosition(ledger, articleNumber, storeNumber);
        expect(cell?.isWritable).toBe(articleNumber === sku);
        expect(cell?.inventoryItemId).toBe(articleNumber === sku ? itemIdOf(1) : null);
        ledger.close();
      }),
      { numRuns: 100 },
    );
  });
});
