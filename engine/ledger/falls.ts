import type { MonotonicTime } from '../../shared/words/time.ts';
import { type Fall, followFall, isFallHeld, putBack, unexplainedUnits, type Watch } from '../rules/falls.ts';
import type { Reader, Writer } from './database.ts';
import type { PositionStanding } from './positions.ts';

interface Key {
  readonly articleNumber: string;
  readonly storeNumber: string;
}

/** All that has fallen and that nothing explains, and what is made of it. */
export interface FallWatch extends Watch {
  /** Positions that have fallen, those of them that show or would show 0, and the units, written and waiting. */
  readonly positions: number;
  readonly zeroed: number;
  readonly units: number;
  /** Of the units, those that have been written. */
  readonly written: number;
  /** What has not been written yet: a yes would send it. */
  readonly waiting: {
    readonly positions: number;
    readonly zeroed: number;
    readonly units: number;
    readonly zeroedUnits: number;
  };
  /** A full scan over EasyCashier has begun and has not ended, or was cut off. */
  readonly isScanning: boolean;
}

/** Kept by triggers: one row, whatever the size of the shop. */
export function readFallWatch(ledger: Reader): FallWatch {
  const row = ledger.get<Omit<FallWatch, 'waiting' | 'isScanning' | 'isBurst'> & Record<string, number>>(
    `SELECT positions, zeroed, units, written, waiting_positions AS waitingPositions, waiting_zeroed AS waitingZeroed,
            waiting_units AS waitingUnits, waiting_zeroed_units AS waitingZeroedUnits, verdict, is_scanning AS isScanning,
            is_burst AS isBurst FROM fall_watch`,
  );
  if (!row) throw new Error('the ledger has no row of what has fallen');
  const { positions, zeroed, units, written, verdict } = row;
  return {
    positions,
    zeroed,
    units,
    written,
    verdict,
    isScanning: row.isScanning === 1,
    isBurst: row.isBurst === 1,
    waiting: {
      positions: row.waitingPositions ?? 0,
      zeroed: row.waitingZeroed ?? 0,
      units: row.waitingUnits ?? 0,
      zeroedUnits: row.waitingZeroedUnits ?? 0,
    },
  };
}

/** Nothing of it has been written. */
const never = 0 as unknown as MonotonicTime;

interface HeldFall extends Fall {
  readonly isInScan: boolean;
  readonly writtenAt: MonotonicTime;
}

function findFall(ledger: Reader, { articleNumber, storeNumber }: Key): HeldFall | null {
  const row = ledger.get<Omit<HeldFall, 'isInScan'> & { inScan: number }>(
    `SELECT written, waiting, sold, target, allowed_to AS allowedTo, in_scan AS inScan, written_at AS writtenAt FROM fall
     WHERE article_number = ? AND store_number = ?`,
    articleNumber,
    storeNumber,
  );
  if (!row) return null;
  const { inScan, ...fall } = row;
  return { ...fall, isInScan: inScan === 1 };
}

