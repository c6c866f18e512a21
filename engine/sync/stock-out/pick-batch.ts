import type { RowReason } from '../../../shared/contract/sync.ts';
import {
  type Position,
  type PositionKey,
  positionKey,
  type ShopLevelKey,
  type ShopLevelRef,
  shopLevelKey,
} from '../../../shared/words/position.ts';
import { later } from '../../../shared/words/time.ts';
import type { BatchRow } from '../../ledger/batches.ts';
import { readState } from '../../ledger/engine-state.ts';
import { noteFall } from '../../ledger/falls.ts';
import type { LevelWrite } from '../../ledger/level-writes.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { isSynced, type PositionState, pendingWrites, readPosition } from '../../ledger/positions.ts';
import {
  delayPosition,
  dropFromQueue,
  hasFall,
  markDirty,
  markSynced,
  nextDirty,
  nextFallen,
  takeFall,
} from '../../ledger/queue.ts';
import { activeRunId, hasPendingRows, lastPicked, runKind, setRowState } from '../../ledger/runs.ts';
import { readSetting } from '../../ledger/settings.ts';
import { levelState } from '../../ledger/shop-levels.ts';
import { isFilled } from '../../ledger/start-run.ts';
import type { OrdersIn } from '../orders/orders-in.ts';
import type { Sync } from '../runtime/context.ts';
import { isAllRead, isFresh, isReadSince } from '../stock-in/fresh-balances.ts';
import { isRaiseTooSoon, whyStale, whyUnseen } from './write-guards.ts';
import { judgeFalls } from './zero-guard.ts';

/** `inventorySetQuantities` takes at most 250 entries (`shopify.md` §3.1). */
const BATCH_SIZE = 250;
/** Enough changed positions to look through while as many batches as there may be hold theirs. */
const QUEUE_PAGE = BATCH_SIZE * 5;
/** Each is a call of its own. */
const ACTIVATIONS = 10;
const UNROUTED_MS = 2_000;
/** Until it is looked whether EasyCashier has told by now what is left of an article. */
const STALE_MS = 5_000;
/** What one worker does next. Nobody else touches these levels before they are released. */
interface Picked {
  readonly rows: BatchRow[];
  /** What EasyCashier has sold or lost where Shopify's number cannot be compared with just now: it is taken off, and goes first. */
  readonly falls: BatchRow[];
  /** To be read afresh before anything is decided. */
  readonly verify: PositionState[];
  /** To be stocked at their location first. */
  readonly activate: PositionState[];
  readonly runId: string | undefined;
}

export interface Picker {
  /** Inside a transaction. `isLive`: changes of stock are written too, not only a run's rows. */
  pick(isLive: boolean): Picked;
  /** The transaction of the last pick came to nothing. */
  unpick(): void;
  claim(levels: readonly ShopLevelRef[]): void;
  release(levels: readonly ShopLevelRef[]): void;
  /** The claimed levels wait for what explains them: from now on nothing is written there but what EasyCashier has sold or lost. */
  letFall(levels: readonly ShopLevelRef[]): void;
  /** They wait no more. */
  endFalls(levels: readonly ShopLevelRef[]): void;
  /** Is it worth while to pick? */
  mayHaveMore(isLive: boolean): boolean;
  /** The run's last row that has ever been picked. */
  reached(runId: string): number;
}

interface PickState {
  readonly sync: Sync;
  readonly orders: OrdersIn;
  readonly inFlight: Set<ShopLevelKey>;
  /** Levels where only falls are written. */
  readonly fallOnly: Set<ShopLevelKey>;
  /** Positions that were passed over, with the level that was in other hands: as long as it is, they need not be read again. */
  readonly passedOver: Map<PositionKey, ShopLevelKey>;
  claimedLast: ShopLevelKey[];
  /** The run's rows up to here have been looked at. */
  cursor: { readonly runId: string; position: number } | null;
  reached: { readonly runId: string; position: number } | null;
}

