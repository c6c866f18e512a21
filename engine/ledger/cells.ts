import { isInStep, type LevelFacts, targetOf } from '../rules/target.ts';
import type { Reader, Writer } from './database.ts';
import { readSetting } from './settings.ts';

/** One cell with everything that decides what Shopify should show. */
export interface CellState {
  readonly articleNumber: string;
  readonly storeNumber: string;
  readonly locationId: string;
  readonly inventoryItemId: string | null;
  readonly isWritable: boolean;
  /** EasyCashier's balance in thousandths; null is unknown. */
  readonly balance: number | null;
  readonly target: number | null;
  readonly level: LevelFacts | null;
  /** Part of known order effects that the last reading may or may not hold. */
  readonly doubt: number;
  readonly observed: number | null;
  /** Units sold but not routed to a location yet: nothing is written until they are. */
  readonly isUnrouted: boolean;
  readonly agreed: number | null;
  readonly dirtySince: number | null;
  readonly cause: string | null;
  readonly reference: string | null;
  readonly hold: string | null;
  readonly attempts: number;
}

interface RawCell {
  article_number: string;
  store_number: string;
  location_id: string;
  inventory_item_id: string | null;
  writable: number;
  thousandths: number | null;
  unbooked: number;
  available: number | null;
  is_active: number | null;
  doubt: number | null;
  observed: number | null;
  unrouted: number;
  agreed: number | null;
  dirty_since: number | null;
  cause: string | null;
  reference: string | null;
  hold: string | null;
  attempts: number | null;
}

/**
 * Bookings that EasyCashier does not hold yet. While an answer is missing the lower number counts: what may have been
 * taken out is taken as out, what may have been put back is not.
 */
const unbooked = `coalesce((
  SELECT sum(CASE WHEN booking_line.delta < 0 OR booking.state = 'pending' THEN booking_line.delta ELSE 0 END)
  FROM booking_line JOIN booking USING (booking_id)
  WHERE booking_line.article_number = article.article_number AND booking.store_number = store.store_number
    AND booking.state IN ('question', 'pending', 'sent', 'unknown')), 0)`;

/** `source` names rows that say which cells; it is gone through first. */
const cellSql = (where: string, source = '') => `
  SELECT article.article_number, store.store_number, store.location_id, shop_item.inventory_item_id,
    article.is_webshop AND article.is_stock_item AND article.in_use AND NOT article.is_duplicate AND NOT article.is_gone
      AND coalesce(shop_item.tracked AND NOT shop_item.is_bundle, 0) AS writable,
    balance.thousandths, ${unbooked} AS unbooked, shop_level.available, shop_level.is_active, shop_level.doubt,
    shop_level.observed,
    EXISTS (SELECT 1 FROM order_effect WHERE order_effect.article_number = article.article_number
      AND order_effect.location_id = '') AS unrouted,
    cell.agreed, cell.dirty_since, cell.cause, cell.reference, cell.hold, cell.attempts
  FROM ${source} article
  JOIN store ON store.location_id IS NOT NULL
  LEFT JOIN balance ON balance.article_number = article.article_number AND balance.store_number = store.store_number
  LEFT JOIN shop_item ON shop_item.sku = article.article_number AND shop_item.is_duplicate = 0
  LEFT JOIN shop_level ON shop_level.inventory_item_id = shop_item.inventory_item_id
    AND shop_level.location_id = store.location_id
  LEFT JOIN cell ON cell.article_number = article.article_number AND cell.store_number = store.store_number
  ${where}`;

function toCell(row: RawCell, buffer: number): CellState {
  return {
    articleNumber: row.article_number,
    storeNumber: row.store_number,
    locationId: row.location_id,
    inventoryItemId: row.inventory_item_id,
    isWritable: row.writable === 1,
    balance: row.thousandths,
    target: targetOf({ balance: row.thousandths, unbooked: row.unbooked, buffer }),
    level: row.available === null ? null : { available: row.available, isActive: row.is_active === 1 },
    doubt: row.doubt ?? 0,
    observed: row.observed,
    isUnrouted: row.unrouted === 1,
    agreed: row.agreed,
    dirtySince: row.dirty_since,
    cause: row.cause,
    reference: row.reference,
    hold: row.hold,
    attempts: row.attempts ?? 0,
  };
}

