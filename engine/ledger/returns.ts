import { type LinePlace, type PositionKey, positionKey } from '../../shared/words/position.ts';
import { later, type ShopTime } from '../../shared/words/time.ts';
import type { Reader, Writer } from './database.ts';

/** What a level rose by without a refund: `asked` while a person has not answered, `booked` once she has said that it came back. */
export interface GoodsBack {
  readonly returnId: string;
  readonly articleNumber: string;
  readonly storeNumber: string;
  readonly locationId: string;
  /** Those that no refund has settled. */
  readonly units: number;
  /** The last reading without them, and the first with them. */
  readonly since: ShopTime;
  readonly seenAt: ShopTime;
  readonly state: 'asked' | 'booked';
  /** The order that its booking is kept with: the likeliest. */
  readonly orderId: string;
  /** Orders that Shopify shows a return of: it is of one of these. Empty: nobody knows of which. */
  readonly orders: readonly string[];
}

type GoodsBackRow = Omit<GoodsBack, 'orders'> & { readonly orders: string };

const columns = `return_id AS returnId, article_number AS articleNumber, store_number AS storeNumber, location_id AS locationId, units,
  since, seen_at AS seenAt, state, order_id AS orderId, orders`;

const toGoodsBack = (row: GoodsBackRow): GoodsBack => ({ ...row, orders: JSON.parse(row.orders) });

export function addGoodsBack(ledger: Writer, back: GoodsBack): void {
  ledger.run(
    `INSERT INTO goods_back (return_id, article_number, store_number, location_id, units, since, seen_at, state, order_id, orders)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    back.returnId,
    back.articleNumber,
    back.storeNumber,
    back.locationId,
    back.units,
    back.since,
    back.seenAt,
    back.state,
    back.orderId,
    JSON.stringify(back.orders),
  );
}

export function findGoodsBack(ledger: Reader, returnId: string): GoodsBack | undefined {
  const row = ledger.get<GoodsBackRow>(`SELECT ${columns} FROM goods_back WHERE return_id = ?`, returnId);
  return row && toGoodsBack(row);
}

/** Of an article, what no refund has settled, the oldest first. */
export function goodsBackOf(ledger: Reader, articleNumber: string): GoodsBack[] {
  return ledger
    .all<GoodsBackRow>(
      `SELECT ${columns} FROM goods_back WHERE article_number = ? AND units > 0 ORDER BY seen_at, return_id`,
      articleNumber,
    )
    .map(toGoodsBack);
}

/** Open questions about goods of which nobody knows what order they are from. */
export function countAskedOfAny(ledger: Reader): number {
  return (
    ledger.get<{ n: number }>(
      "SELECT count(*) AS n FROM goods_back WHERE units > 0 AND state = 'asked' AND orders = '[]'",
    )?.n ?? 0
  );
}

export function changeGoodsBack(
  ledger: Writer,
  { returnId, units, state }: Pick<GoodsBack, 'returnId' | 'units' | 'state'>,
): void {
  ledger.run('UPDATE goods_back SET units = ?, state = ? WHERE return_id = ?', units, state, returnId);
}

/** They were no goods that came back. */
export function dropGoodsBack(ledger: Writer, returnId: string): void {
  ledger.run('DELETE FROM goods_back WHERE return_id = ?', returnId);
}

/** Units that the refunds of an order had put back from a line at a location, as last looked at. */
export function refundedBefore(ledger: Reader, orderId: string, { lineId, locationId }: LinePlace): number {
  return (
    ledger.get<{ units: number }>(
      'SELECT units FROM refund_seen WHERE order_id = ? AND line_id = ? AND location_id = ?',
      orderId,
      lineId,
      locationId,
    )?.units ?? 0
  );
}

export function saveRefunded(ledger: Writer, orderId: string, place: LinePlace, units: number): void {
  ledger.run(
    `INSERT INTO refund_seen (order_id, line_id, location_id, units) VALUES (?, ?, ?, ?)
     ON CONFLICT (order_id, line_id, location_id) DO UPDATE SET units = excluded.units`,
    orderId,
    place.lineId,
    place.locationId,
    units,
  );
}

/** Units of a refund that were taken for goods that had been seen before. */
export interface RefundMatch extends LinePlace {
  readonly orderId: string;
  readonly returnId: string;
  readonly articleNumber: string;
  /** Where the refund says that they were put back. */
  readonly storeNumber: string;
  readonly units: number;
  readonly refundedAt: ShopTime;
  /** Whether they had been booked on a person's word by then. */
  readonly state: GoodsBack['state'];
}

export function addRefundMatch(ledger: Writer, match: RefundMatch): void {
  ledger.run(
    `INSERT INTO refund_match (order_id, line_id, location_id, return_id, article_number, store_number, units, refunded_at, state)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (order_id, line_id, location_id, return_id, state) DO UPDATE
       SET units = units + excluded.units, refunded_at = excluded.refunded_at`,
    match.orderId,
    match.lineId,
    match.locationId,
    match.returnId,
    match.articleNumber,
    match.storeNumber,
    match.units,
    match.refundedAt,
    match.state,
  );
}

/** Matches of an article's refunds at a location from `since` on: a level that rises then shows that the refund has moved goods of its own. */
export function refundMatchesSince(
  ledger: Reader,
  articleNumber: string,
  locationId: string,
  since: ShopTime,
): RefundMatch[] {
  return ledger.all<RefundMatch>(
    `SELECT order_id AS orderId, line_id AS lineId, location_id AS locationId, return_id AS returnId,
            article_number AS articleNumber, store_number AS storeNumber, units, refunded_at AS refundedAt, state
     FROM refund_match WHERE article_number = ? AND location_id = ? AND refunded_at >= ? AND units > 0
     ORDER BY refunded_at DESC, order_id, line_id, return_id`,
    articleNumber,
    locationId,
    later(since, -1_000), // Shopify's times of refunds have whole seconds
  );
}

/** Takes `units` off a match: they were other goods. */
export function lessenRefundMatch(ledger: Writer, match: RefundMatch, units: number): void {
  ledger.run(
    `UPDATE refund_match SET units = units - ?
     WHERE order_id = ? AND line_id = ? AND location_id = ? AND return_id = ? AND state = ?`,
    units,
    match.orderId,
    match.lineId,
    match.locationId,
    match.returnId,
    match.state,
  );
}

/** Units per position that an order's refunds say were put back, and that were booked before on a person's word. */
export function settledByReturns(ledger: Reader, orderId: string): Map<PositionKey, number> {
  const rows = ledger.all<{ articleNumber: string; storeNumber: string; units: number }>(
    `SELECT article_number AS articleNumber, store_number AS storeNumber, sum(units) AS units
     FROM refund_match WHERE order_id = ? AND state = 'booked' GROUP BY 1, 2`,
    orderId,
  );
  return new Map(rows.map((row) => [positionKey(row), row.units]));
}
