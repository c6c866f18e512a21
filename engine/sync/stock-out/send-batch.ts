import type { RowReason } from '../../../shared/contract/sync.ts';
import {
  later,
  type MonotonicTime,
  msBetween,
  type OurTime,
  type ShopTime,
} from '../../../shared/words/time.ts';
import { addBatch, type Batch, type BatchRow, closeBatch } from '../../ledger/batches.ts';
import { stampStore } from '../../ledger/catalogue.ts';
import { readState } from '../../ledger/engine-state.ts';
import { settleWrittenFalls } from '../../ledger/falls.ts';
import { logPushes, writeLog } from '../../ledger/log-lines.ts';
import { isSynced, readPosition, standingsOfBatch } from '../../ledger/positions.ts';
import {
  delayPosition,
  forgetSynced,
  holdPosition,
  markBatchSynced,
  markDirty,
  markKnownDirty,
} from '../../ledger/queue.ts';
import { setRowState, setRowStates } from '../../ledger/runs.ts';
import { forgetItem, markBundle } from '../../ledger/shop-items.ts';
import { acceptBatch, moveByBatch } from '../../ledger/shop-levels.ts';
import { OutcomeUnknown } from '../../outcome-unknown.ts';
import { Refusal } from '../../refusal.ts';
import type { UserErrors } from '../../shopify/answer-parts.ts';
import { moveQuantities, writeQuantities } from '../../shopify/gateway.ts';
import { adjustQuantities, setQuantities } from '../../shopify/stock-operations.ts';
import { isPaused, reportRecovery, reportTrouble, type Sync, shopNow } from '../runtime/context.ts';
import { keepAnswer } from '../runtime/ledger-file.ts';
import { lookForClosed } from '../shop-levels/locations.ts';
import { type BatchFault, faultOf, rowNamedBy } from './batch-errors.ts';
import {
  isSuspect,
  isTriedEnough,
  leaveUntaken,
  noteTaken,
  suspectParts,
  wasDone,
} from './failing-writes.ts';

/** Shopify remembers a key for about a day; well within that the same key is safe to send again. */
const KEY_FRESH_MS = 12 * 3_600_000;
const MAX_PAUSE_MS = 30_000;
/** So long a row waits whose location Shopify lists and does not take. */
const LOCATION_MS = 60_000;

/** What is left to the caller: levels that are not what we took them for, to be read afresh. */
export interface Leftover {
  readonly stale: readonly { inventoryItemId: string; locationId: string }[];
  /** Stored in its place, to be sent next. */
  readonly parts: readonly Batch[];
}
const nothingLeft: Leftover = { stale: [], parts: [] };

type Outcome =
  | { kind: 'answered'; errors: UserErrors; fault: Exclude<BatchFault, 'wait'> | null; sentAt: ShopTime }
  /** Shopify answers readings and fails at this, again and again. `since`: when it was first sent. */
  | { kind: 'failing'; sentAt: ShopTime; since: MonotonicTime }
  | { kind: 'lost' }
  /** The program ends, or a person has paused everything: it stays open, and is sent once more under its own key. */
  | { kind: 'given-up' };

/**
 * Sends a stored batch until its outcome is known, always with the same key and the same rows. A bad row is set aside
 * with its reason and the others are sent again under a new key; where Shopify names no row, or fails at the batch again and again while it
 * answers readings, the batch is halved. What it throws leaves the
 * batch open: it is to be sent once more. `isRepeat`: it may have been sent before.
 */
export async function sendBatch(
  sync: Sync,
  batch: Batch,
  { isRepeat, isStopping }: { readonly isRepeat: boolean; readonly isStopping: () => boolean },
): Promise<Leftover> {
  const outcome = await attempt(sync, batch, isRepeat, isStopping);
  if (outcome.kind === 'given-up') return { stale: [], parts: [batch] };
  if (outcome.kind === 'lost') return readInstead(sync, batch, 'key too old');
  if (outcome.kind === 'failing' && !(await wasDone(sync, batch))) {
    if (batch.rows.length === 1) return leaveFailing(sync, batch, outcome.since);
    // Deltas may not go under another key: they may have been done, for all that can be seen.
    return batch.kind === 'set' ? halve(sync, batch, true) : readInstead(sync, batch, 'failing');
  }
  if (outcome.kind === 'failing' || outcome.fault === null) {
    await keepAnswer(sync, () => succeed(sync, batch, outcome.sentAt));
    sync.ports.milestone('batch:done');
    reportRecovery(sync, 'shopify');
    return nothingLeft;
  }
  return handleErrors(sync, batch, outcome.errors, outcome.fault);
}

