import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlanSummary } from '../../shared/contract/sync.ts';
import { ourTime, shopTime } from '../../shared/words/time.ts';
import { openTestLedger, saveTestPlan } from '../testing/test-ledger.ts';
import { addBatch, type BatchRow, closeBatch } from './batches.ts';
import type { Ledger } from './database.ts';
import { logPushes, readLog, writeLog } from './log-lines.ts';
import {
  abandonPlans,
  addPlanRows,
  beginPlan,
  findPlan,
  finishPlan,
  type PlanRow,
  planRows,
} from './plans.ts';
import { standingsOfBatch } from './positions.ts';
import { markBatchSynced, markSynced } from './queue.ts';
import {
  findRun,
  hasOpenRows,
  hasPendingRows,
  lastPicked,
  openRunId,
  runProgress,
  runRows,
  setRowState,
  setRowStates,
  setRunState,
} from './runs.ts';
import { acceptBatch, acceptLevel } from './shop-levels.ts';
import { fillRun, isFilled, startRun, startUndo } from './start-run.ts';
import { IllegalTransition } from './transitions.ts';

const groups = ['raised', 'lowered', 'zeroed', 'unchanged', 'skipped'] as const;

const planned = (n: number): PlanRow & { name: string } => {
  const group = groups[n % groups.length] ?? 'raised';
  return {
    articleNumber: String(n).padStart(4, '0'),
    name: `Artikel ${n}`,
    storeNumber: '1',
    inventoryItemId: group === 'skipped' ? null : `item ${n}`,
    locationId: 'here',
    group,
    easycashier: n * 1_000,
    before: n % 7 === 0 ? null : n,
    after: group === 'skipped' ? null : n + 1,
    reason: null,
  };
};

const whole: PlanSummary = {
  planId: 'plan',
  hash: 'abc',
  createdAt: ourTime(7),
  counts: { raised: 1, lowered: 2, zeroed: 3, unchanged: 4, skipped: 5 },
  writes: 6,
  guard: { reason: 'massZero', confirmRows: 3 },
  appliedBy: null,
};

const isWritten = ({ group }: PlanRow) => group !== 'unchanged' && group !== 'skipped';

/** A plan of `rows` rows, of every group in turn. */
function storePlan(ledger: Ledger, rows: number): PlanSummary {
  const all = Array.from({ length: rows }, (_, n) => planned(n));
  return saveTestPlan(ledger, { ...whole, writes: all.filter(isWritten).length }, all);
}

function startedRun(rows: number): Ledger {
  const ledger = openTestLedger();
  storePlan(ledger, rows);
  started(ledger, { runId: 'run', planId: 'plan', startedAt: ourTime(1) });
  return ledger;
}

/** With all its rows. */
function started(ledger: Ledger, run: Parameters<typeof startRun>[1]): number {
  const rows = startRun(ledger, run);
  while (!isFilled(ledger, run.runId)) fillRun(ledger, run.runId);
  return rows;
}

const open = { after: -1, limit: 1_000_000 };

describe('a plan', () => {
  it.each([0, 1, 49, 50, 51, 1_000, 2_321])('of %i rows is read as it was stored', (rows) => {
    const ledger = openTestLedger();
    expect(findPlan(ledger, storePlan(ledger, rows).planId)).toMatchObject({ hash: 'abc' });
    expect(planRows(ledger, 'plan', open)).toEqual(
      Array.from({ length: rows }, (_, position) => ({ position, ...planned(position) })),
    );
  });

  it('is there for nobody before its last row is in', () => {
    const ledger = openTestLedger();
    beginPlan(ledger, 'plan', ourTime(7));
    addPlanRows(ledger, 'plan', 0, [planned(0), planned(1)]);
    expect(findPlan(ledger, 'plan')).toBeUndefined();
    addPlanRows(ledger, 'plan', 2, [planned(2)]);
    finishPlan(ledger, whole);
    expect(findPlan(ledger, 'plan')).toEqual(whole);
    expect(planRows(ledger, 'plan', open).map(({ position }) => position)).toEqual([0, 1, 2]);
  });

  it('is never whole once whoever made it is gone', () => {
    const ledger = openTestLedger();
    const stored = storePlan(ledger, 1);
    beginPlan(ledger, 'half', ourTime(7));
    abandonPlans(ledger);
    expect(() => finishPlan(ledger, { ...whole, planId: 'half' })).toThrow(IllegalTransition);
    expect(findPlan(ledger, 'half')).toBeUndefined();
    expect(findPlan(ledger, 'plan')).toEqual(stored);
  });
});

