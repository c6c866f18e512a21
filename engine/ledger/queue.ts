import type { LogCause } from '../../shared/contract/activity.ts';
import type { RowReason } from '../../shared/contract/sync.ts';
import type { Position } from '../../shared/words/position.ts';
import type { MonotonicTime, OurTime } from '../../shared/words/time.ts';
import { atOpenLocation } from './closed-locations.ts';
import type { Reader, Writer } from './database.ts';
import { readState } from './engine-state.ts';
import { noteFall, settleFall } from './falls.ts';
import { isSynced, type PositionStanding, type PositionState, readPosition } from './positions.ts';
import { notInStocktake } from './stocktakes.ts';

/** Set aside by a person's will: the row was undone. */
const UNDONE = 'undone';

/** Is the position brought back to EasyCashier's number when it differs? Once it has been equal, or all have been synced. */
export function isKeptEqual(ledger: Reader, position: PositionState): boolean {
  if (position.hold === UNDONE) return false;
  return position.synced !== null || readState(ledger, 'firstSyncAt') !== null;
}

/** Why a position may differ. */
interface DirtyCause {
  readonly at: OurTime;
  readonly cause: LogCause;
  readonly reference?: string | null;
  /** Units that the sales report named since the last look. */
  readonly sold?: number;
  /** Found by the full scan that is under way. */
  readonly isInScan?: boolean;
  /** Units by which EasyCashier's own movement has lowered the target. */
  readonly fallen?: number;
}

/**
 * Puts the position in the queue when its target and Shopify's number differ, takes it out when they do not. Sales
 * coalesce here: however many there were, the position waits once. A position that was set aside gets a new chance.
 */
export function markDirty(ledger: Writer, articleNumber: string, storeNumber: string, why: DirtyCause): void {
  if (readState(ledger, 'activatedAt') === null) return;
  markKnownDirty(ledger, articleNumber, storeNumber, readPosition(ledger, articleNumber, storeNumber), why);
}

/** `markDirty` for a position that has just been read; the caller has seen that the cut-over is drawn. */
export function markKnownDirty(
  ledger: Writer,
  articleNumber: string,
  storeNumber: string,
  position: PositionStanding | undefined,
  why: DirtyCause,
): void {
  if (!position?.isWritable || position.target === null) {
    dropFromQueue(ledger, articleNumber, storeNumber);
    return;
  }
  if (isSynced(position)) {
    markSynced(ledger, articleNumber, storeNumber, position.target, why.at);
    return;
  }
  ledger.run(
    `INSERT INTO cell (article_number, store_number, dirty_since, cause, reference, fall) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (article_number, store_number) DO UPDATE SET
       dirty_since = coalesce(cell.dirty_since, excluded.dirty_since), cause = excluded.cause,
       reference = excluded.reference, hold = NULL, attempts = 0, fall = cell.fall + excluded.fall,
       not_before = CASE WHEN cell.hold IS NULL AND excluded.fall = 0 THEN cell.not_before ELSE 0 END`,
    articleNumber,
    storeNumber,
    why.at,
    why.cause,
    why.reference ?? null,
    why.fallen ?? 0,
  );
  noteFall(ledger, { articleNumber, storeNumber }, position, why);
}

/** What agreement leaves of a position that was there. */
const agreeing = `ON CONFLICT (article_number, store_number) DO UPDATE SET agreed = excluded.agreed,
  agreed_at = excluded.agreed_at, dirty_since = NULL, cause = NULL, reference = NULL, not_before = 0, attempts = 0,
  hold = NULL, is_held = 0, fall = 0`;

/** Both sides show `value`: the third tree follows, the queue is left. */
export function markSynced(
  ledger: Writer,
  articleNumber: string,
  storeNumber: string,
  value: number,
  at: OurTime,
): void {
  ledger.run(
    `INSERT INTO cell (article_number, store_number, agreed, agreed_at) VALUES (?, ?, ?, ?) ${agreeing}`,
    articleNumber,
    storeNumber,
    value,
    at,
  );
  settleFall(ledger, { articleNumber, storeNumber }, value);
}

/** `agree` for the rows of a written batch, all but those at the positions in `except`. */
export function markBatchSynced(
  ledger: Writer,
  idempotencyKey: string,
  except: readonly number[],
  at: OurTime,
): void {
  ledger.run(
    `INSERT INTO cell (article_number, store_number, agreed, agreed_at)
     SELECT article_number, store_number, after, ? FROM batch_row
     WHERE idempotency_key = ? AND position NOT IN (SELECT value FROM json_each(?)) ${agreeing}`,
    at,
    idempotencyKey,
    JSON.stringify(except),
  );
}

/**
 * `agree` for a plan's rows, of those from `after` to `until`, that found both sides equal and whose position has not moved since: what is in the
 * queue by now is no matter of the plan's, nor is what Shopify shows by now.
 */
export function markUnchangedSynced(
  ledger: Writer,
  planId: string,
  { after, until }: { readonly after: number; readonly until: number },
  at: OurTime,
): void {
  ledger.run(
    `INSERT INTO cell (article_number, store_number, agreed, agreed_at)
     SELECT article_number, store_number, after, ? FROM plan_row
     WHERE plan_id = ? AND position > ? AND position <= ? AND plan_group = 'unchanged' AND after IS NOT NULL
       AND EXISTS (SELECT 1 FROM shop_level WHERE shop_level.inventory_item_id = plan_row.inventory_item_id
         AND shop_level.location_id = plan_row.location_id AND shop_level.available = plan_row.after)
     ${agreeing} WHERE cell.dirty_since IS NULL`,
    at,
    planId,
    after,
    until,
  );
}

