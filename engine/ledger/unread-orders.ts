import type { MonotonicTime, OurTime } from '../../shared/words/time.ts';
import type { Reader, Writer } from './database.ts';

/** An order of Shopify's that could not be read. The others go on; it is tried again. */
export interface UnreadOrder {
  readonly orderId: string;
  /** Empty where only its id is known. */
  readonly name: string;
  readonly since: OurTime;
  readonly tries: number;
}

export function findUnread(ledger: Reader, orderId: string): UnreadOrder | undefined {
  return ledger.get<UnreadOrder>(
    'SELECT order_id AS orderId, name, since, tries FROM unread_order WHERE order_id = ?',
    orderId,
  );
}

/** One more try has failed. */
export function keepUnread(ledger: Writer, order: UnreadOrder, nextLookAt: MonotonicTime): void {
  ledger.run(
    `INSERT INTO unread_order (order_id, name, since, tries, next_look_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (order_id) DO UPDATE SET name = max(name, excluded.name), tries = excluded.tries,
       next_look_at = excluded.next_look_at`,
    order.orderId,
    order.name,
    order.since,
    order.tries,
    nextLookAt,
  );
}

/** It has been read, or is gone. */
export function forgetUnread(ledger: Writer, orderId: string): void {
  ledger.run('DELETE FROM unread_order WHERE order_id = ?', orderId);
}

/** A person has said that it does not matter: it is tried on, and nothing waits for it. */
export function ignoreUnread(ledger: Writer, orderId: string): void {
  ledger.run('UPDATE unread_order SET is_ignored = 1 WHERE order_id = ?', orderId);
}

export function dueUnread(ledger: Reader, now: MonotonicTime): string[] {
  return ledger
    .all<{ order_id: string }>(
      'SELECT order_id FROM unread_order WHERE next_look_at <= ? ORDER BY next_look_at LIMIT 100',
      now,
    )
    .map((row) => row.order_id);
}

/** Is there an order that may have taken anything? */
export function isAnyUnread(ledger: Reader): boolean {
  return ledger.get('SELECT 1 FROM unread_order WHERE is_ignored = 0 LIMIT 1') !== undefined;
}

/** It is tried again at once. */
export function lookAtUnread(ledger: Writer, orderId: string, now: MonotonicTime): void {
  ledger.run('UPDATE unread_order SET next_look_at = ? WHERE order_id = ?', now, orderId);
}
