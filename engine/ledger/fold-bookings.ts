import type { OurTime } from '../../shared/words/time.ts';
import type { Writer } from './database.ts';

/** Word for word as in the index on open bookings. */
const isOpen = "state IN ('question', 'pending', 'rejected', 'sent', 'unknown')";

/**
 * An order long done: it was placed and changed before `?`, nothing of it is booked since, and nothing is open, neither a booking, nor
 * units still to be shipped or routed, nor a look, nor a question. Three times `?`: the instant.
 */
const isLongDone = `shop_order.created_at < ? AND shop_order.updated_at < ? AND shop_order.next_look_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM booking AS one WHERE one.order_id = shop_order.order_id
    AND (one.${isOpen} OR max(one.created_at, coalesce(one.sent_at, 0), coalesce(one.settled_at, 0)) >= ?))
  AND NOT EXISTS (SELECT 1 FROM order_effect AS effect WHERE effect.order_id = shop_order.order_id
    AND (effect.held > 0 OR effect.location_id = ''))
  AND NOT EXISTS (SELECT 1 FROM unread_order WHERE unread_order.order_id = shop_order.order_id)
  AND NOT EXISTS (SELECT 1 FROM inbox WHERE inbox.resolved_at IS NULL AND instr(inbox.subject, shop_order.order_id) > 0)`;

/**
 * Replaces the bookings of every order long done with what they had booked in all (`booked_before`), which is what an order is compared
 * with when it changes (`bookedUnits`): it stays what it was, so nothing is booked anew. A step looks at some bookings, in one
 * transaction; yields how many rows went.
 */
export function* foldBookings(ledger: Writer, before: OurTime, rows: number): Generator<number, void> {
  const page = Math.ceil(rows / 5); // an order goes with all its rows
  for (let reached: string | null = ''; reached !== null; ) {
    const from: string = reached;
    const step = ledger.transaction(() => foldSome(ledger, before, from, page));
    reached = step.reached;
    yield step.removed;
  }
}

function foldSome(
  ledger: Writer,
  before: OurTime,
  from: string,
  page: number,
): { reached: string | null; removed: number } {
  const looked = ledger.all<{ bookingId: string }>(
    'SELECT booking_id AS bookingId FROM booking WHERE booking_id > ? ORDER BY booking_id LIMIT ?',
    from,
    page,
  );
  const last = looked.at(-1)?.bookingId;
  if (last === undefined) return { reached: null, removed: 0 };
  const orders = ledger.all<{ orderId: string }>(
    `SELECT DISTINCT booking.order_id AS orderId FROM booking JOIN shop_order USING (order_id)
     WHERE booking.booking_id > ? AND booking.booking_id <= ? AND ${isLongDone}`,
    from,
    last,
    before,
    before,
    before,
  );
  const removed = orders.reduce((sum, { orderId }) => sum + foldOrder(ledger, orderId), 0);
  return { reached: looked.length < page ? null : last, removed };
}

function foldOrder(ledger: Writer, orderId: string): number {
  const added = ledger.run(
    `INSERT INTO booked_before (order_id, article_number, store_number, units)
     SELECT booking.order_id, booking_line.article_number, booking.store_number, -sum(booking_line.delta)
     FROM booking JOIN booking_line USING (booking_id) WHERE booking.order_id = ? AND booking.cause <> 'return' GROUP BY 1, 2, 3
     ON CONFLICT (order_id, article_number, store_number) DO UPDATE SET units = units + excluded.units`,
    orderId,
  );
  const mine = 'SELECT booking_id FROM booking WHERE order_id = ?';
  const lines = ledger.run(`DELETE FROM booking_line WHERE booking_id IN (${mine})`, orderId);
  return lines + ledger.run('DELETE FROM booking WHERE order_id = ?', orderId) - added;
}
