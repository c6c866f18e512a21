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
}

export function findOrder(ledger: Reader, orderId: string): StoredOrder | undefined {
  return ledger.get<StoredOrder>(
    `SELECT order_id AS orderId, name, created_at AS createdAt, updated_at AS updatedAt, state,
            looked_at AS lookedAt, looks, next_look_at AS nextLookAt
     FROM shop_order WHERE order_id = ?`,
    orderId,
  );
}

export function saveOrder(ledger: Writer, order: StoredOrder): void {
  ledger.run(
    `INSERT INTO shop_order (order_id, name, created_at, updated_at, state, looked_at, looks, next_look_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (order_id) DO UPDATE SET name = excluded.name, updated_at = excluded.updated_at,
       state = excluded.state, looked_at = excluded.looked_at, looks = excluded.looks,
       next_look_at = excluded.next_look_at`,
    order.orderId,
    order.name,
    order.createdAt,
    order.updatedAt,
    order.state,
    order.lookedAt,
    order.looks,
    order.nextLookAt,
  );
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

export interface StoredEffect extends LineEffect {
  readonly articleNumber: string;
}

/** The effect per line and location as last computed; an empty location holds unrouted units. */
export function effectsOf(ledger: Reader, orderId: string): StoredEffect[] {
  return ledger.all<StoredEffect>(
    `SELECT line_id AS lineId, location_id AS locationId, article_number AS articleNumber, units, kept
     FROM order_effect WHERE order_id = ? ORDER BY line_id, location_id`,
    orderId,
  );
}

export function replaceEffects(ledger: Writer, orderId: string, effects: readonly StoredEffect[]): void {
  ledger.run('DELETE FROM order_effect WHERE order_id = ?', orderId);
  for (const effect of effects) {
    ledger.run(
      'INSERT INTO order_effect (order_id, line_id, location_id, article_number, units, kept) VALUES (?, ?, ?, ?, ?, ?)',
      orderId,
      effect.lineId,
      effect.locationId,
      effect.articleNumber,
      effect.units,
      effect.kept,
    );
  }
}

export function countOrdersSince(ledger: Reader, instant: ShopTime): number {
  return (
    ledger.get<{ n: number }>(
      "SELECT count(*) AS n FROM shop_order WHERE created_at >= ? AND state NOT IN ('test', 'beforeActivation')",
      instant,
    )?.n ?? 0
  );
}

export function listOrders(
  ledger: Reader,
  before: { at: ShopTime; id: string },
  limit: number,
): StoredOrder[] {
  return ledger.all<StoredOrder>(
    `SELECT order_id AS orderId, name, created_at AS createdAt, updated_at AS updatedAt, state,
            looked_at AS lookedAt, looks, next_look_at AS nextLookAt
     FROM shop_order WHERE (created_at, order_id) < (?, ?)
     ORDER BY created_at DESC, order_id DESC LIMIT ?`,
    before.at,
    before.id,
    limit,
  );
}
