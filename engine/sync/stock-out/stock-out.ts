import { type ShopLevelRef, shopLevelKey } from '../../../shared/words/position.ts';
import type { MonotonicTime } from '../../../shared/words/time.ts';
import { unsoundness } from '../../ledger/adds-up.ts';
import { addBatch, type Batch, type BatchRow, openBatches } from '../../ledger/batches.ts';
import type { PositionState } from '../../ledger/positions.ts';
import { holdPosition, nextDue } from '../../ledger/queue.ts';
import { activeRunId, failPendingRows, setRowState, setRowStates } from '../../ledger/runs.ts';
import { stockAtLocation } from '../../shopify/gateway.ts';
import { setQuantities } from '../../shopify/stock-operations.ts';
import type { OrdersIn } from '../orders/orders-in.ts';
import { reportTrouble, type Sync, shopNow } from '../runtime/context.ts';
import { resolveReadings } from '../shop-levels/readings.ts';
import { createPicker } from './pick-batch.ts';
import { createRunFollower } from './run-progress.ts';
import { runPositions, sendBatch } from './send-batch.ts';

/** Calls on their way at once: enough to spend a Standard shop's points at a round trip of 150 ms. */
const WORKERS = 4;

/** The one scheduler that writes to the shop. */
export interface StockOut {
  /** Starts work if there is any. Returns at once. */
  kick(): void;
  /** Resolves when nothing is left that could be done now. */
  quiesced(): Promise<void>;
  /** While on, changes of stock are written as they come; a run's rows always are. */
  setLive(on: boolean): void;
  /** No new batch is begun; resolves when those on their way are answered or given up. */
  stop(): Promise<void>;
  /** When the next delayed position is due, by the monotonic clock; null when none waits. */
  nextDue(): MonotonicTime | null;
}

export function createStockOut(sync: Sync, orders: OrdersIn): StockOut {
  const { ledger, ports } = sync;
  const picker = createPicker(sync, orders);
  const followRun = createRunFollower(sync, picker.reached);
  const workers = new Set<Promise<void>>();
  const unclear: ShopLevelRef[] = [];
  let verifying: Promise<void> | null = null;
  /** Batches without an outcome from before the program started: sent again first, with their old keys. */
  const resend: Batch[] = openBatches(ledger);
  for (const batch of resend) picker.claim(batch.rows);
  let isLive = false;
  /** What ended a worker for good: the ledger could not even be told (a full disk). Everyone who asks is told. */
  let failure: Error | null = null;
  let isStopping = false;
  const failed = (error: unknown) => {
    failure = error instanceof Error ? error : new Error(String(error));
  };

  const step = async (): Promise<boolean> => {
    const again = resend.shift();
    if (again) {
      await sync.shopify().knowTime();
      await deliver(again);
      return true;
    }
    // Points first, rows after: what is sold while the calls wait for points goes along with the next one.
    await sync.shopify().knowTime();
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
    verifyLater(levelsOf(verify));
    await activateAll(activate);
    followRun();
    return batch !== null || verify.length + activate.length > 0;
  };

  /** Picks and stores the next batch in one transaction: what is on its way is never only in memory. */
  const choose = () => {
    try {
      return ledger.transaction(() => {
        const { rows: picked, verify, activate, runId } = picker.pick(isLive);
        const rows = picked.filter((row) => isSound(sync, row, runId ?? null));
        picker.release(picked.filter((row) => !rows.includes(row)));
        if (rows.length === 0) return { batch: null, verify, activate };
        const isRun = rows.some((row) => row.runPosition !== null);
        const batch: Batch = {
          idempotencyKey: ports.random.uuid(),
          runId: isRun ? (runId ?? null) : null,
          createdAt: shopNow(sync),
          rows,
        };
        addBatch(ledger, batch);
        if (batch.runId) setRowStates(ledger, batch.runId, runPositions(batch), 'sent');
        return { batch, verify, activate };
      });
    } catch (error) {
      picker.unpick();
      throw error;
    }
  };

  const deliver = async (batch: Batch) => {
    let stale: readonly ShopLevelRef[] = [];
    try {
      ({ stale } = await sendBatch(sync, batch, () => isStopping));
    } finally {
      const unclear = new Set(stale.map(shopLevelKey));
      picker.release(batch.rows.filter((row) => !unclear.has(shopLevelKey(row))));
      verifyLater(stale);
    }
  };

  /**
   * Levels that must be read again before anything is written there, with the orders that may explain them. After an absence
   * those are many: the writing of everything else does not wait for them.
   */
  const verifyLater = (levels: readonly ShopLevelRef[]) => {
    if (levels.length === 0) return;
    unclear.push(...levels);
    verifying ??= verifyAll()
      .catch(failed)
      .finally(() => {
        verifying = null;
      });
  };

  const verifyAll = async () => {
    while (unclear.length > 0) {
      const levels = unclear.splice(0, unclear.length);
      try {
        if (!isStopping) await resolveReadings(sync, orders, levels);
      } catch (error) {
        reportTrouble(sync, 'shopify', error);
      } finally {
        picker.release(levels);
      }
    }
    sync.signals.stockOut.notify();
  };

  /** Stocks items at locations where they are not: without it a written number is not for sale there. */
  const activateAll = async (cells: readonly PositionState[]) => {
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
            holdPosition(ledger, articleNumber, storeNumber, 'notStockedAtLocation');
            const runId = activeRunId(ledger);
            if (runId) failPendingRows(ledger, runId, cell, 'notStockedAtLocation');
          });
          picker.release([{ inventoryItemId, locationId }]);
        } else verifyLater([{ inventoryItemId, locationId }]);
      } catch (error) {
        picker.release([{ inventoryItemId, locationId }]);
        throw error;
      }
    }
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
    followRun();
    while (!isStopping && workers.size < WORKERS && (resend.length > 0 || picker.mayHaveMore(isLive))) {
      const worker: Promise<void> = work()
        .catch(failed)
        .finally(() => workers.delete(worker));
      workers.add(worker);
    }
  };

  return {
    kick,
    quiesced: async () => {
      kick();
      while (workers.size > 0 || verifying !== null) {
        const isVerifying = verifying !== null;
        await Promise.all([...workers, verifying]);
        if (isVerifying) kick();
      }
      if (failure) throw failure;
    },
    setLive: (on) => {
      isLive = on;
    },
    stop: async () => {
      isStopping = true;
      while (workers.size > 0 || verifying !== null) await Promise.all([...workers, verifying]);
    },
    nextDue: () => nextDue(ledger),
  };
}

/** A row that must not be: it is set aside and reported, and the others go on. Inside a transaction. */
function isSound(sync: Sync, row: BatchRow, runId: string | null): boolean {
  const { ledger, ports } = sync;
  const what = unsoundness(ledger, row);
  if (what === null) return true;
  const { articleNumber, storeNumber, before, after } = row;
  ports.log.error('invariant.broken', { what, articleNumber, storeNumber, before, after });
  holdPosition(ledger, articleNumber, storeNumber, 'doesNotAddUp');
  if (runId !== null && row.runPosition !== null) {
    setRowState(ledger, runId, row.runPosition, 'failed', 'doesNotAddUp');
  }
  return false;
}

function levelsOf(cells: readonly PositionState[]): ShopLevelRef[] {
  return cells.flatMap(({ inventoryItemId, locationId }) =>
    inventoryItemId === null ? [] : [{ inventoryItemId, locationId }],
  );
}