/** Nobody knows what became of it: the levels are read, and what is still to be written goes under other keys. */
async function readInstead(sync: Sync, batch: Batch, why: string): Promise<Leftover> {
  await keepAnswer(sync, () => {
    closeBatch(sync.ledger, batch.idempotencyKey, 'lost', sync.ports.clock.now(), why);
    for (const row of batch.rows) putBack(sync, batch, row);
  });
  return { stale: batch.rows, parts: [] };
}

/** Shopify fails at the one row. What became of it shows when the level is read; the others go on. */
async function leaveFailing(sync: Sync, batch: Batch, since: MonotonicTime): Promise<Leftover> {
  const { ledger, ports } = sync;
  await keepAnswer(sync, () => {
    closeBatch(ledger, batch.idempotencyKey, 'lost', ports.clock.now(), 'failing');
    for (const row of batch.rows) {
      if (batch.runId && row.runPosition !== null) {
        setRowState(ledger, batch.runId, row.runPosition, 'stale', 'failsInShopify');
        markDirty(ledger, row.articleNumber, row.storeNumber, { at: ports.clock.now(), cause: 'syncAll' });
      }
      leaveUntaken(sync, row, batch.kind, since);
    }
  });
  return { stale: batch.rows, parts: [] };
}

async function attempt(
  sync: Sync,
  batch: Batch,
  wasSent: boolean,
  isStopping: () => boolean,
): Promise<Outcome> {
  const sentAt = shopNow(sync);
  const since = sync.ports.monotonic.now();
  // Where the batch itself may be at fault, its failures are no trouble of Shopify's.
  const report = isSuspect(sync, batch)
    ? () => undefined
    : (error: Refusal) => reportTrouble(sync, 'shopify', error);
  let failures = 0;
  let isRepeat = wasSent;
  for (let pause = 1_000; ; pause = Math.min(MAX_PAUSE_MS, pause * 2)) {
    try {
      // The computer may have slept since, and its clock with it: how old the key is only Shopify's own time tells.
      if (isRepeat) await sync.shopify().hearTime();
      if (msBetween(batch.createdAt, shopNow(sync)) > KEY_FRESH_MS) return { kind: 'lost' };
      // The time was told just now: Shopify answers, and fails at this.
      if (isTriedEnough(sync, batch, since, failures)) return { kind: 'failing', sentAt, since };
      isRepeat = true;
      const reference = batch.runId ?? batch.idempotencyKey;
      const write = batch.kind === 'set' ? writeQuantities : moveQuantities;
      const errors = await write(sync.shopify(), batch.idempotencyKey, batch.rows, reference);
      sync.ports.milestone('batch:answered');
      const fault = errors.length === 0 ? null : faultOf(errors);
      if (fault !== 'wait') return { kind: 'answered', errors, fault, sentAt };
      if (!errors.some(({ code }) => code === 'IDEMPOTENCY_CONCURRENT_REQUEST')) {
        failures += 1;
        report(notUnderstood());
      }
    } catch (error) {
      if (isRefusedBatch(error)) {
        return { kind: 'answered', errors: [{ message: 'refused', code: 'REFUSED' }], fault: 'rows', sentAt };
      }
      if (isPaused(error)) return { kind: 'given-up' };
      if (!(error instanceof OutcomeUnknown) && !(error instanceof Refusal)) throw error;
      if (error instanceof Refusal) reportTrouble(sync, 'shopify', error);
      else if (error.isAnswered) {
        failures += 1;
        report(notUnderstood());
      }
    }
    if (isStopping()) return { kind: 'given-up' };
    await sync.ports.monotonic.sleep(pause + sync.ports.random.fraction() * 200);
    if (isStopping()) return { kind: 'given-up' };
  }
}

const notUnderstood = () => new Refusal('shopifyUnexpected', { operation: setQuantities.name });

/** Shopify turned the mutation itself away; trouble on the way to it, such as with a new token, says nothing of its rows. */
function isRefusedBatch(error: unknown): boolean {
  return (
    error instanceof Refusal &&
    error.code === 'shopifyUnexpected' &&
    [setQuantities.name, adjustQuantities.name].some((name) => error.args.operation === name)
  );
}

