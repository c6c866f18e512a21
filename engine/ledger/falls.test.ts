import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type MonotonicTime, ourTime, shopTime } from '../../shared/words/time.ts';
import {
  addTestPosition,
  itemIdOf,
  locationId,
  openTestLedger,
  storeNumber,
} from '../testing/test-ledger.ts';
import { recordBalance } from './balances.ts';
import { addBatch } from './batches.ts';
import type { Ledger } from './database.ts';
import {
  allowFalls,
  beginScan,
  endScan,
  explainFall,
  holdScan,
  keptEqual,
  noteForeignFall,
  readFallWatch,
  setFallVerdict,
  settleWrittenFalls,
} from './falls.ts';
import { readPosition } from './positions.ts';
import { markDirty, markSynced, nextDirty } from './queue.ts';
import { acceptBatch } from './shop-levels.ts';

const at = ourTime(1);
const now = 1_000 as unknown as MonotonicTime;
const nameOf = (n: number) => `a${n}`;

/** Positions that were equal at `units`. */
function openShop(articles: number, units: number): Ledger {
  const ledger = openTestLedger();
  ledger.transaction(() => {
    for (let n = 0; n < articles; n += 1) {
      addTestPosition(ledger, nameOf(n), { n, balance: units * 1_000, available: units });
      markSynced(ledger, nameOf(n), storeNumber, units, at);
    }
  });
  return ledger;
}

function count(
  ledger: Ledger,
  n: number,
  units: number,
  more: { sold?: number; isInScan?: boolean } = {},
): void {
  const cell = { articleNumber: nameOf(n), storeNumber };
  recordBalance(ledger, { ...cell, thousandths: units * 1_000, readAt: at, sales: null });
  markDirty(ledger, cell.articleNumber, storeNumber, { at, cause: 'stockChange', ...more });
}

/** Somebody takes so many off in Shopify, and it is found out. */
function fallByOthers(ledger: Ledger, n: number, wanted: number): void {
  const cell = { articleNumber: nameOf(n), storeNumber };
  const before = readPosition(ledger, cell.articleNumber, storeNumber)?.level?.available ?? 0;
  const units = Math.min(wanted, before);
  ledger.run(
    'UPDATE shop_level SET available = available - ? WHERE inventory_item_id = ?',
    units,
    itemIdOf(n),
  );
  noteForeignFall(ledger, cell, { units, left: before - units }, now);
  markDirty(ledger, cell.articleNumber, storeNumber, { at, cause: 'changedByOther' });
}

let batches = 0;
/** Everything that may be sent is written. */
function writeAll(ledger: Ledger): string[] {
  const due = nextDirty(ledger, null, 1_000);
  if (due.length === 0) return [];
  batches += 1;
  const idempotencyKey = `k${batches}`;
  const rows = due.map(({ articleNumber }) => {
    const row = ledger.get<{ available: number; thousandths: number }>(
      `SELECT available, thousandths FROM shop_level JOIN balance ON article_number = ? WHERE inventory_item_id = ?`,
      articleNumber,
      itemIdOf(Number(articleNumber.slice(1))),
    );
    return {
      articleNumber,
      storeNumber,
      inventoryItemId: itemIdOf(Number(articleNumber.slice(1))),
      locationId,
      before: row?.available ?? 0,
      after: (row?.thousandths ?? 0) / 1_000,
      cause: 'stockChange' as const,
      reference: null,
      runPosition: null,
    };
  });
  addBatch(ledger, { idempotencyKey, kind: 'set', runId: null, createdAt: shopTime(1), rows });
  acceptBatch(ledger, idempotencyKey, { readAt: shopTime(2_000), readUntil: shopTime(2_000) });
  settleWrittenFalls(ledger, idempotencyKey, { isRun: false, now });
  for (const row of rows) markSynced(ledger, row.articleNumber, storeNumber, row.after, at);
  return due.map(({ articleNumber }) => articleNumber);
}

/** What the triggers keep, counted afresh. */
function counted(ledger: Ledger) {
  return ledger.get(
    `SELECT count(*) AS positions, coalesce(sum(target = 0), 0) AS zeroed, coalesce(sum(units), 0) AS units,
            coalesce(sum(written), 0) AS written FROM fall WHERE units > 0`,
  );
}

it('keeps the sums of all that has fallen, whatever happens', () => {
  const step = fc.oneof(
    fc.record({
      do: fc.constant('count' as const),
      n: fc.nat(5),
      units: fc.nat(12),
      sold: fc.nat(3),
      isInScan: fc.boolean(),
    }),
    fc.record({ do: fc.constant('explain' as const), n: fc.nat(5), sold: fc.nat(5) }),
    fc.record({ do: fc.constant('foreign' as const), n: fc.nat(5), units: fc.nat(5) }),
    fc.record({ do: fc.constantFrom('write', 'hold', 'end', 'zero', 'drop', 'nothing', 'allow') }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const ledger = openShop(6, 8);
      for (const step of steps) {
        ledger.transaction(() => {
          if (step.do === 'count') count(ledger, step.n, step.units, step);
          else if (step.do === 'explain')
            explainFall(ledger, { articleNumber: nameOf(step.n), storeNumber }, step.sold);
          else if (step.do === 'foreign') fallByOthers(ledger, step.n, step.units);
          else if (step.do === 'write') writeAll(ledger);
          else if (step.do === 'hold') holdScan(ledger);
          else if (step.do === 'end') endScan(ledger);
          else if (step.do === 'allow') allowFalls(ledger);
          else
            setFallVerdict(ledger, step.do === 'zero' ? 'massZero' : step.do === 'drop' ? 'massDrop' : null);
        });
        const { positions, zeroed, units, written, verdict, isBurst } = readFallWatch(ledger);
        expect({ positions, zeroed, units, written }).toEqual(counted(ledger));
        const misplaced = ledger.all(
          `SELECT article_number FROM cell LEFT JOIN fall USING (article_number, store_number) WHERE dirty_since IS NOT NULL
             AND is_held <> coalesce(units > 0 AND waiting > 0 AND (? OR (? AND target = 0) OR (? AND in_scan)), 0)`,
          Number(verdict === 'massDrop'),
          Number(verdict === 'massZero'),
          Number(isBurst),
        );
        expect(misplaced, 'what waits and what may go').toEqual([]);
      }
      ledger.close();
    }),
    { numRuns: 60 },
  );
});

