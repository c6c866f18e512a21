import type { LogCause } from '../../shared/contract/activity.ts';
import type { RowReason } from '../../shared/contract/sync.ts';
import type { OurTime } from '../../shared/words/time.ts';
import { isInStep, type LevelFacts, targetOf } from '../rules/target.ts';
import type { Reader } from './database.ts';
import type { FailsAt } from './failing-items.ts';
import { type LevelWrite, levelWriteColumns } from './level-writes.ts';
import { readSetting } from './settings.ts';

/** What decides whether a position is written, and to what. */
export interface PositionStanding {
  readonly isWritable: boolean;
  /** EasyCashier's balance in thousandths; null is unknown. */
  readonly balance: number | null;
  readonly target: number | null;
  /** Units that are on the shelf and that somebody has set aside in Shopify: they are not offered. */
  readonly setAside: number;
  /** Units held back from the webshop: the article's own there, else its own everywhere, else those of the setting. */
  readonly buffer: number;
  /** By so many units is the target lower for the buffer: fewer where there are fewer. */
  readonly held: number;
  readonly level: LevelFacts | null;
  /** Part of known order effects that the last reading may or may not hold. */
  readonly inFlight: number;
  readonly unconfirmed: number | null;
  /** Its store is being counted: nothing is written. */
  readonly isInStocktake: boolean;
  /** Its location is inactive in Shopify or gone from there: what waits is written when it is back. */
  readonly isAtClosedLocation: boolean;
  /** Shopify cannot show its item, or not change it, while it does so for others. Null: it does both, as far as is known. */
  readonly failsAt: FailsAt | null;
}

/** One article in one store, and how it stands. */
export interface StockPosition extends PositionStanding {
  readonly articleNumber: string;
  /** The article's. */
  readonly name: string;
  readonly storeNumber: string;
  readonly locationId: string;
  readonly inventoryItemId: string | null;
  /** Units were sold whose location or goods are not known yet: nothing is raised until they are. */
  readonly isUnrouted: boolean;
}

/** A position with its place in the queue. */
export interface PositionState extends StockPosition {
  readonly synced: number | null;
  readonly dirtySince: OurTime | null;
  readonly cause: LogCause | null;
  readonly reference: string | null;
  readonly hold: RowReason | 'undone' | null;
  readonly attempts: number;
}

/** A run's row that waits, and how its position stands now. */
export interface PendingWrite extends LevelWrite {
  readonly position: number;
  readonly standing: PositionStanding;
}

interface RawStanding {
  writable: number;
  thousandths: number | null;
  unbooked: number;
  unavailable: number | null;
  unseen: number | null;
  available: number | null;
  is_active: number | null;
  inFlight: number | null;
  unconfirmed: number | null;
  stocktake: number;
  closed: number;
  failsAt: FailsAt | null;
  ownBuffer: number | null;
}

interface RawCell extends RawStanding {
  article_number: string;
  name: string;
  store_number: string;
  location_id: string;
  inventory_item_id: string | null;
  unrouted: number;
}

interface RawCellState extends RawCell {
  synced: number | null;
  dirty_since: OurTime | null;
  cause: LogCause | null;
  reference: string | null;
  hold: RowReason | 'undone' | null;
  attempts: number | null;
}

/**
 * Bookings that EasyCashier does not hold yet. While an answer is missing the lower number counts: what may have been
 * taken out is taken as out, what may have been put back is not; what EasyCashier has refused is gone from the shelf all the same.
 */
const unbooked = `coalesce((
  SELECT sum(CASE WHEN booking_line.delta < 0 OR booking.state = 'pending' THEN booking_line.delta ELSE 0 END)
  FROM booking_line JOIN booking USING (booking_id)
  WHERE booking_line.is_open = 1 AND booking_line.article_number = article.article_number
    AND booking.store_number = store.store_number), 0)`;

/**
 * Units that an article has sold, by the report, since EasyCashier could last show it: they are not in the balance that is held. Of one that
 * can be shown the next reading tells it within seconds.
 */
const soldUnread = `CASE WHEN article.unread_since IS NULL THEN 0 ELSE coalesce((
  SELECT (sum(max(0, sales.thousandths - coalesce(sales.read_at_thousandths, 0))) + 999) / 1000 FROM sales
  WHERE sales.article_number = article.article_number AND sales.store_number = store.store_number), 0) END`;

/** That a position is kept equal: of an `article`, its `shop_item` and a `store`. */
export const isWritableSql = `store.location_id IS NOT NULL AND article.is_webshop AND article.is_stock_item AND article.in_use
    AND NOT article.is_duplicate AND NOT article.is_gone
    AND coalesce(shop_item.tracked AND NOT shop_item.is_bundle, 0)`;