describe('a run', () => {
  it('has the rows of its plan that write something, in its order, all waiting', () => {
    const ledger = startedRun(100);
    const rows = runRows(ledger, 'run', open);
    expect(rows).toEqual(
      Array.from({ length: 100 }, (_, n) => planned(n))
        .filter(isWritten)
        .map(({ articleNumber, storeNumber, inventoryItemId, locationId, before, after }, position) => ({
          position,
          articleNumber,
          storeNumber,
          inventoryItemId,
          locationId,
          before: before ?? 0,
          after,
          state: 'pending',
          reason: null,
        })),
    );
    expect(findRun(ledger, 'run')).toMatchObject({ total: 60, counts: { pending: 60 } });
  });

  it.each([2_000, 2_001, 5_500])(
    'has its rows little by little, and waits for them: %i in its plan',
    (rows) => {
      const ledger = openTestLedger();
      const { writes } = storePlan(ledger, rows);
      startRun(ledger, { runId: 'run', planId: 'plan', startedAt: ourTime(1) });
      expect([isFilled(ledger, 'run'), hasOpenRows(ledger, 'run')]).toEqual([false, true]);
      const pending = () => runRows(ledger, 'run', { ...open, state: 'pending' }).length;
      let turns = 0;
      for (; !isFilled(ledger, 'run'); turns += 1) {
        expect(findRun(ledger, 'run')).toMatchObject({ total: writes, counts: { pending: writes - turns } });
        fillRun(ledger, 'run');
        // What is written meanwhile is no matter of theirs.
        setRowState(ledger, 'run', turns, 'done');
      }
      expect(turns).toBe(Math.ceil(rows / 2_000));
      expect(runRows(ledger, 'run', open).map(({ position }) => position)).toEqual([...Array(writes).keys()]);
      expect(pending()).toBe(writes - turns);
      fillRun(ledger, 'run');
      expect(pending()).toBe(writes - turns);
    },
  );

  it('is undone the other way around, only where it wrote', () => {
    const ledger = startedRun(20);
    setRowStates(ledger, 'run', [1, 2, 5], 'done');
    setRowState(ledger, 'run', 3, 'failed', 'tooMany');
    expect(startUndo(ledger, { runId: 'undo', undoes: 'run', startedAt: ourTime(2) })).toBe(3);
    fillRun(ledger, 'undo');
    const [, first, second] = runRows(ledger, 'run', open);
    const undone = runRows(ledger, 'undo', open);
    expect(undone.map((row) => row.position)).toEqual([0, 1, 2]);
    expect(undone[0]).toMatchObject({
      articleNumber: first?.articleNumber,
      before: first?.after,
      after: first?.before,
    });
    expect(undone[1]?.articleNumber).toBe(second?.articleNumber);
    expect(findRun(ledger, 'run')?.undoneBy).toBe('undo');
  });

  it('stays open while it is paused, until another has been started', () => {
    const ledger = openTestLedger();
    storePlan(ledger, 3);
    expect(openRunId(ledger)).toBeUndefined();
    started(ledger, { runId: 'first', planId: 'plan', startedAt: ourTime(1) });
    expect(openRunId(ledger)).toBe('first');
    setRunState(ledger, 'first', 'paused', null);
    expect(openRunId(ledger)).toBe('first');
    started(ledger, { runId: 'second', planId: 'plan', startedAt: ourTime(2) });
    expect(openRunId(ledger)).toBe('second');
    setRunState(ledger, 'second', 'done', ourTime(3));
    expect(openRunId(ledger)).toBeUndefined();
  });

  it('changes many rows as it would one by one', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(59)), (chosen) => {
        const positions = chosen.toSorted((a, b) => a - b);
        const ledger = startedRun(100);
        setRowStates(ledger, 'run', positions, 'sent');
        const sent = runRows(ledger, 'run', { ...open, state: 'sent' }).map((row) => row.position);
        expect(sent).toEqual(positions);
        ledger.close();
      }),
      { numRuns: 40 },
    );
  });

  it('knows how many rows are open without counting those that nobody has picked', () => {
    const states = fc.constantFrom('pending' as const, 'sent' as const, 'done' as const, 'stale' as const);
    fc.assert(
      fc.property(fc.array(states, { maxLength: 60 }), (picked) => {
        const ledger = startedRun(100);
        const rows = runRows(ledger, 'run', open);
        const sent = rows.filter((row) => picked[row.position] === 'sent');
        addBatch(ledger, {
          kind: 'set',
          idempotencyKey: 'key',
          runId: 'run',
          createdAt: shopTime(1),
          rows: sent.map((row) => ({ ...row, cause: 'syncAll', reference: null, runPosition: row.position })),
        });
        picked.forEach((state, position) => {
          setRowState(ledger, 'run', position, state);
        });
        const isOpen = (position: number) => !['done', 'stale'].includes(picked[position] ?? 'pending');
        const left = rows.filter((row) => isOpen(row.position)).length;
        for (const reached of [lastPicked(ledger, 'run'), picked.length - 1, rows.length - 1]) {
          if (reached < lastPicked(ledger, 'run')) continue;
          expect(runProgress(ledger, 'run', reached)).toEqual({ total: 60, open: left });
        }
        expect(hasOpenRows(ledger, 'run')).toBe(left > 0);
        expect(hasPendingRows(ledger, 'run', -1)).toBe(left - sent.length > 0);
        closeBatch(ledger, 'key', 'done', ourTime(2));
        ledger.close();
      }),
      { numRuns: 60 },
    );
  });
});