it('counts what was written within the hour with what waits, and not what has risen again', () => {
  const ledger = openShop(4, 10);
  count(ledger, 0, 0);
  count(ledger, 1, 0);
  expect(writeAll(ledger)).toEqual([nameOf(0), nameOf(1)]);
  count(ledger, 2, 0);
  expect(readFallWatch(ledger)).toMatchObject({ positions: 3, zeroed: 3, units: 30, written: 20 });
  count(ledger, 0, 10);
  expect(readFallWatch(ledger)).toMatchObject({ positions: 3, zeroed: 2, units: 30, written: 20 });
  setFallVerdict(ledger, 'massZero');
  expect(writeAll(ledger)).toEqual([nameOf(0)]);
  expect(readFallWatch(ledger)).toMatchObject({ positions: 2, zeroed: 2, units: 20, written: 10 });
  ledger.close();
});

it('counts what other hands have taken off as if we had, unless EasyCashier has more', () => {
  const ledger = openShop(4, 10);
  count(ledger, 0, 0);
  fallByOthers(ledger, 0, 10);
  expect(writeAll(ledger)).toEqual([]);
  fallByOthers(ledger, 1, 10);
  count(ledger, 1, 0);
  expect(readFallWatch(ledger)).toMatchObject({ positions: 2, zeroed: 2, units: 20, written: 20 });
  fallByOthers(ledger, 2, 10);
  expect(writeAll(ledger)).toEqual([nameOf(2)]);
  expect(readFallWatch(ledger)).toMatchObject({ positions: 2, units: 20 });
  ledger.close();
});

it('takes nothing for a fall that only takes back what somebody has raised in Shopify', () => {
  const ledger = openShop(1, 10);
  ledger.run('UPDATE shop_level SET available = 500');
  markDirty(ledger, nameOf(0), storeNumber, { at, cause: 'changedByOther' });
  expect(readFallWatch(ledger).positions).toBe(0);
  expect(writeAll(ledger)).toEqual([nameOf(0)]);
  ledger.close();
});

it('lets a yes be for what had fallen when it was said', () => {
  const ledger = openShop(3, 10);
  count(ledger, 0, 0);
  count(ledger, 1, 4);
  setFallVerdict(ledger, 'massDrop');
  expect(writeAll(ledger)).toEqual([]);
  allowFalls(ledger);
  count(ledger, 1, 0);
  count(ledger, 2, 0);
  setFallVerdict(ledger, 'massZero');
  expect(nextDirty(ledger, null, 10).map(({ articleNumber }) => articleNumber)).toEqual([nameOf(0)]);
  ledger.close();
});

it('holds what a scan has met until the scan ends, and lets what was looked at alone go on', () => {
  const ledger = openShop(4, 10);
  beginScan(ledger);
  count(ledger, 0, 3, { isInScan: true });
  holdScan(ledger);
  count(ledger, 1, 3, { isInScan: true });
  count(ledger, 2, 3);
  count(ledger, 3, 9, { isInScan: true, sold: 1 });
  expect(nextDirty(ledger, null, 10).map(({ articleNumber }) => articleNumber)).toEqual([
    nameOf(2),
    nameOf(3),
  ]);
  explainFall(ledger, { articleNumber: nameOf(1), storeNumber }, 7);
  expect(nextDirty(ledger, null, 10)).toHaveLength(3);
  endScan(ledger);
  expect(nextDirty(ledger, null, 10)).toHaveLength(4);
  ledger.close();
});

it('asks for one row, whatever has fallen, and finds what may be sent without passing what is held', () => {
  const ledger = openShop(2, 10);
  const plan = (sql: string) =>
    ledger
      .all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .map(({ detail }) => detail)
      .join('\n');
  expect(plan('SELECT positions, units FROM fall_watch')).toBe('SCAN fall_watch');
  expect(ledger.all('SELECT 1 FROM fall_watch')).toHaveLength(1);
  expect(
    plan(
      'SELECT article_number FROM cell WHERE dirty_since IS NOT NULL AND is_held = 0 ORDER BY dirty_since, article_number, store_number LIMIT 9',
    ),
  ).toMatch(/^SEARCH cell USING (COVERING )?INDEX cell_sendable \(dirty_since>\?\)$/);
  expect(plan('DELETE FROM fall WHERE waiting = 0 AND written_at < 5')).toMatch(/INDEX fall_written/);
  expect(keptEqual(ledger)).toEqual({ positions: 2, units: 20 });
  ledger.close();
});
