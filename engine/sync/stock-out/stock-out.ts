import { type ShopLevelRef, shopLevelKey } from '../../../shared/words/position.ts';
import type { MonotonicTime } from '../../../shared/words/time.ts';
import { type Batch, openBatches } from '../../ledger/batches.ts';
import { readState } from '../../ledger/engine-state.ts';
import type { PositionState } from '../../ledger/positions.ts';
import { holdPosition, markDirty, nextDue } from '../../ledger/queue.ts';
import { activeRunId, failPendingRows } from '../../ledger/runs.ts';
import { fillRun, isFilled } from '../../ledger/start-run.ts';
import { stockAtLocation } from '../../shopify/gateway.ts';
import { setQuantities } from '../../shopify/stock-operations.ts';
import type { OrdersIn } from '../orders/orders-in.ts';
import { reportTrouble, type Sync } from '../runtime/context.ts';
import { isLedgerShut, isShutOut, noteShut } from '../runtime/ledger-file.ts';
import { checkLedgerNowAndThen, keepWitness } from '../runtime/ledger-witness.ts';
import { whyNotWrite, whyPaused } from '../runtime/paused.ts';
import { lookForClosed } from '../shop-levels/locations.ts';
import { resolveReadings } from '../shop-levels/readings.ts';
import { chooseBatch } from './choose-batch.ts';
import { isFailure, leaveUntaken, noteActivated } from './failing-writes.ts';
import { createPicker, type Picker } from './pick-batch.ts';
import { createRunFollower } from './run-progress.ts';
import { sendBatch } from './send-batch.ts';
import { judgeFalls } from './zero-guard.ts';

/** Calls on their way at once: enough to spend a Standard shop's points at a round trip of 150 ms. */
const WORKERS = 4;
/** Levels that could not be read are looked at again after this. */
const FAILED_MS = 1_000;

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

/** What the workers share. */
interface StockOutState {
  readonly sync: Sync;
  readonly orders: OrdersIn;
  readonly picker: Picker;
  readonly followRun: () => void;
  readonly workers: Set<Promise<void>>;
  readonly unclear: ShopLevelRef[];
  verifying: Promise<void> | null;
  /** Batches without an outcome, in nobody's hands: sent again first, with their old keys. Their levels stay claimed until then. */
  readonly resend: Batch[];
  isLive: boolean;
  /** What ended a worker for good: the ledger itself is at fault. Everyone who asks is told. */
  failure: Error | null;
  isStopping: boolean;
}

export function createStockOut(sync: Sync, orders: OrdersIn): StockOut {
  const picker = createPicker(sync, orders);
  const state: StockOutState = {
    sync,
    orders,
    picker,
    followRun: createRunFollower(sync, picker.reached),
    workers: new Set(),
    unclear: [],
    verifying: null,
    resend: openBatches(sync.ledger),
    isLive: false,
    failure: null,
    isStopping: false,
  };
  for (const batch of state.resend) picker.claim(batch.rows);
  return {
    kick: () => kick(state),
    quiesced: () => quiesced(state),
    setLive: (on) => {
      state.isLive = on;
    },
    stop: async () => {
      state.isStopping = true;
      const { workers } = state;
      while (workers.size > 0 || state.verifying !== null) await Promise.all([...workers, state.verifying]);
    },
    nextDue: () => nextDue(sync.ledger),
  };
}

function kick(state: StockOutState): void {
  const { workers, resend, picker } = state;
  if (state.failure) throw state.failure;
  if (!canFollowRun(state)) return;
  if (state.isLive) judge(state.sync);
  while (
    !state.isStopping &&
    workers.size < WORKERS &&
    (resend.length > 0 || picker.mayHaveMore(state.isLive))
  ) {
    const worker: Promise<void> = work(state)
      .catch((error) => fail(state, error))
      .finally(() => workers.delete(worker));
    workers.add(worker);
  }
}

/** False while the ledger's file cannot be used: nothing is begun then. */
function canFollowRun({ sync, followRun }: StockOutState): boolean {
  if (isLedgerShut(sync)) return false;
  try {
    followRun();
    return true;
  } catch (error) {
    if (!isShutOut(error)) throw error;
    noteShut(sync, error);
    return false;
  }
}

/** What is held is never picked: its question is opened, kept up to date and withdrawn here. */
function judge(sync: Sync): void {
  try {
    if (readState(sync.ledger, 'activatedAt') === null) return;
    sync.ledger.transaction(() => judgeFalls(sync));
  } catch (error) {
    reportTrouble(sync, 'ledger', error);
  }
}

async function quiesced(state: StockOutState): Promise<void> {
  const { workers } = state;
  kick(state);
  while (workers.size > 0 || state.verifying !== null) {
    const isVerifying = state.verifying !== null;
    await Promise.all([...workers, state.verifying]);
    if (isVerifying) kick(state);
  }
  if (state.failure) throw state.failure;
}

function fail(state: StockOutState, error: unknown): void {
  state.failure = error instanceof Error ? error : new Error(String(error));
}

async function work(state: StockOutState): Promise<void> {
  try {
    while (!state.isStopping && (await step(state))) await Promise.resolve();
  } catch (error) {
    reportTrouble(state.sync, 'shopify', error);
  }
}

