import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ourTime } from '../../shared/words/time.ts';
import { openTestLedger } from '../testing/test-ledger.ts';
import {
  articlesToRead,
  markSalesRead,
  moveBalance,
  readBalance,
  reattribute,
  recordBalance,
  salesOf,
  saveSales,
  unbalancedPositions,
} from './balances.ts';

const cell = { articleNumber: '0042', storeNumber: '1' };
const day = '2026-11-23';
const reading = (thousandths: number, sold: number | null = null, onDay = day) => ({
  ...cell,
  thousandths,
  readAt: ourTime(1),
  sales: sold === null ? null : { day: onDay, thousandths: sold },
});
const causes = (ledger: ReturnType<typeof openTestLedger>) =>
  ledger.all<{ cause: string; thousandths: number }>('SELECT cause, thousandths FROM movement ORDER BY id');

describe('movements', () => {
  it('are never changed and never deleted', () => {
    const ledger = openTestLedger();
    recordBalance(ledger, reading(5_000));
    expect(() => ledger.run('UPDATE movement SET thousandths = 1')).toThrow('append-only');
    expect(() => ledger.run('DELETE FROM movement')).toThrow('append-only');
    expect(() => ledger.run('REPLACE INTO movement SELECT * FROM movement')).toThrow('append-only');
    expect(causes(ledger)).toEqual([{ cause: 'opening', thousandths: 5_000 }]);
  });

  it('add up to the balance, whatever happens', () => {
    const happening = fc.oneof(
      fc.record({
        kind: fc.constant('read'),
        to: fc.integer({ min: -9_000, max: 90_000 }),
        sold: fc.option(fc.nat()),
      }),
      fc.record({
        kind: fc.constantFrom('book', 'reattribute'),
        by: fc.integer({ min: -9_000, max: 9_000 }),
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(happening, fc.nat({ max: 3 })), { maxLength: 30 }), (happenings) => {
        const ledger = openTestLedger();
        for (const [one, n] of happenings) {
          const target = { articleNumber: `A${n}`, storeNumber: '1' };
          if ('to' in one) recordBalance(ledger, { ...reading(one.to, one.sold), ...target });
          else if (one.kind === 'book') moveBalance(ledger, target, one.by, 'b-1', ourTime(1));
          else if (readBalance(ledger, target.articleNumber, '1'))
            reattribute(ledger, target, one.by, 'b-1', ourTime(1));
        }
        expect(unbalancedPositions(ledger)).toEqual([]);
        ledger.close();
      }),
      { numRuns: 50 },
    );
  });

  it('are found out when they do not add up', () => {
    const ledger = openTestLedger();
    recordBalance(ledger, reading(5_000));
    ledger.run('UPDATE balance SET thousandths = 4000');
    expect(unbalancedPositions(ledger)).toEqual([cell]);
  });
});

describe('a reading', () => {
  it('tells a sale from a stock change by the report', () => {
    const ledger = openTestLedger();
    expect(recordBalance(ledger, reading(10_000, 0))).toEqual({
      before: null,
      after: 10_000,
      cause: 'opening',
    });
    expect(recordBalance(ledger, reading(10_000, 0))).toBeNull();
    expect(recordBalance(ledger, reading(8_000, 2_000))?.cause).toBe('sale');
    expect(recordBalance(ledger, reading(9_000, 2_000))?.cause).toBe('stockChange');
    expect(recordBalance(ledger, reading(10_000, 1_000))?.cause).toBe('sale'); // a return
    expect(recordBalance(ledger, reading(7_000))?.cause).toBe('stockChange');
    expect(recordBalance(ledger, reading(7_000, 3_000))).toBeNull();
    expect(recordBalance(ledger, reading(6_000, 1_000, '2026-11-24'))?.cause).toBe('sale');
    expect(unbalancedPositions(ledger)).toEqual([]);
  });

  it('opens at 0 without a movement', () => {
    const ledger = openTestLedger();
    expect(recordBalance(ledger, reading(0))).toEqual({ before: null, after: 0, cause: 'opening' });
    expect(causes(ledger)).toEqual([]);
    expect(readBalance(ledger, '0042', '1')?.thousandths).toBe(0);
    expect(readBalance(ledger, '42', '1')).toBeUndefined();
  });
});

describe('the day’s sales', () => {
  it('tell which articles are to be read, until they are', () => {
    const ledger = openTestLedger();
    const row = (thousandths: number) => ({ ...cell, thousandths });
    saveSales(ledger, day, [row(1_000)]);
    saveSales(ledger, day, [row(1_000)]);
    expect(articlesToRead(ledger)).toEqual(['0042']);
    markSalesRead(ledger, '0042');
    expect(articlesToRead(ledger)).toEqual([]);
    saveSales(ledger, day, [row(1_000)]);
    expect(articlesToRead(ledger)).toEqual([]);
    saveSales(ledger, day, [row(2_000), { ...row(500), articleNumber: '0044' }]);
    expect(articlesToRead(ledger)).toEqual(['0042', '0044']);
    markSalesRead(ledger, '0044');
    expect(articlesToRead(ledger)).toEqual(['0042']);
    expect(salesOf(ledger, day, '0042', '1')).toBe(2_000);
    expect(salesOf(ledger, day, '0043', '1')).toBeUndefined();
    saveSales(ledger, '2026-11-24', []);
    expect(salesOf(ledger, day, '0042', '1')).toBeUndefined();
  });
});
