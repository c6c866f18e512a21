import type { MonotonicTime, ShopTime } from '../../shared/words/time.ts';
import type { LineEffect } from '../rules/order-effects.ts';
import type { Reader, Writer } from './database.ts';

export type OrderState =
  | 'open'
  | 'waitingForRouting'
  | 'cancelled'
  | 'fulfilled'
  | 'test'
  | 'beforeActivation';

/** What we remember of a web order. `nextLookAt` is due in this process only. */
export interface StoredOrder {
  readonly orderId: string;
  readonly name: string;
  readonly createdAt: ShopTime;
  readonly updatedAt: ShopTime;
  readonly state: OrderState;
  readonly lookedAt: ShopTime;
  /** Looks since the last change; routing that takes too long is told by it. */
  readonly looks: number;
  readonly nextLookAt: MonotonicTime | null;
  /** Shopify showed a return of it at the last look. */
  readonly hasReturn: boolean;
}

export const orderColumns = `order_id AS orderId, name, created_at AS createdAt, updated_at AS updatedAt, state,
  looked_at AS lookedAt, looks, next_look_at AS nextLookAt, has_return AS hasReturn`;

export type OrderRow = Omit<StoredOrder, 'hasReturn'> & { readonly hasReturn: number };

export const toStored = (row: OrderRow): StoredOrder => ({ ...row, hasReturn: row.hasReturn === 1 });

export function findOrder(ledger: Reader, orderId: string): StoredOrder | undefined {
  const row = ledger.get<OrderRow>(`SELECT ${orderColumns} FROM shop_order WHERE order_id = ?`, orderId);
  return row && toStored(row);
}

export function saveOrder(ledger: Writer, order: StoredOrder): void {
  ledger.run(
    `INSERT INTO shop_order (order_id, name, created_at, updated_at, state, looked_at, looks, next_look_at, has_return)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (order_id) DO UPDATE SET name = excluded.name, updated_at = excluded.updated_at,
       state = excluded.state, looked_at = excluded.looked_at, looks = excluded.looks,
       next_look_at = excluded.next_look_at, has_return = excluded.has_return`,
    order.orderId,
    order.name,
    order.createdAt,
    order.updatedAt,
    order.state,
    order.lookedAt,
    order.looks,
    order.nextLookAt,
    Number(order.hasReturn),
  );
}

/** When an order was last looked at; null: none was yet. */
export function lastLook(ledger: Reader): ShopTime | null {
  return ledger.get<{ at: ShopTime | null }>('SELECT max(looked_at) AS at FROM shop_order')?.at ?? null;
}

/** Orders that should be looked at again: just changed, or not routed yet. */
export function dueOrders(ledger: Reader, now: MonotonicTime): string[] {
  return ledger
    .all<{ order_id: string }>(
      'SELECT order_id FROM shop_order WHERE next_look_at IS NOT NULL AND next_look_at <= ? ORDER BY next_look_at LIMIT 100',
      now,
    )
    .map((row) => row.order_id);
}

/** Whose goods a line moves: one of our articles', or none of our business (not ticked Webshop, no stock item). */
export type LineGoods =
  | { readonly kind: 'article'; readonly articleNumber: string }
  | { readonly kind: 'notOurs' };

/** What a line has taken from a location, or put back there. */
export interface PlacedEffect extends LineEffect {
  readonly goods: LineGoods;
  /** Units among them that are not shipped: Shopify counts them as committed there. */
  readonly held: number;
  /** The store whose stock it moves, once and for all: what is mapped later moves no old order. Null while none was mapped. */
  readonly storeNumber: string | null;
}

/** Units of one of our articles that Shopify has not routed to a location yet. */
export interface UnroutedUnits {
  readonly lineId: string;
  readonly articleNumber: string;
  readonly units: number;
}

/** An order's whole effect as last computed. */
export interface StoredEffects {
  readonly placed: readonly PlacedEffect[];
  /** Of lines whose goods nobody can tell: they have moved Shopify's levels, and nothing else of ours. */
  readonly untold: readonly LineEffect[];
  readonly unrouted: readonly UnroutedUnits[];
}

/** In the columns: goods that are none of our business have no article number, unrouted units no location, other places no store. */
const NONE = '';

export function effectsOf(ledger: Reader, orderId: string): StoredEffects {
  const rows = ledger.all<
    LineEffect & { articleNumber: string; storeNumber: string; held: number; isUntold: number }
  >(
    `SELECT line_id AS lineId, location_id AS locationId, article_number AS articleNumber, units, kept AS notRestocked,
            store_number AS storeNumber, held, untold AS isUntold
     FROM order_effect WHERE order_id = ? ORDER BY line_id, location_id`,
    orderId,
  );
  const placed: PlacedEffect[] = [];
  const untold: LineEffect[] = [];
  const unrouted: UnroutedUnits[] = [];
  for (const { articleNumber, storeNumber, held, isUntold, ...effect } of rows) {
    const goods: LineGoods =
      articleNumber === NONE ? { kind: 'notOurs' } : { kind: 'article', articleNumber };
    if (isUntold === 1) untold.push(effect);
    else if (effect.locationId === NONE)
      unrouted.push({ lineId: effect.lineId, articleNumber, units: effect.units });
    else placed.push({ ...effect, goods, held, storeNumber: storeNumber === NONE ? null : storeNumber });
  }
  return { placed, untold, unrouted };
}