/** A `RawStanding`, of an `article` and a `store` with the two lists of tables below. */
const standingColumns = `
  ${isWritableSql} AS writable,
  balance.thousandths, ${unbooked} - ${soldUnread} AS unbooked, shop_level.set_aside AS unavailable, shop_level.unseen, shop_level.available, shop_level.is_active, shop_level.doubt AS inFlight,
  shop_level.observed AS unconfirmed, store.stocktake_since IS NOT NULL AS stocktake,
  EXISTS (SELECT 1 FROM location WHERE location.location_id = store.location_id AND location.is_active = 0) AS closed,
  (SELECT min(what) FROM failing_item WHERE failing_item.inventory_item_id = shop_item.inventory_item_id) AS failsAt,
  (SELECT units FROM buffer WHERE buffer.article_number = article.article_number
    AND buffer.store_number IN (store.store_number, '') ORDER BY buffer.store_number DESC LIMIT 1) AS ownBuffer`;

/** What an article has once. It stands before the store, so that it is looked up once too. */
const tablesOfArticle = `
  LEFT JOIN shop_item ON shop_item.sku = article.article_number AND shop_item.is_duplicate = 0`;

const tablesOfCell = `
  LEFT JOIN balance ON balance.article_number = article.article_number AND balance.store_number = store.store_number
  LEFT JOIN shop_level ON shop_level.inventory_item_id = shop_item.inventory_item_id
    AND shop_level.location_id = store.location_id`;

/**
 * Units sold that have no place yet, or a line that may be of the article as soon as it has been looked at again; also one that was sold under
 * its number by an item that carries an unknown one now.
 */
const isWaitedFor = `(
  EXISTS (SELECT 1 FROM order_effect WHERE order_effect.article_number = article.article_number AND order_effect.location_id = '')
  OR EXISTS (SELECT 1 FROM waiting_line WHERE waiting_line.inventory_item_id = shop_item.inventory_item_id)
  OR EXISTS (SELECT 1 FROM waiting_line WHERE waiting_line.sku = article.article_number))`;

const cellColumns = `
  article.article_number, article.name, store.store_number, store.location_id, shop_item.inventory_item_id,
  ${standingColumns},
  ${isWaitedFor} AS unrouted`;

const cellTables = `article ${tablesOfArticle} JOIN store ON store.location_id IS NOT NULL ${tablesOfCell}`;

const cellStateSql = (where: string) => `
  SELECT ${cellColumns}, cell.agreed AS synced, cell.dirty_since, cell.cause, cell.reference, cell.hold, cell.attempts
  FROM ${cellTables}
  LEFT JOIN cell ON cell.article_number = article.article_number AND cell.store_number = store.store_number
  ${where}`;

function toStanding(row: RawStanding, general: number): PositionStanding {
  const buffer = row.ownBuffer ?? general;
  const facts = {
    balance: row.thousandths,
    unbooked: row.unbooked - (row.unseen ?? 0),
    unavailable: row.unavailable ?? 0,
    buffer,
  };
  const target = targetOf(facts);
  return {
    isWritable: row.writable === 1,
    balance: row.thousandths,
    target,
    setAside: row.unavailable ?? 0,
    buffer,
    held: buffer === 0 ? 0 : (targetOf({ ...facts, buffer: 0 }) ?? 0) - (target ?? 0),
    level: row.available === null ? null : { available: row.available, isActive: row.is_active === 1 },
    inFlight: row.inFlight ?? 0,
    unconfirmed: row.unconfirmed,
    isInStocktake: row.stocktake === 1,
    isAtClosedLocation: row.closed === 1,
    failsAt: row.failsAt,
  };
}

function toCell(row: RawCell, buffer: number): StockPosition {
  return {
    ...toStanding(row, buffer),
    articleNumber: row.article_number,
    name: row.name,
    storeNumber: row.store_number,
    locationId: row.location_id,
    inventoryItemId: row.inventory_item_id,
    isUnrouted: row.unrouted === 1,
  };
}

function toCellState(row: RawCellState, buffer: number): PositionState {
  return {
    ...toCell(row, buffer),
    synced: row.synced,
    dirtySince: row.dirty_since,
    cause: row.cause,
    reference: row.reference,
    hold: row.hold,
    attempts: row.attempts ?? 0,
  };
}

export function readPosition(
  ledger: Reader,
  articleNumber: string,
  storeNumber: string,
): PositionState | undefined {
  const row = ledger.get<RawCellState>(
    cellStateSql('WHERE article.article_number = ? AND store.store_number = ?'),
    articleNumber,
    storeNumber,
  );
  return row && toCellState(row, readSetting(ledger, 'buffer'));
}