/** Chooses what is written next: changes of stock first, then the run's rows; a level is in one pair of hands at a time. */
export function createPicker(sync: Sync, orders: OrdersIn): Picker {
  const { ledger, ports } = sync;
  const state: PickState = {
    sync,
    orders,
    inFlight: new Set(),
    fallOnly: new Set(),
    passedOver: new Map(),
    claimedLast: [],
    cursor: null,
    reached: null,
  };
  return {
    pick: (isLive) => {
      state.claimedLast = [];
      const runId = activeRunId(ledger);
      const picked: Picked = { rows: [], falls: [], verify: [], activate: [], runId };
      if (isLive && readState(ledger, 'activatedAt') !== null && pickDirty(state, picked)) return picked;
      if (runId && picked.verify.length + picked.falls.length === 0) pickRun(state, runId, picked);
      return picked;
    },
    unpick: () => {
      for (const key of state.claimedLast) state.inFlight.delete(key);
      state.cursor = null;
    },
    claim: (levels) => {
      for (const level of levels) state.inFlight.add(shopLevelKey(level));
    },
    release: (levels) => {
      for (const level of levels) state.inFlight.delete(shopLevelKey(level));
      // A run's rows that were passed over because of them, or that wait again, stand before the cursor.
      state.cursor = null;
    },
    letFall: (levels) => {
      for (const key of levels.map(shopLevelKey)) {
        state.inFlight.delete(key);
        state.fallOnly.add(key);
      }
    },
    endFalls: (levels) => {
      for (const level of levels) state.fallOnly.delete(shopLevelKey(level));
      state.cursor = null;
    },
    mayHaveMore: (isLive) => {
      const { cursor } = state;
      const runId = activeRunId(ledger);
      if (runId && hasPendingRows(ledger, runId, cursor?.runId === runId ? cursor.position : -1)) return true;
      if (runId && !isFilled(ledger, runId)) return true;
      return isLive && nextDirty(ledger, ports.monotonic.now(), 1).length > 0;
    },
    reached: (runId) => reach(state, runId, -1),
  };
}

function claim({ inFlight, claimedLast }: PickState, level: ShopLevelRef): void {
  const key = shopLevelKey(level);
  inFlight.add(key);
  claimedLast.push(key);
}

/** After an absence hundreds of levels are being read again: to read the position of each for every batch would hold up the rest. */
function isPassedOver(
  { inFlight, fallOnly, passedOver }: PickState,
  position: Position,
  isFallen: boolean,
): boolean {
  const level = passedOver.get(positionKey(position));
  if (level === undefined) return false;
  if (inFlight.has(level) || (!isFallen && fallOnly.has(level))) return true;
  passedOver.delete(positionKey(position));
  return false;
}

/** Changes of stock that are due, first what has been sold. True: what was picked goes by itself. */
function pickDirty(state: PickState, picked: Picked): boolean {
  const { ledger, ports } = state.sync;
  const now = ports.monotonic.now();
  judgeFalls(state.sync);
  const fallen = nextFallen(ledger, now, BATCH_SIZE);
  const fell = new Set(fallen.map(positionKey));
  const others = nextDirty(ledger, now, QUEUE_PAGE).filter((ref) => !fell.has(positionKey(ref)));
  for (const ref of [...fallen, ...others]) {
    if (Math.max(picked.rows.length, picked.falls.length) >= BATCH_SIZE) break;
    const isFallen = fell.has(positionKey(ref));
    if (!isPassedOver(state, ref, isFallen) && pickOne(state, ref, picked)) return true;
  }
  return false;
}

/** True: what was picked goes by itself. */
function pickOne(state: PickState, ref: Position, picked: Picked): boolean {
  const { ledger, ports } = state.sync;
  const cell = readPosition(ledger, ref.articleNumber, ref.storeNumber);
  if (!cell?.isWritable || !cell.inventoryItemId || cell.target === null) {
    dropFromQueue(ledger, ref.articleNumber, ref.storeNumber);
    return false;
  }
  const level = { inventoryItemId: cell.inventoryItemId, locationId: cell.locationId };
  const key = shopLevelKey(level);
  if (
    state.inFlight.has(key) ||
    (state.fallOnly.has(key) && !hasFall(ledger, ref.articleNumber, ref.storeNumber))
  ) {
    state.passedOver.set(positionKey(ref), key);
    return false;
  }
  const isRaise = cell.target > (cell.level?.available ?? 0);
  if (isRaise && !isSynced(cell) && !isFresh(state.sync, cell.articleNumber)) {
    delayPosition(ledger, cell.articleNumber, cell.storeNumber, later(ports.monotonic.now(), STALE_MS));
  } else if (cell.isUnrouted && isRaise) {
    delayPosition(ledger, cell.articleNumber, cell.storeNumber, later(ports.monotonic.now(), UNROUTED_MS));
  } else if (isSynced(cell)) {
    markSynced(ledger, cell.articleNumber, cell.storeNumber, cell.target, ports.clock.now());
  } else if (noteFall(ledger, ref, cell)) {
    // Held from now on: it stands in the queue as it should, and is not picked again.
  } else if (readSetting(ledger, 'shadow')) {
    logShadow(state.sync, cell);
  } else if (cell.failsAt === null || picked.rows.length + picked.falls.length === 0) {
    claim(state, level);
    sortDirty(state, cell, { ...level, after: cell.target }, picked);
    // It would take along whatever is in the same call.
    return cell.failsAt !== null && picked.rows.length + picked.falls.length > 0;
  }
  return false;
}