export function replaceEffects(
  ledger: Writer,
  orderId: string,
  { placed, untold, unrouted }: StoredEffects,
): void {
  ledger.run('DELETE FROM order_effect WHERE order_id = ?', orderId);
  const add = (
    effect: LineEffect & { held: number },
    articleNumber: string,
    storeNumber: string,
    isUntold = false,
  ) =>
    ledger.run(
      'INSERT INTO order_effect (order_id, line_id, location_id, article_number, units, kept, store_number, held, untold) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      orderId,
      effect.lineId,
      effect.locationId,
      articleNumber,
      effect.units,
      effect.notRestocked,
      storeNumber,
      effect.held,
      Number(isUntold),
    );
  for (const effect of untold) add({ ...effect, held: 0 }, NONE, NONE, true);
  for (const { goods, storeNumber, ...effect } of placed)
    add(effect, goods.kind === 'article' ? goods.articleNumber : NONE, storeNumber ?? NONE);
  for (const { articleNumber, ...line } of unrouted)
    add({ ...line, locationId: NONE, notRestocked: 0, held: 0 }, articleNumber, NONE);
}

/** The lines of an order from before the activation whose goods were told once. */
export function openingTold(ledger: Reader, orderId: string): ReadonlySet<string> {
  const rows = ledger.all<{ lineId: string }>(
    'SELECT line_id AS lineId FROM opening_told WHERE order_id = ?',
    orderId,
  );
  return new Set(rows.map(({ lineId }) => lineId));
}

/** What the lines had taken at the activation has been counted, and is not counted again. */
export function keepOpeningTold(ledger: Writer, orderId: string, lineIds: Iterable<string>): void {
  for (const lineId of lineIds)
    ledger.run('INSERT OR IGNORE INTO opening_told (order_id, line_id) VALUES (?, ?)', orderId, lineId);
}

/** What orders have taken from a location while no store had it: all of it, and what of it still waits to be shipped. Test orders take nothing of ours. */
export function effectsWithoutStore(
  ledger: Reader,
  locationId: string,
): { orderId: string; articleNumber: string; units: number; held: number }[] {
  return ledger.all(
    `SELECT order_id AS orderId, article_number AS articleNumber, units, held
     FROM order_effect JOIN shop_order USING (order_id)
     WHERE location_id = ? AND store_number = '' AND article_number <> '' AND state <> 'test'
     ORDER BY order_id, line_id`,
    locationId,
  );
}

/** They are the store's from now on. */
export function giveStore(ledger: Writer, orderId: string, locationId: string, storeNumber: string): void {
  ledger.run(
    "UPDATE order_effect SET store_number = ? WHERE order_id = ? AND location_id = ? AND store_number = '' AND article_number <> ''",
    storeNumber,
    orderId,
    locationId,
  );
}

/** Units of an article at a location that the orders we know of, placed by `until`, have not shipped. */
export function heldUnits(
  ledger: Reader,
  articleNumber: string,
  locationId: string,
  until: ShopTime,
): number {
  return (
    ledger.get<{ units: number | null }>(
      `SELECT sum(held) AS units FROM order_effect JOIN shop_order USING (order_id)
       WHERE article_number = ? AND location_id = ? AND held > 0 AND created_at <= ?`,
      articleNumber,
      locationId,
      until,
    )?.units ?? 0
  );
}

/** Whether an order we know of that has or had the article there has changed after `instant`: what it holds may not be what it held then. */
export function isAnyChangedSince(
  ledger: Reader,
  articleNumber: string,
  locationId: string,
  instant: ShopTime,
): boolean {
  const row = ledger.get(
    `SELECT 1 FROM order_effect JOIN shop_order USING (order_id)
     WHERE article_number = ? AND location_id = ? AND location_id <> '' AND updated_at >= ? LIMIT 1`,
    articleNumber,
    locationId,
    instant,
  );
  return row !== undefined;
}

/** An order with units of an article that have been shipped and that no refund has put back. */
export interface SoldOn {
  readonly orderId: string;
  readonly name: string;
  readonly hasReturn: boolean;
  readonly units: number;
}

/** Where an article's shipped units went, the newest order first; wherever they were shipped from. Test orders ship nothing of ours. */
export function soldOn(ledger: Reader, articleNumber: string): SoldOn[] {
  return ledger
    .all<Omit<SoldOn, 'hasReturn'> & { hasReturn: number }>(
      `SELECT order_id AS orderId, name, has_return AS hasReturn, sum(units - held - kept) AS units
       FROM order_effect JOIN shop_order USING (order_id)
       WHERE article_number = ? AND location_id <> '' AND state <> 'test'
       GROUP BY order_id HAVING sum(units - held - kept) > 0 ORDER BY created_at DESC, order_id DESC`,
      articleNumber,
    )
    .map((row) => ({ ...row, hasReturn: row.hasReturn === 1 }));
}

export function countOrdersSince(ledger: Reader, instant: ShopTime): number {
  return (
    ledger.get<{ n: number }>(
      "SELECT count(*) AS n FROM shop_order WHERE created_at >= ? AND state NOT IN ('test', 'beforeActivation')",
      instant,
    )?.n ?? 0
  );
}