describe('a batch that was taken', () => {
  const rows: BatchRow[] = Array.from({ length: 7 }, (_, n) => ({
    articleNumber: `A${n}`,
    storeNumber: '1',
    inventoryItemId: `item ${n}`,
    locationId: 'here',
    before: n,
    after: n + 1,
    cause: n % 2 === 0 ? 'sale' : 'syncAll',
    reference: n === 3 ? null : 'run',
    runPosition: null,
  }));
  const tables = (ledger: Ledger) => ({
    // Not when `committed` was read: a write of ours says nothing of it.
    levels: ledger.all(
      `SELECT inventory_item_id, location_id, available, committed, set_aside, unseen, is_active, read_at, read_until, doubt, observed, observed_at
       FROM shop_level ORDER BY inventory_item_id`,
    ),
    cells: ledger.all('SELECT * FROM cell ORDER BY article_number'),
    log: readLog(ledger, {}, { after: 0, limit: 100 }),
  });

  it('leaves the levels, the agreement and the log as its rows would one by one', () => {
    const [bulk, single] = [openTestLedger(), openTestLedger()];
    for (const ledger of [bulk, single]) {
      addBatch(ledger, { idempotencyKey: 'key', kind: 'set', runId: null, createdAt: shopTime(1), rows });
      // Something is there already: a level in doubt, a cell in the queue.
      acceptLevel(ledger, {
        inventoryItemId: 'item 2',
        locationId: 'here',
        available: 2,
        committed: 0,
        setAside: 0,
        isActive: false,
        readAt: shopTime(1),
        readUntil: shopTime(1),
      });
      ledger.run('UPDATE shop_level SET doubt = 3, observed = 9, observed_at = 1');
      ledger.run(
        "INSERT INTO cell (article_number, store_number, dirty_since, hold, attempts) VALUES ('A4', '1', 5, 'x', 2)",
      );
    }
    acceptBatch(bulk, 'key', { readAt: shopTime(10), readUntil: shopTime(20) });
    logPushes(bulk, 'key', ourTime(30));
    markBatchSynced(bulk, 'key', [1, 6], ourTime(30));
    rows.forEach(({ articleNumber, storeNumber, inventoryItemId, locationId, before, after, ...row }, n) => {
      const level = {
        inventoryItemId,
        locationId,
        available: after,
        committed: 0,
        setAside: 0,
        isActive: true,
      };
      acceptLevel(single, { ...level, readAt: shopTime(10), readUntil: shopTime(20) });
      writeLog(single, {
        at: ourTime(30),
        event: 'pushed',
        cause: row.cause as 'sale',
        result: 'ok',
        articleNumber,
        storeNumber,
        locationId,
        before,
        after,
        reference: row.reference,
      });
      if (n !== 1 && n !== 6) markSynced(single, articleNumber, storeNumber, after, ourTime(30));
    });
    expect(tables(bulk)).toEqual(tables(single));
    expect(tables(bulk).cells).toHaveLength(5);
  });

  it('tells how its cells stand even where nothing is known of them', () => {
    const ledger = openTestLedger();
    addBatch(ledger, { idempotencyKey: 'key', kind: 'set', runId: null, createdAt: shopTime(1), rows });
    const standings = standingsOfBatch(ledger, 'key');
    expect([...standings.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(standings.get(0)).toMatchObject({ isWritable: false, target: null, level: null });
  });
});