export function readCell(ledger: Reader, articleNumber: string, storeNumber: string): CellState | undefined {
  const row = ledger.get<RawCell>(
    cellSql('WHERE article.article_number = ? AND store.store_number = ?'),
    articleNumber,
    storeNumber,
  );
  return row && toCell(row, readSetting(ledger, 'buffer'));
}

/** The cells of a stored batch, by cell key: one question instead of one each. */
export function cellsOfBatch(ledger: Reader, idempotencyKey: string): Map<string, CellState> {
  return byKey(
    ledger,
    cellSql(
      `WHERE batch_row.idempotency_key = ? AND article.article_number = batch_row.article_number
         AND store.store_number = batch_row.store_number`,
      'batch_row CROSS JOIN',
    ),
    idempotencyKey,
  );
}

/** The cells of a run's next pending rows, by cell key. */
export function cellsOfRun(
  ledger: Reader,
  runId: string,
  after: number,
  limit: number,
): Map<string, CellState> {
  return byKey(
    ledger,
    cellSql(
      'WHERE article.article_number = row.article_number AND store.store_number = row.store_number',
      `(SELECT article_number, store_number FROM run_row INDEXED BY run_row_open
        WHERE run_id = ? AND position > ? AND state = 'pending' AND state IN ('pending', 'sent', 'unknown')
        ORDER BY position LIMIT ?) AS row CROSS JOIN`,
    ),
    runId,
    after,
    limit,
  );
}

function byKey(ledger: Reader, sql: string, ...values: (string | number)[]): Map<string, CellState> {
  const buffer = readSetting(ledger, 'buffer');
  const rows = ledger.all<RawCell>(sql, ...values);
  return new Map(rows.map((row) => [`${row.article_number}\n${row.store_number}`, toCell(row, buffer)]));
}

/** Every cell of every Webshop article in every mapped store, by article number. */
export function* webshopCells(ledger: Reader): Generator<CellState> {
  const buffer = readSetting(ledger, 'buffer');
  const rows = ledger.each<RawCell>(
    cellSql(
      'WHERE article.is_webshop = 1 AND article.is_gone = 0 ORDER BY article.article_number, store.store_number',
    ),
  );
  for (const row of rows) yield toCell(row, buffer);
}

/** Cells of one article. */
export function cellsOf(ledger: Reader, articleNumber: string): CellState[] {
  const buffer = readSetting(ledger, 'buffer');
  return ledger
    .all<RawCell>(cellSql('WHERE article.article_number = ? ORDER BY store.store_number'), articleNumber)
    .map((row) => toCell(row, buffer));
}

/** The cell that a level of the shop belongs to. */
export function cellAt(ledger: Reader, inventoryItemId: string, locationId: string): CellState | undefined {
  const row = ledger.get<RawCell>(
    cellSql('WHERE shop_item.inventory_item_id = ? AND store.location_id = ?'),
    inventoryItemId,
    locationId,
  );
  return row && toCell(row, readSetting(ledger, 'buffer'));
}

/** Is the cell brought back to EasyCashier's number when it differs? Once it has been equal, or all have been synced. */
export function isKept(ledger: Reader, cell: CellState): boolean {
  if (cell.hold === UNDONE) return false;
  return cell.agreed !== null || readSetting(ledger, 'firstSyncAt') !== null;
}

/** Nothing is left to do for the cell as the ledger sees it. */
export function isSettled(cell: CellState): boolean {
  if (!cell.isWritable || cell.target === null) return true;
  return cell.doubt === 0 && cell.observed === null && isInStep(cell.target, cell.level);
}

/**
 * Puts the cell in the queue when its target and Shopify's number differ, takes it out when they do not. Sales
 * coalesce here: however many there were, the cell waits once. A cell that was set aside gets a new chance.
 */
export function touchCell(
  ledger: Writer,
  articleNumber: string,
  storeNumber: string,
  why: { at: number; cause: string; reference?: string | null },
): void {
  if (readSetting(ledger, 'activatedAt') === null) return;
  touchKnown(ledger, articleNumber, storeNumber, readCell(ledger, articleNumber, storeNumber), why);
}