function succeed(sync: Sync, batch: Batch, sentAt: ShopTime): void {
  const { ledger } = sync;
  const at = sync.ports.clock.now();
  closeBatch(ledger, batch.idempotencyKey, 'done', at);
  noteTaken(sync, batch);
  if (batch.runId) setRowStates(ledger, batch.runId, runPositions(batch), 'done');
  const readUntil = shopNow(sync);
  if (batch.kind === 'set') acceptBatch(ledger, batch.idempotencyKey, { readAt: sentAt, readUntil });
  else moveByBatch(ledger, batch.rows, readUntil);
  logPushes(ledger, batch.idempotencyKey, at);
  settleWrittenFalls(ledger, batch.idempotencyKey, {
    isRun: batch.runId !== null,
    now: sync.ports.monotonic.now(),
  });
  afterWrite(sync, batch, at);
  for (const storeNumber of new Set(batch.rows.map((row) => row.storeNumber))) {
    stampStore(ledger, storeNumber, 'push', at);
  }
}

/** Both sides agree on what was written, but for positions that moved on meanwhile: those stay in the queue. */
function afterWrite(sync: Sync, batch: Batch, at: OurTime): void {
  const { ledger } = sync;
  const isActivated = readState(ledger, 'activatedAt') !== null;
  const standings = isActivated ? standingsOfBatch(ledger, batch.idempotencyKey) : null;
  const apart: number[] = [];
  batch.rows.forEach(({ articleNumber, storeNumber, cause, reference }, position) => {
    const standing = standings?.get(position);
    // An undone position differs by a person's will.
    if (cause === 'undo') forgetSynced(ledger, articleNumber, storeNumber);
    else if (!standings) return;
    else if (batch.kind === 'set' && standing?.isWritable && standing.target !== null && isSynced(standing))
      return;
    else markKnownDirty(ledger, articleNumber, storeNumber, standing, { at, cause, reference });
    apart.push(position);
  });
  if (standings) markBatchSynced(ledger, batch.idempotencyKey, apart, at);
}

/** The rows of the run that a batch writes, in ascending order. */
export function runPositions(batch: Batch): number[] {
  return batch.rows.flatMap((row) => (row.runPosition === null ? [] : [row.runPosition]));
}

/** The row was not written: a run's row waits again, a changed position is still in the queue. */
function putBack(sync: Sync, batch: Batch, row: BatchRow): void {
  if (batch.runId && row.runPosition !== null) {
    setRowState(sync.ledger, batch.runId, row.runPosition, 'pending');
  }
}

async function handleErrors(
  sync: Sync,
  batch: Batch,
  errors: UserErrors,
  fault: 'newKey' | 'rows',
): Promise<Leftover> {
  const { ledger } = sync;
  const at = sync.ports.clock.now();
  if (fault === 'newKey') {
    // An earlier attempt under this key failed and nothing was written: everything is tried anew under another key.
    await keepAnswer(sync, () => {
      closeBatch(ledger, batch.idempotencyKey, 'failed', at, errors[0]?.code ?? null);
      for (const row of batch.rows) putBack(sync, batch, row);
    });
    return nothingLeft;
  }
  const named = new Map<number, { code: string; message: string }>();
  for (const error of errors) {
    const index = rowNamedBy(error);
    if (index !== null && index < batch.rows.length) {
      named.set(index, { code: error.code ?? '', message: error.message });
    }
  }
  if (named.size === 0) {
    const [only] = batch.rows;
    if (batch.rows.length > 1 || !only) return halve(sync, batch);
    named.set(0, { code: errors[0]?.code ?? '', message: errors[0]?.message ?? '' });
  }
  const isLocation = [...named.values()].some(({ code }) => code === 'INVALID_LOCATION');
  const closed = isLocation ? await lookForClosed(sync) : new Set<string>();
  let stale: BatchRow[] = [];
  await keepAnswer(sync, () => {
    stale = [];
    closeBatch(ledger, batch.idempotencyKey, 'failed', at, [...named.values()][0]?.code ?? null);
    batch.rows.forEach((row, index) => {
      const error = named.get(index);
      if (!error) putBack(sync, batch, row);
      else if (error.code === 'CHANGE_FROM_QUANTITY_STALE') {
        stale.push(row);
        leaveStale(sync, batch, row);
      } else if (error.code === 'INVALID_LOCATION') {
        leaveForLocation(sync, batch, row, closed.has(row.storeNumber));
      } else setAside(sync, batch, row, error);
    });
  });
  sync.ports.milestone('batch:failed');
  return { stale, parts: [] };
}

