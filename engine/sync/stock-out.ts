import { addBatch, type Batch, type BatchRow, openBatches } from '../ledger/batches.ts';
import {
  agree,
  type CellState,
  cellsOfRun,
  delayCell,
  dropFromQueue,
  holdCell,
  isSettled,
  nextDirty,
  nextDue,
  readCell,
  touchCell,
} from '../ledger/cells.ts';
import { writeLog } from '../ledger/log-lines.ts';
import {
  activeRunId,
  findRun,
  hasOpenRows,
  pendingRows,
  runKind,
  runProgress,
  setBatchRowStates,
  setRowState,
  setRunState,
} from '../ledger/runs.ts';
import { readSetting, writeSetting } from '../ledger/settings.ts';
import { isInStep } from '../rules/target.ts';
import { stockAtLocation } from '../shopify/gateway.ts';
import { setQuantities } from '../shopify/stock-operations.ts';
import { reportTrouble, type Sync } from './context.ts';
import type { OrdersIn } from './orders-in.ts';
import { settleReadings } from './readings.ts';
import { sendBatch } from './send-batch.ts';
import { isGuarded } from './zero-guard.ts';

/** `inventorySetQuantities` takes at most 250 entries (`shopify.md` §3.1). */
const BATCH_SIZE = 250;
/** Calls on their way at once: enough to spend a Standard shop's points at a round trip of 150 ms. */
const WORKERS = 4;
const UNROUTED_MS = 2_000;

/** The one scheduler that writes to the shop. */
export interface StockOut {
  /** Starts work if there is any. Returns at once. */
  kick(): void;
  /** Resolves when nothing is left that could be done now. */
  settled(): Promise<void>;
  /** While on, changes of stock are written as they come; a run's rows always are. */
  setLive(on: boolean): void;
  /** No new batch is begun; resolves when those on their way are answered or given up. */
  stop(): Promise<void>;
  /** When the next delayed cell is due, in milliseconds since the epoch; null when none waits. */
  nextDue(): number | null;
}