/** `touchCell` for a cell that has just been read; the caller has seen that the line of activation is drawn. */
export function touchKnown(
  ledger: Writer,
  articleNumber: string,
  storeNumber: string,
  cell: CellState | undefined,
  why: { at: number; cause: string; reference?: string | null },
): void {
  if (!cell?.isWritable || cell.target === null) {
    dropFromQueue(ledger, articleNumber, storeNumber);
    return;
  }
  if (isSettled(cell)) {
    agree(ledger, articleNumber, storeNumber, cell.target, why.at);
    return;
  }
  ledger.run(
    `INSERT INTO cell (article_number, store_number, dirty_since, cause, reference) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (article_number, store_number) DO UPDATE SET
       dirty_since = coalesce(cell.dirty_since, excluded.dirty_since), cause = excluded.cause,
       reference = excluded.reference, hold = NULL, attempts = 0,
       not_before = CASE WHEN cell.hold IS NULL THEN cell.not_before ELSE 0 END`,
    articleNumber,
    storeNumber,
    why.at,
    why.cause,
    why.reference ?? null,
  );
}

/** Both sides show `value`: the third tree follows, the queue is left. */
export function agree(
  ledger: Writer,
  articleNumber: string,
  storeNumber: string,
  value: number,
  at: number,
): void {
  ledger.run(
    `INSERT INTO cell (article_number, store_number, agreed, agreed_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (article_number, store_number) DO UPDATE SET agreed = excluded.agreed, agreed_at = excluded.agreed_at,
       dirty_since = NULL, cause = NULL, reference = NULL, not_before = 0, attempts = 0, hold = NULL`,
    articleNumber,
    storeNumber,
    value,
    at,
  );
}

export function dropFromQueue(ledger: Writer, articleNumber: string, storeNumber: string): void {
  ledger.run(
    'UPDATE cell SET dirty_since = NULL, not_before = 0, attempts = 0 WHERE article_number = ? AND store_number = ?',
    articleNumber,
    storeNumber,
  );
}

/** The cell waits until `notBefore` for its next try. */
export function delayCell(
  ledger: Writer,
  articleNumber: string,
  storeNumber: string,
  notBefore: number,
): void {
  ledger.run(
    `UPDATE cell SET not_before = ?, attempts = attempts + 1 WHERE article_number = ? AND store_number = ?`,
    notBefore,
    articleNumber,
    storeNumber,
  );
}

/** Sets the cell aside with its reason: it leaves the queue and stays visible until something about it changes. */
export function holdCell(ledger: Writer, articleNumber: string, storeNumber: string, reason: string): void {
  ledger.run(
    `INSERT INTO cell (article_number, store_number, hold) VALUES (?, ?, ?)
     ON CONFLICT (article_number, store_number) DO UPDATE SET hold = excluded.hold, dirty_since = NULL, not_before = 0`,
    articleNumber,
    storeNumber,
    reason,
  );
}

/** The queue's next cells, sales first in the order they came. */
export function nextDirty(
  ledger: Reader,
  now: number,
  limit: number,
): { articleNumber: string; storeNumber: string }[] {
  return ledger.all(
    `SELECT article_number AS articleNumber, store_number AS storeNumber FROM cell
     WHERE dirty_since IS NOT NULL AND not_before <= ?
     ORDER BY dirty_since, article_number, store_number LIMIT ?`,
    now,
    limit,
  );
}

/** When the queue's next delayed cell is due; null when none waits. */
export function nextDue(ledger: Reader): number | null {
  return (
    ledger.get<{ at: number | null }>('SELECT min(not_before) AS at FROM cell WHERE dirty_since IS NOT NULL')
      ?.at ?? null
  );
}

export function countDirty(ledger: Reader): number {
  return ledger.get<{ n: number }>('SELECT count(*) AS n FROM cell WHERE dirty_since IS NOT NULL')?.n ?? 0;
}

/** Cells that both sides have agreed on at least once. */
export function countAgreed(ledger: Reader): number {
  return ledger.get<{ n: number }>('SELECT count(*) AS n FROM cell WHERE agreed IS NOT NULL')?.n ?? 0;
}

/** Set aside by a person's will: the row was undone. */
const UNDONE = 'undone';

/** The cell is left alone until its stock moves or everything is synced anew. */
export function forgetAgreement(ledger: Writer, articleNumber: string, storeNumber: string): void {
  ledger.run(
    `UPDATE cell SET agreed = NULL, agreed_at = NULL, dirty_since = NULL, hold = '${UNDONE}'
     WHERE article_number = ? AND store_number = ?`,
    articleNumber,
    storeNumber,
  );
}

/** Cells that waited for a person's yes may be written now. */
export function releaseGuarded(ledger: Writer): void {
  ledger.run('UPDATE cell SET not_before = 0 WHERE dirty_since IS NOT NULL');
}