/** How the positions of a stored batch stand, by their row's place in it. */
export function standingsOfBatch(ledger: Reader, idempotencyKey: string): Map<number, PositionStanding> {
  const buffer = readSetting(ledger, 'buffer');
  const rows = ledger.all<RawStanding & { position: number }>(
    `SELECT batch_row.position, ${standingColumns} FROM batch_row
     LEFT JOIN article ON article.article_number = batch_row.article_number ${tablesOfArticle}
     LEFT JOIN store ON store.store_number = batch_row.store_number ${tablesOfCell}
     WHERE batch_row.idempotency_key = ?`,
    idempotencyKey,
  );
  return new Map(rows.map((row) => [row.position, toStanding(row, buffer)]));
}

/** A run's next rows that wait, in their order, after the one at `after`. */
export function pendingWrites(ledger: Reader, runId: string, after: number, limit: number): PendingWrite[] {
  const buffer = readSetting(ledger, 'buffer');
  const rows = ledger.all<RawStanding & LevelWrite & { position: number }>(
    `SELECT run_row.position, ${levelWriteColumns('run_row')}, ${standingColumns}
     FROM run_row INDEXED BY run_row_pending
     LEFT JOIN article ON article.article_number = run_row.article_number ${tablesOfArticle}
     LEFT JOIN store ON store.store_number = run_row.store_number ${tablesOfCell}
     WHERE run_row.run_id = ? AND run_row.position > ? AND run_row.state = 'pending'
     ORDER BY run_row.position LIMIT ?`,
    runId,
    after,
    limit,
  );
  // By position: two items may carry one SKU for as long as it takes to notice.
  const writes = new Map(
    rows.map((row) => [
      row.position,
      {
        position: row.position,
        articleNumber: row.articleNumber,
        storeNumber: row.storeNumber,
        inventoryItemId: row.inventoryItemId,
        locationId: row.locationId,
        before: row.before,
        after: row.after,
        standing: toStanding(row, buffer),
      },
    ]),
  );
  return [...writes.values()];
}

/** Positions that are read at once: some milliseconds. */
const PAGE = 500;

const nextOfWebshop = `WHERE article.is_webshop = 1 AND article.is_gone = 0
    AND article.article_number >= ? AND (article.article_number > ? OR store.store_number > ?)
  ORDER BY article.article_number, store.store_number LIMIT ?`;

/** Page after page, each as it is when it is asked for: between two of them the world may move. */
function* pages<Row extends { article_number: string; store_number: string }>(
  ledger: Reader,
  sql: string,
): Generator<Row[], void> {
  let [article, store] = ['', ''];
  for (;;) {
    const rows = ledger.all<Row>(sql, article, article, store, PAGE);
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    [article, store] = [last.article_number, last.store_number];
  }
}

/** Every position of every Webshop article in every mapped store, by article number, a page at a time as the ledger has it by then. */
export function* webshopPositions(ledger: Reader): Generator<StockPosition[], void> {
  for (const rows of pages<RawCell>(ledger, `SELECT ${cellColumns} FROM ${cellTables} ${nextOfWebshop}`)) {
    const buffer = readSetting(ledger, 'buffer');
    yield rows.map((row) => toCell(row, buffer));
  }
}

/** The same with their places in the queue. */
export function* webshopPositionStates(ledger: Reader): Generator<PositionState[], void> {
  for (const rows of pages<RawCellState>(ledger, cellStateSql(nextOfWebshop))) {
    const buffer = readSetting(ledger, 'buffer');
    yield rows.map((row) => toCellState(row, buffer));
  }
}

/** Positions of one article. */
export function positionsOf(ledger: Reader, articleNumber: string): PositionState[] {
  const buffer = readSetting(ledger, 'buffer');
  return ledger
    .all<RawCellState>(
      cellStateSql('WHERE article.article_number = ? ORDER BY store.store_number'),
      articleNumber,
    )
    .map((row) => toCellState(row, buffer));
}

/** The position that a level of the shop belongs to. */
export function positionAt(
  ledger: Reader,
  inventoryItemId: string,
  locationId: string,
): PositionState | undefined {
  const row = ledger.get<RawCellState>(
    cellStateSql('WHERE shop_item.inventory_item_id = ? AND store.location_id = ?'),
    inventoryItemId,
    locationId,
  );
  return row && toCellState(row, readSetting(ledger, 'buffer'));
}

/** Nothing is left to do for the position as the ledger sees it. */
export function isSynced(cell: PositionStanding): boolean {
  if (!cell.isWritable || cell.target === null) return true;
  return cell.inFlight === 0 && cell.unconfirmed === null && isInStep(cell.target, cell.level);
}