export function dropFromQueue(ledger: Writer, articleNumber: string, storeNumber: string): void {
  ledger.run(
    `UPDATE cell SET dirty_since = NULL, not_before = 0, attempts = 0, is_held = 0, fall = 0
     WHERE article_number = ? AND store_number = ?`,
    articleNumber,
    storeNumber,
  );
  settleFall(ledger, { articleNumber, storeNumber });
}

/** The position waits until `notBefore` for its next try. */
export function delayPosition(
  ledger: Writer,
  articleNumber: string,
  storeNumber: string,
  notBefore: MonotonicTime,
): void {
  ledger.run(
    `UPDATE cell SET not_before = ?, attempts = attempts + 1 WHERE article_number = ? AND store_number = ?`,
    notBefore,
    articleNumber,
    storeNumber,
  );
}

const fallAt = (ledger: Reader, articleNumber: string, storeNumber: string): number =>
  ledger.get<{ fall: number }>(
    'SELECT fall FROM cell WHERE article_number = ? AND store_number = ?',
    articleNumber,
    storeNumber,
  )?.fall ?? 0;

/** Whether EasyCashier is known to have sold or lost there what no write has carried yet. */
export const hasFall = (ledger: Reader, articleNumber: string, storeNumber: string): boolean =>
  fallAt(ledger, articleNumber, storeNumber) > 0;

/**
 * Units that EasyCashier is known to have sold or lost and that no write has carried yet. From now on one does: it is done by its own
 * key, or what stands is read and settled. Inside a transaction.
 */
export function takeFall(ledger: Writer, articleNumber: string, storeNumber: string): number {
  const units = fallAt(ledger, articleNumber, storeNumber);
  if (units === 0) return 0;
  ledger.run(
    'UPDATE cell SET fall = 0 WHERE article_number = ? AND store_number = ?',
    articleNumber,
    storeNumber,
  );
  return units;
}

/** Sets the position aside with its reason: it leaves the queue and stays visible until something about it changes. */
export function holdPosition(
  ledger: Writer,
  articleNumber: string,
  storeNumber: string,
  reason: RowReason,
): void {
  ledger.run(
    `INSERT INTO cell (article_number, store_number, hold) VALUES (?, ?, ?)
     ON CONFLICT (article_number, store_number) DO UPDATE SET hold = excluded.hold, dirty_since = NULL, not_before = 0,
       is_held = 0, fall = 0`,
    articleNumber,
    storeNumber,
    reason,
  );
  settleFall(ledger, { articleNumber, storeNumber });
}

/** Of the position's store: it is not being counted, and its location can be written to. */
const isStoreOpen = `${notInStocktake('cell')} AND ${atOpenLocation('cell')}`;

/** Word for word the condition of the index: what the guard holds costs nothing while it waits. */
const isSendable = 'dirty_since IS NOT NULL AND is_held = 0';

/**
 * The queue's next positions, in the order they came; `dueBy` null: those that wait for their next try too. What the guard holds is
 * not among them, and a store that is being counted or whose location is closed sends nothing.
 */
export function nextDirty(ledger: Reader, dueBy: MonotonicTime | null, limit: number): Position[] {
  return ledger.all(
    `SELECT article_number AS articleNumber, store_number AS storeNumber FROM cell
     WHERE ${isSendable} AND not_before <= ? AND ${isStoreOpen}
     ORDER BY dirty_since, article_number, store_number LIMIT ?`,
    dueBy ?? Number.MAX_SAFE_INTEGER,
    limit,
  );
}

/** Those of `nextDirty` where EasyCashier has sold or lost what no write has carried yet. */
export function nextFallen(ledger: Reader, dueBy: MonotonicTime, limit: number): Position[] {
  return ledger.all(
    `SELECT article_number AS articleNumber, store_number AS storeNumber FROM cell
     WHERE ${isSendable} AND fall > 0 AND not_before <= ? AND ${isStoreOpen}
     ORDER BY dirty_since, article_number, store_number LIMIT ?`,
    dueBy,
    limit,
  );
}

/** When the queue's next delayed position is due; null when none waits. */
export function nextDue(ledger: Reader): MonotonicTime | null {
  return (
    ledger.get<{ at: MonotonicTime | null }>(
      `SELECT min(not_before) AS at FROM cell WHERE ${isSendable} AND ${isStoreOpen}`,
    )?.at ?? null
  );
}

/** Since when the oldest change waits that could be sent and is not in Shopify yet; null when none does. */
export function oldestDirtySince(ledger: Reader): OurTime | null {
  return (
    ledger.get<{ at: OurTime | null }>(
      `SELECT min(dirty_since) AS at FROM cell WHERE dirty_since IS NOT NULL AND ${isStoreOpen}`,
    )?.at ?? null
  );
}

export function countDirty(ledger: Reader): number {
  return ledger.get<{ n: number }>('SELECT count(*) AS n FROM cell WHERE dirty_since IS NOT NULL')?.n ?? 0;
}

/** The position is left alone until its stock moves or everything is synced anew. */
export function forgetSynced(ledger: Writer, articleNumber: string, storeNumber: string): void {
  ledger.run(
    `UPDATE cell SET agreed = NULL, agreed_at = NULL, dirty_since = NULL, is_held = 0, fall = 0, hold = '${UNDONE}'
     WHERE article_number = ? AND store_number = ?`,
    articleNumber,
    storeNumber,
  );
  settleFall(ledger, { articleNumber, storeNumber });
}
