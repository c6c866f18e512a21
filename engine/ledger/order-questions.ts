import type { Position } from '../../shared/words/position.ts';
import type { ShopTime } from '../../shared/words/time.ts';
import { type BookingState, isOpen } from './bookings.ts';
import type { Reader, Writer } from './database.ts';

/** Of an order a person is asked about: what has gone and what has come back per position, and may be booked already or not. */
export interface OpenQuestion {
  readonly orderId: string;
  readonly name: string;
  readonly createdAt: ShopTime;
  /** Units; negative takes out of EasyCashier's stock. */
  readonly lines: readonly (Position & { readonly delta: number })[];
}

/** The orders whose bookings wait for a person's answer, the oldest first. */
export function openQuestions(ledger: Reader): OpenQuestion[] {
  const rows = ledger.all<Position & { orderId: string; name: string; createdAt: ShopTime; delta: number }>(
    `SELECT booking.order_id AS orderId, shop_order.name, shop_order.created_at AS createdAt,
            booking_line.article_number AS articleNumber, booking.store_number AS storeNumber,
            sum(booking_line.delta) AS delta
     FROM booking JOIN booking_line USING (booking_id) JOIN shop_order USING (order_id)
     WHERE ${isOpen} AND booking.state = 'question' GROUP BY 1, 4, 5, booking_line.delta > 0
     ORDER BY shop_order.created_at, 1, 4, 5, 6`,
  );
  const ofOrder = Map.groupBy(rows, ({ orderId }) => orderId);
  return [...ofOrder.values()].flatMap((lines) => {
    const [first] = lines;
    if (!first) return [];
    const { orderId, name, createdAt } = first;
    return [{ orderId, name, createdAt, lines }];
  });
}

/** What was still to be sent becomes a question: another computer may have booked it meanwhile. */
export function questionPending(ledger: Writer): void {
  ledger.run(`UPDATE booking SET state = 'question' WHERE ${isOpen} AND state = 'pending'`);
}

/** Settles what is asked about an order. Returns the positions it touches. */
export function answerQuestion(
  ledger: Writer,
  orderId: string,
  state: Extract<BookingState, 'baseline' | 'pending'>,
): (Position & { orderName: string })[] {
  const positions = ledger.all<Position & { orderName: string }>(
    `SELECT booking_line.article_number AS articleNumber, booking.store_number AS storeNumber,
            shop_order.name AS orderName
     FROM booking JOIN booking_line USING (booking_id) JOIN shop_order USING (order_id)
     WHERE booking.order_id = ? AND booking.state = 'question'`,
    orderId,
  );
  ledger.run("UPDATE booking SET state = ? WHERE order_id = ? AND state = 'question'", state, orderId);
  return positions;
}