export function createStockOut(sync: Sync, orders: OrdersIn): StockOut {
  const { ledger, ports } = sync;
  const inFlight = new Set<string>();
  const workers = new Set<Promise<void>>();
  /** Batches without an outcome from before the program started: sent again first, with their old keys. */
  const resend: Batch[] = openBatches(ledger);
  for (const batch of resend) for (const row of batch.rows) inFlight.add(levelKey(row));
  let isLive = false;
  /** What ended a worker for good: the ledger could not even be told (a full disk). Everyone who asks is told. */
  let failure: Error | null = null;
  let isStopping = false;
  let reportedAt = 0;
  let cursor: { runId: string; position: number } | null = null;

  const release = (rows: readonly { inventoryItemId: string; locationId: string }[]) => {
    for (const row of rows) inFlight.delete(levelKey(row));
    // A run's rows that were passed over because of them, or that wait again, stand before the cursor.
    cursor = null;
  };

  /** The next batch: cells touched by changes of stock first, then filled up with the run's rows. */
  const pick = () => {
    const rows: BatchRow[] = [];
    const verify: CellState[] = [];
    const activate: CellState[] = [];
    if (isLive && readSetting(ledger, 'activatedAt') !== null) pickDirty(rows, verify, activate);
    const runId = activeRunId(ledger);
    if (runId && rows.length < BATCH_SIZE) pickRun(runId, rows, verify, activate);
    return { rows, verify, activate, runId };
  };

  const pickDirty = (rows: BatchRow[], verify: CellState[], activate: CellState[]) => {
    const now = ports.clock.now();
    for (const ref of nextDirty(ledger, now, BATCH_SIZE * (WORKERS + 1))) {
      if (rows.length >= BATCH_SIZE) return;
      const cell = readCell(ledger, ref.articleNumber, ref.storeNumber);
      if (!cell?.isWritable || !cell.inventoryItemId || cell.target === null) {
        dropFromQueue(ledger, ref.articleNumber, ref.storeNumber);
        continue;
      }
      const key = levelKey({ inventoryItemId: cell.inventoryItemId, locationId: cell.locationId });
      if (inFlight.has(key)) continue;
      if (cell.isUnrouted) {
        delayCell(ledger, cell.articleNumber, cell.storeNumber, now + UNROUTED_MS);
      } else if (isSettled(cell)) {
        agree(ledger, cell.articleNumber, cell.storeNumber, cell.target, now);
      } else if (isGuarded(sync, cell)) {
        delayCell(ledger, cell.articleNumber, cell.storeNumber, now + 30_000);
      } else if (readSetting(ledger, 'shadow')) {
        logShadow(cell);
      } else if (cell.observed !== null || cell.doubt !== 0) {
        inFlight.add(key);
        verify.push(cell);
      } else if (!cell.level?.isActive) {
        inFlight.add(key);
        activate.push(cell);
      } else {
        inFlight.add(key);
        rows.push({
          articleNumber: cell.articleNumber,
          storeNumber: cell.storeNumber,
          inventoryItemId: cell.inventoryItemId,
          locationId: cell.locationId,
          before: cell.level.available,
          after: cell.target,
          cause: cell.cause ?? 'stockChange',
          reference: cell.reference,
          runPosition: null,
        });
      }
    }
  };

  const logShadow = (cell: CellState) => {
    writeLog(ledger, {
      at: ports.clock.now(),
      event: 'shadow',
      cause: 'system',
      result: 'info',
      articleNumber: cell.articleNumber,
      storeNumber: cell.storeNumber,
      locationId: cell.locationId,
      before: cell.level?.available ?? null,
      after: cell.target,
    });
    dropFromQueue(ledger, cell.articleNumber, cell.storeNumber);
  };

  const pickRun = (runId: string, rows: BatchRow[], verify: CellState[], activate: CellState[]) => {
    const kind = runKind(ledger, runId);
    if (cursor?.runId !== runId) cursor = { runId, position: -1 };
    ledger.transaction(() => {
      while (rows.length < BATCH_SIZE && verify.length === 0 && activate.length < 10 && cursor) {
        const page = pendingRows(ledger, runId, cursor.position, BATCH_SIZE);
        if (page.length === 0) return;
        const cells = cellsOfRun(ledger, runId, cursor.position, BATCH_SIZE);
        for (const row of page) {
          if (rows.length >= BATCH_SIZE || activate.length >= 10) return;
          cursor.position = row.position;
          if (inFlight.has(levelKey(row))) continue;
          const cell = cells.get(`${row.articleNumber}\n${row.storeNumber}`);
          const reason = whyStale(kind, row, cell);
          if (reason) {
            setRowState(ledger, runId, row.position, 'stale', reason);
            touchIfKept(sync, row.articleNumber, row.storeNumber);
            continue;
          }
          inFlight.add(levelKey(row));
          if (cell && !cell.level?.isActive) {
            activate.push(cell); // written in the round after the activation
            continue;
          }
          const { position, state: _state, reason: _reason, ...level } = row;
          rows.push({
            ...level,
            cause: kind === 'undo' ? 'undo' : 'syncAll',
            reference: runId,
            runPosition: position,
          });
        }
      }
    });
  };

  const step = async (): Promise<boolean> => {
    const again = resend.shift();
    if (again) {
      await deliver(again);
      return true;
    }
    // Points first, rows after: what is sold while the calls wait for points goes along with the next one.
    const giveBack = await sync.shopify().ready(setQuantities);
    let chosen: ReturnType<typeof choose> | null = null;
    try {
      if (!isStopping) chosen = choose();
    } finally {
      if (!chosen?.batch) giveBack();
    }
    if (!chosen) return false;
    const { batch, verify, activate } = chosen;
    if (batch) {
      ports.milestone('batch:stored');
      await deliver(batch);
    }
    await verifyAll(verify);
    await activateAll(activate);
    finishRuns();
    return batch !== null || verify.length + activate.length > 0;
  };

  /** Picks and stores the next batch in one transaction: what is on its way is never only in memory. */
  const choose = () => {
    const before = new Set(inFlight);
    try {
      return ledger.transaction(() => {
        const { rows, verify, activate, runId } = pick();
        if (rows.length === 0) return { batch: null, verify, activate };
        const isRun = rows.some((row) => row.runPosition !== null);
        const batch: Batch = {
          idempotencyKey: ports.random.uuid(),
          runId: isRun ? (runId ?? null) : null,
          createdAt: ports.clock.now(),
          rows,
        };
        addBatch(ledger, batch);
        if (batch.runId) setBatchRowStates(ledger, batch.runId, batch.idempotencyKey, 'sent');
        return { batch, verify, activate };
      });
    } catch (error) {
      for (const key of inFlight) if (!before.has(key)) inFlight.delete(key);
      throw error;
    }
  };

  const deliver = async (batch: Batch) => {
    try {
      const left = await sendBatch(sync, batch, () => isStopping);
      if (left.stale.length > 0) await settleReadings(sync, orders, left.stale);
    } finally {
      release(batch.rows);
    }
  };

  const verifyAll = async (cells: readonly CellState[]) => {
    const levels = cells.flatMap((cell) =>
      cell.inventoryItemId === null
        ? []
        : [{ inventoryItemId: cell.inventoryItemId, locationId: cell.locationId }],
    );
    if (levels.length === 0) return;
    try {
      await settleReadings(sync, orders, levels);
    } finally {
      release(levels);
    }
  };

  /** Stocks items at locations where they are not: without it a written number is not for sale there. */
  const activateAll = async (cells: readonly CellState[]) => {
    for (const cell of cells) {
      const { inventoryItemId, locationId, articleNumber, storeNumber } = cell;
      if (inventoryItemId === null) continue;
      try {
        const errors = await stockAtLocation(
          sync.shopify(),
          ports.random.uuid(),
          inventoryItemId,
          locationId,
        );
        ports.milestone('level:activated');
        if (errors.length > 0) {
          ledger.transaction(() => {
            holdCell(ledger, articleNumber, storeNumber, 'notStockedAtLocation');
            failRunRows(articleNumber, storeNumber);
          });
        } else await settleReadings(sync, orders, [{ inventoryItemId, locationId }]);
      } finally {
        release([{ inventoryItemId, locationId }]);
      }
    }
  };

  const failRunRows = (articleNumber: string, storeNumber: string) => {
    const runId = activeRunId(ledger);
    if (!runId) return;
    for (const row of pendingRows(ledger, runId, -1, 1_000_000)) {
      if (row.articleNumber === articleNumber && row.storeNumber === storeNumber) {
        setRowState(ledger, runId, row.position, 'failed', 'notStockedAtLocation');
      }
    }
  };

  const finishRuns = () => {
    const runId = activeRunId(ledger);
    if (!runId) return;
    if (hasOpenRows(ledger, runId)) {
      reportProgress(runId);
      return;
    }
    const run = findRun(ledger, runId);
    if (!run) return;
    const at = ports.clock.now();
    ledger.transaction(() => {
      setRunState(ledger, runId, 'done', at);
      if (run.kind === 'sync' && readSetting(ledger, 'firstSyncAt') === null) {
        writeSetting(ledger, 'firstSyncAt', at);
      }
      writeLog(ledger, {
        at,
        event: run.kind === 'undo' ? 'undone' : 'runEnded',
        cause: run.kind === 'undo' ? 'undo' : 'syncAll',
        result: run.counts.failed > 0 ? 'failed' : 'ok',
        reference: runId,
        args: { done: run.counts.done, stale: run.counts.stale, failed: run.counts.failed },
      });
    });
    sync.onProgress({ runId, phase: 'done', done: run.total, total: run.total });
  };

  /** Counting rows is dear in a big run, so it is done a few times a second. */
  const reportProgress = (runId: string) => {
    const now = ports.clock.now();
    if (now - reportedAt < 250) return;
    reportedAt = now;
    const { total, open } = runProgress(ledger, runId);
    sync.onProgress({ runId, phase: 'writing', done: total - open, total });
  };

  const work = async () => {
    try {
      while (!isStopping && (await step())) await Promise.resolve();
    } catch (error) {
      reportTrouble(sync, 'shopify', error);
    }
  };

  const kick = () => {
    if (failure) throw failure;
    finishRuns();
    while (!isStopping && workers.size < WORKERS && (resend.length > 0 || mayHaveMore())) {
      const worker: Promise<void> = work()
        .catch((error: unknown) => {
          failure = error instanceof Error ? error : new Error(String(error));
        })
        .finally(() => workers.delete(worker));
      workers.add(worker);
    }
  };

  const mayHaveMore = () => {
    const runId = activeRunId(ledger);
    if (runId && pendingRows(ledger, runId, cursor?.runId === runId ? cursor.position : -1, 1).length > 0)
      return true;
    if (!isLive) return false;
    return nextDirty(ledger, ports.clock.now(), 1).length > 0;
  };

  return {
    kick,
    settled: async () => {
      kick();
      while (workers.size > 0) await Promise.all(workers);
      if (failure) throw failure;
    },
    setLive: (on) => {
      isLive = on;
    },
    stop: async () => {
      isStopping = true;
      while (workers.size > 0) await Promise.all(workers);
    },
    nextDue: () => nextDue(ledger),
  };
}

function levelKey(level: { inventoryItemId: string; locationId: string }): string {
  return `${level.inventoryItemId}\n${level.locationId}`;
}

/** Why a row of a plan must not be written any more; null when it may. */
function whyStale(
  kind: 'sync' | 'undo',
  row: { before: number; after: number },
  cell: CellState | undefined,
): string | null {
  if (!cell?.isWritable) return 'noLongerMatched';
  if ((cell.observed ?? cell.level?.available ?? 0) !== row.before) return 'changedInShopify';
  if (kind === 'undo') return null;
  if (cell.target !== row.after) return 'changedInEasyCashier';
  return cell.target !== null && isInStep(cell.target, cell.level) ? 'alreadyEqual' : null;
}

/** A row that was left alone is kept equal by the queue from now on. */
function touchIfKept(sync: Sync, articleNumber: string, storeNumber: string): void {
  touchCell(sync.ledger, articleNumber, storeNumber, {
    at: sync.ports.clock.now(),
    cause: 'syncAll',
  });
}