/**
 * Under another key a row is another write. By then a raise may have been done after all and its unit been sold: where EasyCashier's number is
 * another one now, the level is read first.
 */
const isOver = ({ ledger }: Sync, row: BatchRow): boolean =>
  row.runPosition === null &&
  row.after > row.before &&
  readPosition(ledger, row.articleNumber, row.storeNumber)?.target !== row.after;

async function halve(sync: Sync, batch: Batch, isFailing = false): Promise<Leftover> {
  const { ledger } = sync;
  const stale = batch.kind === 'set' ? batch.rows.filter((row) => isOver(sync, row)) : [];
  const rest = batch.rows.filter((row) => !stale.includes(row));
  const middle = Math.ceil(rest.length / 2);
  const parts = [rest.slice(0, middle), rest.slice(middle)].filter((rows) => rows.length > 0);
  const halves = parts.map(
    (rows): Batch => ({
      idempotencyKey: sync.ports.random.uuid(),
      kind: batch.kind,
      runId: batch.runId,
      createdAt: shopNow(sync),
      rows,
    }),
  );
  await keepAnswer(sync, () => {
    closeBatch(ledger, batch.idempotencyKey, 'failed', sync.ports.clock.now(), 'halved');
    for (const half of halves) addBatch(ledger, half);
  });
  if (isFailing) suspectParts(sync, halves);
  return { stale, parts: halves };
}

function leaveStale(sync: Sync, batch: Batch, row: BatchRow): void {
  const at = sync.ports.clock.now();
  if (batch.runId && row.runPosition !== null) {
    setRowState(sync.ledger, batch.runId, row.runPosition, 'stale', 'changedInShopify');
  }
  writeLog(sync.ledger, {
    at,
    event: 'stale',
    cause: row.cause,
    result: 'waiting',
    articleNumber: row.articleNumber,
    storeNumber: row.storeNumber,
    locationId: row.locationId,
    before: row.before,
    after: row.after,
  });
}

/**
 * Shopify does not know the row's location. Where it is closed the position stays in the queue, which sends nothing there until it is back.
 * Where Shopify lists it as active all the same nothing is concluded: it is tried again later.
 */
function leaveForLocation(sync: Sync, batch: Batch, row: BatchRow, isClosed: boolean): void {
  const { ledger, ports } = sync;
  const { articleNumber, storeNumber } = row;
  if (batch.runId && row.runPosition !== null) {
    setRowState(
      ledger,
      batch.runId,
      row.runPosition,
      'stale',
      isClosed ? 'locationInactive' : 'unknownLocation',
    );
    markDirty(ledger, articleNumber, storeNumber, { at: ports.clock.now(), cause: 'syncAll' });
  }
  if (isClosed) return;
  delayPosition(ledger, articleNumber, storeNumber, later(ports.monotonic.now(), LOCATION_MS));
  ports.log.warn('batch.location', { locationId: row.locationId });
}

/** Sets one row aside with its reason; the others go on. */
function setAside(sync: Sync, batch: Batch, row: BatchRow, error: { code: string; message: string }): void {
  const { ledger } = sync;
  const at = sync.ports.clock.now();
  const reason = reasonOf(error.code);
  if (error.code === 'NON_MUTABLE_INVENTORY_ITEM') markBundle(ledger, row.inventoryItemId);
  if (error.code === 'INVALID_INVENTORY_ITEM') forgetItem(ledger, row.inventoryItemId);
  holdPosition(ledger, row.articleNumber, row.storeNumber, reason);
  if (batch.runId && row.runPosition !== null) {
    setRowState(ledger, batch.runId, row.runPosition, 'failed', reason);
  }
  writeLog(ledger, {
    at,
    event: 'setAside',
    cause: row.cause,
    result: 'failed',
    articleNumber: row.articleNumber,
    storeNumber: row.storeNumber,
    locationId: row.locationId,
    before: row.before,
    after: row.after,
    reference: reason,
  });
  // The other side's own words go to the technical log only, which hides secrets.
  sync.ports.log.warn('batch.set-aside', { reason, message: error.message.slice(0, 200) });
}

function reasonOf(code: string): RowReason {
  switch (code) {
    case 'NON_MUTABLE_INVENTORY_ITEM':
      return 'bundleParent';
    case 'INVALID_INVENTORY_ITEM':
      return 'noSuchSku';
    case 'INVALID_QUANTITY_TOO_HIGH':
      return 'tooMany';
    default:
      return 'refusedByShopify';
  }
}