/** One round of a worker. Returns false when there was nothing to do. */
async function step(state: StockOutState): Promise<boolean> {
  const { sync, picker } = state;
  if (whyPaused(sync.ledger) !== null) return false;
  if (state.resend.length > 0) {
    // Taken from the list only when it can be sent: Shopify may not answer yet.
    await sync.shopify().knowTime();
    const again = state.resend.shift();
    if (again) await deliver(state, again, true);
    return true;
  }
  if (await fillActiveRun(sync)) return true;
  // Points first, rows after: what is sold while the calls wait for points goes along with the next one.
  await sync.shopify().knowTime();
  const giveBack = await sync.shopify().ready(setQuantities);
  let chosen: ReturnType<typeof chooseBatch> | null = null;
  try {
    await checkLedgerNowAndThen(sync);
    if (!state.isStopping && !whyNotWrite(sync)) chosen = chooseBatch(sync, picker, state.isLive);
  } finally {
    if (!chosen?.batch) giveBack();
  }
  if (!chosen) return false;
  const { batch, verify, activate } = chosen;
  // A batch that Shopify fails at is tried for minutes: what is to be read waits for no answer to it.
  verifyLater(state, levelsOf(verify));
  if (batch) {
    sync.ports.milestone('batch:stored');
    try {
      await deliver(state, batch, false);
      await keepWitness(sync);
    } catch (error) {
      picker.release(levelsOf(activate));
      throw error;
    }
  }
  await activateAll(state, activate);
  state.followRun();
  return batch !== null || verify.length + activate.length > 0;
}

/** The run's next rows, with a turn for everybody else: 100,000 at once would hold up the till's sales. False: they are all in. */
async function fillActiveRun({ ledger, ports }: Sync): Promise<boolean> {
  const runId = activeRunId(ledger);
  if (runId === undefined || isFilled(ledger, runId)) return false;
  ledger.transaction(() => fillRun(ledger, runId));
  ports.milestone('run:filled');
  await ports.monotonic.sleep(0);
  return true;
}

async function deliver(state: StockOutState, batch: Batch, isRepeat: boolean): Promise<void> {
  try {
    const isStopping = () => state.isStopping;
    const { stale, parts } = await sendBatch(state.sync, batch, { isRepeat, isStopping });
    state.resend.unshift(...parts);
    const kept = new Set([...stale, ...parts.flatMap(({ rows }) => rows)].map(shopLevelKey));
    state.picker.release(batch.rows.filter((row) => !kept.has(shopLevelKey(row))));
    verifyLater(state, stale);
  } catch (error) {
    // Its outcome is not written down, so it is still to be sent under its own key: its goods go under no other until then.
    state.resend.unshift(batch);
    throw error;
  }
}

/**
 * Levels that must be read again before anything is written there, with the orders that may explain them. After an absence
 * those are many, and reading the orders takes minutes: the writing of everything else does not wait for them, nor does what EasyCashier sells
 * there meanwhile.
 */
function verifyLater(state: StockOutState, levels: readonly ShopLevelRef[]): void {
  state.picker.letFall(levels);
  state.unclear.push(...levels);
  if (state.unclear.length === 0) return;
  state.verifying ??= verifyAll(state)
    .catch((error) => fail(state, error))
    .finally(() => {
      state.verifying = null;
      // What came between the last look into the list and now would wait for ever.
      if (!state.failure) verifyLater(state, []);
    });
}

async function verifyAll(state: StockOutState): Promise<void> {
  const { sync, orders, picker, unclear } = state;
  while (unclear.length > 0) {
    const levels = unclear.splice(0, unclear.length);
    try {
      if (!state.isStopping) await resolveReadings(sync, orders, levels);
    } catch (error) {
      reportTrouble(sync, 'shopify', error);
      // They are picked again at once. What cannot be asked at all, a shop that is shut or a key that is gone, fails without taking time.
      if (!state.isStopping) await sync.ports.monotonic.sleep(FAILED_MS);
    } finally {
      picker.endFalls(levels);
    }
  }
  sync.signals.stockOut.notify();
}

/** Stocks items at locations where they are not: without it a written number is not for sale there. */
async function activateAll(state: StockOutState, cells: readonly PositionState[]): Promise<void> {
  const { sync, picker } = state;
  const { ledger, ports } = sync;
  for (const [n, cell] of cells.entries()) {
    const { inventoryItemId, locationId, articleNumber, storeNumber } = cell;
    if (inventoryItemId === null) continue;
    try {
      const errors = await stockAtLocation(sync.shopify(), ports.random.uuid(), inventoryItemId, locationId);
      ports.milestone('level:activated');
      noteActivated(sync);
      if (errors.length > 0 && (await lookForClosed(sync)).has(storeNumber)) {
        // It stays in the queue, which sends nothing there until the location is back.
        picker.release([{ inventoryItemId, locationId }]);
      } else if (errors.length > 0) {
        ledger.transaction(() => {
          holdPosition(ledger, articleNumber, storeNumber, 'notStockedAtLocation');
          const runId = activeRunId(ledger);
          if (runId) failPendingRows(ledger, runId, cell, 'notStockedAtLocation');
        });
        picker.release([{ inventoryItemId, locationId }]);
      } else verifyLater(state, [{ inventoryItemId, locationId }]);
    } catch (error) {
      picker.release([{ inventoryItemId, locationId }]);
      if (!isFailure(error)) {
        picker.release(levelsOf(cells.slice(n + 1)));
        throw error;
      }
      ledger.transaction(() => {
        const runId = activeRunId(ledger);
        if (runId) {
          failPendingRows(ledger, runId, cell, 'failsInShopify');
          markDirty(ledger, articleNumber, storeNumber, { at: ports.clock.now(), cause: 'syncAll' });
        }
        leaveUntaken(
          sync,
          { inventoryItemId, articleNumber, storeNumber },
          'activate',
          ports.monotonic.now(),
        );
      });
    }
  }
}

function levelsOf(cells: readonly PositionState[]): ShopLevelRef[] {
  return cells.flatMap(({ inventoryItemId, locationId }) =>
    inventoryItemId === null ? [] : [{ inventoryItemId, locationId }],
  );
}