/** A claimed change is written, unless its level must be read or stocked first. */
function sortDirty(
  { sync, orders, inFlight, fallOnly }: PickState,
  cell: PositionState,
  { after, ...level }: ShopLevelRef & Pick<BatchRow, 'after'>,
  { rows, falls, verify, activate }: Picked,
): void {
  const isUnread = cell.failsAt === 'read';
  const isFallOnly = fallOnly.has(shopLevelKey(level));
  // What cannot be read is lowered from the number that was read last, if that still stands, and never raised.
  const isUnclear =
    isFallOnly ||
    cell.unconfirmed !== null ||
    cell.inFlight !== 0 ||
    isRaiseTooSoon(sync, orders, cell) ||
    (isUnread && after > (cell.level?.available ?? 0));
  const fall = isUnclear || isUnread ? fallOf(sync, cell, level) : null;
  if (fall) falls.push(fall);
  else if (isFallOnly) inFlight.delete(shopLevelKey(level));
  else if (isUnclear) verify.push(cell);
  else if (!cell.level?.isActive) activate.push(cell);
  else {
    rows.push({
      ...level,
      articleNumber: cell.articleNumber,
      storeNumber: cell.storeNumber,
      before: cell.level.available,
      after,
      cause: cell.cause ?? 'stockChange',
      reference: cell.reference,
      runPosition: null,
    });
  }
}

/** What EasyCashier has sold or lost, as far as it moves the number that we know of; null where there is nothing of the kind. */
function fallOf(sync: Sync, cell: PositionState, level: ShopLevelRef): BatchRow | null {
  const { articleNumber, storeNumber, target } = cell;
  // Once and not again: what is not taken off here is settled with the rest of the number.
  const fallen = takeFall(sync.ledger, articleNumber, storeNumber);
  if (!cell.level?.isActive || target === null) return null;
  const { available: before } = cell.level;
  const units = Math.min(fallen, before - target);
  if (units <= 0 || isThereAlready(sync, level, target)) return null;
  return {
    ...level,
    articleNumber,
    storeNumber,
    before,
    after: before - units,
    cause: 'stockChange',
    reference: null,
    runPosition: null,
  };
}

/** Shopify shows the target and no order has taken it there: somebody else has, and is found out. */
function isThereAlready({ ledger }: Sync, { inventoryItemId, locationId }: ShopLevelRef, target: number) {
  const held = levelState(ledger, inventoryItemId, locationId);
  return held?.unconfirmed === target && held.unconfirmedCommitted <= held.committed;
}

/** The run's rows that are still to be written, from the cursor on. */
function pickRun(state: PickState, runId: string, { rows, activate }: Picked): void {
  const { ledger, ports } = state.sync;
  const kind = runKind(ledger, runId);
  // The plan's numbers are those of before an absence: what has changed meanwhile is read first.
  if (kind === 'sync' && !isAllRead(state.sync)) return;
  const cause = kind === 'undo' ? 'undo' : 'syncAll';
  const cursor = state.cursor?.runId === runId ? state.cursor : { runId, position: -1 };
  state.cursor = cursor;
  while (rows.length < BATCH_SIZE && activate.length < ACTIVATIONS) {
    const page = pendingWrites(ledger, runId, cursor.position, BATCH_SIZE - rows.length);
    if (page.length === 0) return;
    for (const { position, standing, ...level } of page) {
      if (activate.length >= ACTIVATIONS) return;
      cursor.position = position;
      reach(state, runId, position);
      const key = shopLevelKey(level);
      if (state.inFlight.has(key) || state.fallOnly.has(key)) continue;
      const reason =
        whyStale(kind, level, standing) ??
        whyUnseen(state.sync, level, standing) ??
        whyUnread(state.sync, kind, level);
      if (reason) {
        setRowState(ledger, runId, position, 'stale', reason);
        // It was left alone: the queue keeps it equal from now on.
        markDirty(ledger, level.articleNumber, level.storeNumber, {
          at: ports.clock.now(),
          cause: 'syncAll',
        });
        continue;
      }
      claim(state, level);
      if (standing.level?.isActive) rows.push({ ...level, cause, reference: runId, runPosition: position });
      else {
        const cell = readPosition(ledger, level.articleNumber, level.storeNumber);
        if (cell) activate.push(cell); // written in the round after the activation
      }
    }
  }
}

/** A list that was cut or empty has not shown the article: what it had before the absence may be sold. */
function whyUnread(sync: Sync, kind: 'sync' | 'undo', row: LevelWrite): RowReason | null {
  return kind === 'sync' && row.after > row.before && !isReadSince(sync, row.articleNumber)
    ? 'unknownBalance'
    : null;
}

/** How far the run's rows have been picked, `position` among them. */
function reach(state: PickState, runId: string, position: number): number {
  if (state.reached?.runId !== runId) {
    state.reached = { runId, position: lastPicked(state.sync.ledger, runId) };
  }
  state.reached.position = Math.max(state.reached.position, position);
  return state.reached.position;
}

function logShadow(sync: Sync, cell: PositionState): void {
  const { ledger, ports } = sync;
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
}