/** Removed and added anew where it changes: the sums follow by the triggers of both. */
function putFall(ledger: Writer, key: Key, fall: Fall | null, at: MonotonicTime, isInScan: boolean): void {
  removeFall(ledger, key);
  if (fall === null) return;
  ledger.run(
    `INSERT INTO fall (article_number, store_number, written, waiting, sold, target, allowed_to, in_scan, written_at, units)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    key.articleNumber,
    key.storeNumber,
    fall.written,
    fall.waiting,
    fall.sold,
    fall.target,
    fall.allowedTo,
    Number(isInScan),
    at,
    unexplainedUnits(fall),
  );
}

function removeFall(ledger: Writer, { articleNumber, storeNumber }: Key): void {
  ledger.run('DELETE FROM fall WHERE article_number = ? AND store_number = ?', articleNumber, storeNumber);
}

/** How a fall came to be known. */
interface FallSource {
  /** Units that were reported sold since the last look. */
  readonly sold?: number;
  /** Found by the full scan that is under way, not by a look at this article alone. */
  readonly isInScan?: boolean;
}

/**
 * Follows a position whose numbers differ. Returns whether it must wait; its place in the queue says so too. What Shopify shows counts
 * only as far as the two had agreed on it: what somebody has raised there is no stock that falls. A reading that nothing explains yet takes nothing
 * off the fall before it has been judged (`noteForeignFall`).
 */
export function noteFall(
  ledger: Writer,
  key: Key,
  position: Pick<PositionStanding, 'level' | 'target' | 'inFlight'>,
  { sold = 0, isInScan = false }: FallSource = {},
): boolean {
  const { level, target } = position;
  const held = findFall(ledger, key);
  const cell = ledger.get<{ agreed: number | null; isHeld: number }>(
    'SELECT agreed, is_held AS isHeld FROM cell WHERE article_number = ? AND store_number = ?',
    key.articleNumber,
    key.storeNumber,
  );
  const isFalling = level !== null && target !== null && target < level.available;
  let fall: Fall | null = null;
  if (level !== null && target !== null && (held || isFalling)) {
    const shown = Math.min(
      level.available,
      level.available + position.inFlight,
      cell?.agreed ?? level.available,
    );
    fall = followFall(held, { shown: Math.max(0, shown), target, sold });
  }
  const isOfScan = (held?.isInScan ?? false) || (isInScan && isFalling);
  if (!isSameFall(held, fall, isOfScan)) {
    putFall(ledger, key, fall, held?.writtenAt ?? never, isOfScan);
  }
  const isHeld = fall !== null && isFallHeld(fall, isOfScan, readFallWatch(ledger));
  if (cell && (cell.isHeld === 1) !== isHeld) setHeld(ledger, key, isHeld);
  return isHeld;
}

function isSameFall(held: HeldFall | null, fall: Fall | null, isInScan: boolean): boolean {
  if (held === null || fall === null) return held === fall;
  return (
    held.isInScan === isInScan &&
    held.written === fall.written &&
    held.waiting === fall.waiting &&
    held.sold === fall.sold &&
    held.target === fall.target &&
    held.allowedTo === fall.allowedTo
  );
}

function setHeld(ledger: Writer, key: Key, isHeld: boolean): void {
  ledger.run(
    'UPDATE cell SET is_held = ? WHERE article_number = ? AND store_number = ?',
    Number(isHeld),
    key.articleNumber,
    key.storeNumber,
  );
}

/** The sales report names units that a reading had shown as gone before. */
export function explainFall(ledger: Writer, key: Key, sold: number): void {
  const held = findFall(ledger, key);
  if (held === null) return;
  const fall = { ...held, sold: Math.min(held.written + held.waiting, held.sold + sold) };
  if (fall.sold === held.sold) return;
  putFall(ledger, key, fall, held.writtenAt, held.isInScan);
  setHeld(ledger, key, isFallHeld(fall, held.isInScan, readFallWatch(ledger)));
}

/**
 * Shopify's number has fallen by `units` to `left`, by other hands: those of a ledger that wrote before this one was put back, of the computer
 * that wrote before this one took over, or of a person. Where EasyCashier's number is as low that counts as if we had written it; where it is not,
 * it rises again and counts no more. `at` is now.
 */
export function noteForeignFall(
  ledger: Writer,
  key: Key,
  { units, left }: { readonly units: number; readonly left: number },
  at: MonotonicTime,
): void {
  const held = findFall(ledger, key);
  // To what a person has said yes to nobody need say yes again.
  if (units <= 0 || (held !== null && held.allowedTo !== null)) return;
  const { written, waiting, sold, target, isInScan } = held ?? { ...nothing, target: left };
  const fall = {
    written: written + units,
    waiting: Math.max(0, waiting - units),
    sold,
    target,
    allowedTo: null,
  };
  putFall(ledger, key, fall, at, isInScan);
  if (held !== null) setHeld(ledger, key, isFallHeld(fall, isInScan, readFallWatch(ledger)));
}

const nothing = { written: 0, waiting: 0, sold: 0, isInScan: false };

/** Nothing is left to be written at the position: only what has been taken off counts on. `value`: what both sides show, where they are equal. */
export function settleFall(ledger: Writer, key: Key, value?: number): void {
  const held = findFall(ledger, key);
  if (held === null) return;
  const target = value ?? held.target;
  if (held.waiting === 0 && held.target === target) return;
  const sold = Math.min(held.written, held.sold);
  const fall = { ...held, waiting: 0, sold, target, allowedTo: null };
  const isOver = held.written === 0 || unexplainedUnits(fall) === 0;
  putFall(ledger, key, isOver ? null : fall, held.writtenAt, false);
}

/** The batch's rows have been written. What a person has said yes to is done with; a run's rows are what the person saw in its plan. */
export function settleWrittenFalls(
  ledger: Writer,
  idempotencyKey: string,
  { isRun, now }: { readonly isRun: boolean; readonly now: MonotonicTime },
): void {
  const rows = ledger.all<Key & { before: number; after: number }>(
    `SELECT batch_row.article_number AS articleNumber, batch_row.store_number AS storeNumber, batch_row.before,
            batch_row.after FROM batch_row
     JOIN fall USING (article_number, store_number) WHERE idempotency_key = ?`,
    idempotencyKey,
  );
  for (const { before, after, ...key } of rows) {
    const found = findFall(ledger, key);
    if (found === null) continue;
    // From below nothing up to it nothing is put back: that was never for sale.
    const held = { ...found, ...putBack(found, Math.max(0, after - Math.max(0, before))) };
    // Fallen further since: that part has not been written.
    const left = Math.min(held.waiting, Math.max(0, after - held.target));
    const fall = { ...held, written: held.written + held.waiting - left, waiting: left };
    const isOver = isRun || held.allowedTo !== null || unexplainedUnits(fall) === 0;
    putFall(ledger, key, isOver && left === 0 ? null : fall, now, held.isInScan && left > 0);
  }
}

/** A full scan begins: what it finds is known as a whole at its end. */
export function beginScan(ledger: Writer): void {
  ledger.run('UPDATE fall_watch SET is_scanning = 1 WHERE is_scanning = 0');
}

/** Many positions have fallen at once: what the scan has found, and will find, waits for its end. */
export function holdScan(ledger: Writer): void {
  ledger.run('UPDATE fall_watch SET is_burst = 1');
  applyWatch(ledger);
}

/** The scan has ended, or is given up: what it found is judged by itself from now on. */
export function endScan(ledger: Writer): void {
  const { isBurst } = readFallWatch(ledger);
  ledger.run('UPDATE fall_watch SET is_scanning = 0, is_burst = 0');
  ledger.run('UPDATE fall SET in_scan = 0 WHERE in_scan = 1');
  if (isBurst) applyWatch(ledger);
}

/** From now on falls are held, or not held any more, by this verdict. */
export function setFallVerdict(ledger: Writer, verdict: Watch['verdict']): void {
  ledger.run('UPDATE fall_watch SET verdict = ?', verdict);
  applyWatch(ledger);
}

/** Every waiting fall stands in the queue as the watch says: `isFallHeld`, for all at once. */
function applyWatch(ledger: Writer): void {
  const { verdict, isBurst } = readFallWatch(ledger);
  ledger.run(
    `UPDATE cell SET is_held = NOT is_held FROM (
       SELECT article_number, store_number, units > 0 AND waiting > 0 AND (? OR (? AND target = 0) OR (? AND in_scan)) AS must_wait
       FROM fall) AS judged
     WHERE cell.article_number = judged.article_number AND cell.store_number = judged.store_number
       AND cell.is_held <> judged.must_wait`,
    Number(verdict === 'massDrop'),
    Number(verdict === 'massZero'),
    Number(isBurst),
  );
}

/**
 * A person has said yes: what waits may fall to the number it has now, and to no lower one. What was written before has been
 * answered for with it.
 */
export function allowFalls(ledger: Writer): void {
  ledger.run('DELETE FROM fall WHERE waiting = 0');
  ledger.run(
    `INSERT OR REPLACE INTO fall
     (article_number, store_number, written, waiting, sold, target, allowed_to, in_scan, written_at, units)
     SELECT article_number, store_number, 0, waiting, min(sold, waiting), target, target, in_scan, written_at, 0 FROM fall`,
  );
  setFallVerdict(ledger, null);
}

/** What was written longer ago than that counts no more. */
export function forgetFalls(ledger: Writer, writtenBefore: MonotonicTime): void {
  ledger.run('DELETE FROM fall WHERE waiting = 0 AND written_at < ?', writtenBefore);
}

/** A new process, a new monotonic clock: the hour begins anew for what counts. */
export function restartFalls(ledger: Writer, now: MonotonicTime): void {
  ledger.run('UPDATE fall SET written_at = ?', now);
}

/** Positions that are kept equal, and what the two last agreed on there: what a share is measured against. */
export function keptEqual(ledger: Reader): { positions: number; units: number } {
  const row = ledger.get<{ positions: number; units: number | null }>(
    `SELECT count(*) AS positions, sum(max(0, cell.agreed)) AS units
     FROM article INDEXED BY article_webshop JOIN cell USING (article_number) JOIN store USING (store_number)
     WHERE article.is_webshop = 1 AND article.is_gone = 0 AND cell.agreed IS NOT NULL AND store.location_id IS NOT NULL`,
  );
  return { positions: row?.positions ?? 0, units: row?.units ?? 0 };
}
