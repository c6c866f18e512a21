import { type Position, type PositionKey, positionKey } from '../../shared/words/position.ts';
import type { MonotonicTime, OurTime, TillTime } from '../../shared/words/time.ts';
import type { Reader, Writer } from './database.ts';
import { raiseWrites } from './identity.ts';
import { notInStocktake } from './stocktakes.ts';
import { comesFrom, requireMoved, type Transitions } from './transitions.ts';

/**
 * ```text
 * question ──▶ pending ──▶ sent ──▶ confirmed
 *    │ ▲        │ ▲ ▲       ├─▶ unknown ──▶ confirmed, or pending: not taken
 *    │ └────────┘ │ └───────┤   (sent again only once its fate is known)
 *    ▼  (take-over)│        ├─▶ rejected ──▶ pending, or dropped: a person says which
 * baseline         └────────┘   refused before it was sent
 *                           └─▶ dropped: its lines are tried one by one
 * ```
 * Two that were asked about together and undo each other are both `dropped` from where they wait, if neither was booked.
 * `baseline` counts as booked by somebody else; `dropped` has been replaced. A booking is made as `baseline`, `question`,
 * `pending`, or in shadow mode as `dropped`.
 */
export type BookingState =
  | 'baseline'
  | 'question'
  | 'pending'
  | 'sent'
  | 'unknown'
  | 'confirmed'
  | 'rejected'
  | 'dropped';

/** What one call may make of a booking; `markSent` and `questionPending` make the other steps. */
const steps = {
  baseline: ['question'],
  pending: ['question', 'pending', 'sent', 'unknown', 'rejected'],
  unknown: ['sent'],
  confirmed: ['sent', 'unknown'],
  rejected: ['sent'],
  dropped: ['question', 'pending', 'sent', 'rejected'],
} as const satisfies Transitions<BookingState>;

/** Units; negative takes out of EasyCashier's stock. */
interface BookingLine {
  readonly articleNumber: string;
  readonly delta: number;
}

export interface NewBooking {
  readonly bookingId: string;
  readonly orderId: string;
  readonly storeNumber: string;
  /** `return`: goods that came back and that no refund tells of, on a person's word. It is no part of what the order itself books. */
  readonly cause: 'webOrder' | 'cancellation' | 'refund' | 'return' | 'move';
  readonly state: BookingState;
  readonly createdAt: OurTime;
  readonly lines: readonly BookingLine[];
}

export interface Booking {
  readonly bookingId: string;
  readonly orderId: string;
  readonly orderName: string;
  readonly storeNumber: string;
  readonly cause: NewBooking['cause'];
  readonly state: BookingState;
  readonly comment: string;
  readonly createdAt: OurTime;
  readonly sentAt: OurTime | null;
  /** When the article was read before it was sent; null while nothing has been read for it. */
  readonly readAt: TillTime | null;
  /** The call is surely over, though what it did is not known. */
  readonly isCallOver: boolean;
  readonly settledAt: OurTime | null;
  readonly attempts: number;
  readonly reason: string | null;
}

/** A line with what was known just before the call: the evidence for judging a lost answer. Thousandths. */
export interface SentLine extends BookingLine {
  readonly balanceBefore: number | null;
  readonly salesDay: string | null;
  readonly salesBefore: number | null;
}

const columns = `booking.booking_id AS bookingId, booking.order_id AS orderId, coalesce(booking.about, shop_order.name) AS orderName,
  booking.store_number AS storeNumber, booking.cause, booking.state, booking.comment,
  booking.created_at AS createdAt, booking.sent_at AS sentAt, booking.settled_at AS settledAt, booking.attempts,
  booking.reason, booking.read_at AS readAt, booking.call_over AS callOver`;

type BookingRow = Omit<Booking, 'isCallOver'> & { readonly callOver: number };

const toBooking = ({ callOver, ...row }: BookingRow): Booking => ({ ...row, isCallOver: callOver === 1 });

/** Word for word the condition of the index on open bookings: SQLite uses it only then, else it goes through all there ever were. */
const isOpen = "booking.state IN ('question', 'pending', 'rejected', 'sent', 'unknown')";

/**
 * The intent, before anything is sent. The comment is unique, so that a person finds it in EasyCashier. `orderName` is what a person reads:
 * for goods that came back all the orders they may be from.
 */
export function addBooking(ledger: Writer, booking: NewBooking, orderName: string): void {
  const isReturn = booking.cause === 'return';
  ledger.run(
    `INSERT INTO booking (booking_id, order_id, store_number, cause, state, comment, created_at, about)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    booking.bookingId,
    booking.orderId,
    booking.storeNumber,
    booking.cause,
    booking.state,
    `${isReturn ? 'Retur' : 'Webborder'} ${orderName} (${booking.bookingId})`,
    booking.createdAt,
    isReturn ? orderName : null,
  );
  for (const line of booking.lines) {
    ledger.run(
      'INSERT INTO booking_line (booking_id, article_number, delta) VALUES (?, ?, ?)',
      booking.bookingId,
      line.articleNumber,
      line.delta,
    );
  }
}

export function linesOf(ledger: Reader, bookingId: string): SentLine[] {
  return ledger.all<SentLine>(
    `SELECT article_number AS articleNumber, delta, balance_before AS balanceBefore, sales_day AS salesDay,
            sales_before AS salesBefore
     FROM booking_line WHERE booking_id = ? ORDER BY article_number`,
    bookingId,
  );
}

export function findBooking(ledger: Reader, bookingId: string): Booking | undefined {
  const row = ledger.get<BookingRow>(
    `SELECT ${columns} FROM booking JOIN shop_order USING (order_id) WHERE booking_id = ?`,
    bookingId,
  );
  return row && toBooking(row);
}

export function bookingsOf(ledger: Reader, orderId: string): Booking[] {
  return ledger
    .all<BookingRow>(
      `SELECT ${columns} FROM booking JOIN shop_order USING (order_id) WHERE booking.order_id = ?
     ORDER BY booking.created_at, booking.booking_id`,
      orderId,
    )
    .map(toBooking);
}

/** Units taken out per stock position by everything that was ever booked for what the order itself tells, sent or not, however long ago. */
export function bookedUnits(ledger: Reader, orderId: string): Map<PositionKey, number> {
  const rows = ledger.all<Position & { units: number }>(
    `SELECT articleNumber, storeNumber, sum(units) AS units FROM (
       SELECT booking_line.article_number AS articleNumber, booking.store_number AS storeNumber, -booking_line.delta AS units
       FROM booking JOIN booking_line USING (booking_id) WHERE booking.order_id = ? AND booking.cause <> 'return'
       UNION ALL SELECT article_number, store_number, units FROM booked_before WHERE order_id = ?
     ) GROUP BY 1, 2`,
    orderId,
    orderId,
  );
  return new Map(rows.map((row) => [positionKey(row), row.units]));
}

/**
 * May be sent at `?`. A booking whose position has an answer outstanding waits, so that the balance before and after can be
 * compared; those of a store that is being counted wait for the end of it. Goods that may never have been taken out are not put back: while
 * an order has a question, what came after waits for the answer, and what it gives back for what it takes out of the same position.
 */
const maySend = `${isOpen} AND booking.state = 'pending' AND booking.not_before <= ? AND ${notInStocktake('booking')}
     AND NOT EXISTS (SELECT 1 FROM booking AS asked WHERE asked.order_id = booking.order_id AND asked.state = 'question')
     AND NOT EXISTS (
       SELECT 1 FROM booking AS out JOIN booking_line AS taken ON taken.booking_id = out.booking_id
         JOIN booking_line AS back ON back.article_number = taken.article_number
       WHERE out.order_id = booking.order_id AND out.store_number = booking.store_number
         AND taken.is_open = 1 AND taken.delta < 0 AND back.booking_id = booking.booking_id AND back.delta > 0)
     AND NOT EXISTS (
       SELECT 1 FROM booking AS other JOIN booking_line AS theirs ON theirs.booking_id = other.booking_id
         JOIN booking_line AS mine ON mine.article_number = theirs.article_number
       WHERE theirs.is_open = 1 AND mine.booking_id = booking.booking_id AND other.store_number = booking.store_number
         AND other.state IN ('sent', 'unknown')
         AND NOT EXISTS (SELECT 1 FROM inbox
           WHERE inbox.subject = 'booking:' || other.booking_id AND inbox.resolved_at IS NULL))`;

/** The oldest bookings that may be sent now. */
export function nextBookings(ledger: Reader, now: MonotonicTime, limit: number): Booking[] {
  return ledger
    .all<BookingRow>(
      `SELECT ${columns} FROM booking JOIN shop_order USING (order_id) WHERE ${maySend}
     ORDER BY booking.created_at, booking.booking_id LIMIT ?`,
      now,
      limit,
    )
    .map(toBooking);
}

/** The oldest of them that have a line whose article stood on that page of EasyCashier's list. */
export function bookingsOnPage(ledger: Reader, page: number, now: MonotonicTime, limit: number): Booking[] {
  return ledger
    .all<BookingRow>(
      `SELECT ${columns} FROM booking JOIN shop_order USING (order_id) WHERE ${maySend}
         AND EXISTS (SELECT 1 FROM booking_line JOIN article USING (article_number)
           WHERE booking_line.booking_id = booking.booking_id AND article.list_page = ?)
       ORDER BY booking.created_at, booking.booking_id LIMIT ?`,
      now,
      page,
      limit,
    )
    .map(toBooking);
}

/** The booking, where it may be sent now. */
export function sendableBooking(ledger: Reader, bookingId: string, now: MonotonicTime): Booking | undefined {
  const row = ledger.get<BookingRow>(
    `SELECT ${columns} FROM booking JOIN shop_order USING (order_id) WHERE booking.booking_id = ? AND ${maySend}`,
    bookingId,
    now,
  );
  return row && toBooking(row);
}

export function bookingsIn(ledger: Reader, state: 'question' | 'pending' | 'sent' | 'unknown'): Booking[] {
  return ledger
    .all<BookingRow>(
      `SELECT ${columns} FROM booking JOIN shop_order USING (order_id) WHERE ${isOpen} AND booking.state = ?
     ORDER BY booking.created_at, booking.booking_id`,
      state,
    )
    .map(toBooking);
}

/** Bookings without an answer whose time to be judged has come, and that no person has been asked about. */
export function unansweredBookings(ledger: Reader, now: MonotonicTime): Booking[] {
  return ledger
    .all<BookingRow>(
      `SELECT ${columns} FROM booking JOIN shop_order USING (order_id)
     WHERE ${isOpen} AND booking.state = 'unknown' AND booking.not_before <= ? AND NOT EXISTS (
       SELECT 1 FROM inbox WHERE inbox.subject = 'booking:' || booking.booking_id AND inbox.resolved_at IS NULL)
     ORDER BY booking.created_at, booking.booking_id`,
      now,
    )
    .map(toBooking);
}

/** What a first look into a booking without an answer tells; it is kept as its reason until a second one. */
export const looks = { applied: 'looks applied', notApplied: 'looks not applied' } as const;

/** Whether a booking of the store has no answer, and nobody has looked into it yet or been asked about it. */
export function isLookAwaited(ledger: Reader, storeNumber: string): boolean {
  const row = ledger.get(
    `SELECT 1 FROM booking WHERE ${isOpen} AND state = 'unknown' AND store_number = ?
       AND coalesce(reason, '') NOT IN (?, ?) AND NOT EXISTS (SELECT 1 FROM inbox
         WHERE inbox.subject = 'booking:' || booking.booking_id AND inbox.resolved_at IS NULL) LIMIT 1`,
    storeNumber,
    looks.applied,
    looks.notApplied,
  );
  return row !== undefined;
}

/** Whether a booking at the position was sent and nobody knows what became of it. */
export function isAnyUnanswered(ledger: Reader, { articleNumber, storeNumber }: Position): boolean {
  const row = ledger.get(
    `SELECT 1 FROM booking_line JOIN booking USING (booking_id)
     WHERE booking_line.is_open = 1 AND booking_line.article_number = ? AND booking.store_number = ?
       AND booking.state IN ('sent', 'unknown') LIMIT 1`,
    articleNumber,
    storeNumber,
  );
  return row !== undefined;
}

/** Whether a booking was sent, turned away on its way, and is to be sent again after `since`. */
export function isAnyTurnedAway(ledger: Reader, since: MonotonicTime): boolean {
  const row = ledger.get(
    `SELECT 1 FROM booking WHERE ${isOpen} AND state = 'pending' AND reason IN ('easycashierUnreachable', 'easycashierThrottled')
       AND attempts > 0 AND not_before > ? LIMIT 1`,
    since,
  );
  return row !== undefined;
}

/** Just before the call: from here on the outcome is unknown until an answer or a judgement. @throws IllegalTransition */
export function markSent(
  ledger: Writer,
  bookingId: string,
  { at, readAt }: { readonly at: OurTime; readonly readAt: TillTime },
  lines: readonly SentLine[],
): void {
  const changed = ledger.run(
    `UPDATE booking SET state = 'sent', sent_at = ?, read_at = ?, call_over = 0, attempts = attempts + 1
     WHERE booking_id = ? AND state = 'pending'`,
    at,
    readAt,
    bookingId,
  );
  requireMoved(changed, 'booking', bookingId, 'sent');
  raiseWrites(ledger);
  for (const line of lines) {
    ledger.run(
      `UPDATE booking_line SET balance_before = ?, sales_day = ?, sales_before = ?
       WHERE booking_id = ? AND article_number = ?`,
      line.balanceBefore,
      line.salesDay,
      line.salesBefore,
      bookingId,
      line.articleNumber,
    );
  }
}

/** `notBefore` delays a booking that goes back to waiting. @throws IllegalTransition */
export function setBookingState(
  ledger: Writer,
  bookingId: string,
  state: keyof typeof steps,
  at: OurTime,
  more: { notBefore?: MonotonicTime; reason?: string } = {},
): void {
  const isSettled = state === 'confirmed' || state === 'rejected' || state === 'dropped';
  const changed = ledger.run(
    `UPDATE booking SET state = ?, settled_at = ?, not_before = ?, reason = ?
     WHERE booking_id = ? AND state IN (SELECT value FROM json_each(?))`,
    state,
    isSettled ? at : null,
    more.notBefore ?? 0,
    more.reason ?? null,
    bookingId,
    comesFrom(steps, state),
  );
  requireMoved(changed, 'booking', bookingId, state);
}

/** EasyCashier has answered, in words we do not understand: nothing is under way any more. */
export function markCallOver(ledger: Writer, bookingId: string): void {
  ledger.run('UPDATE booking SET call_over = 1 WHERE booking_id = ?', bookingId);
}

/** The booking is looked at again then. */
/** What is thought of a booking for the time being, and when it is looked at again. */
export function setBookingReason(
  ledger: Writer,
  bookingId: string,
  reason: string,
  notBefore: MonotonicTime,
): void {
  ledger.run(
    'UPDATE booking SET reason = ?, not_before = ? WHERE booking_id = ?',
    reason,
    notBefore,
    bookingId,
  );
}

export function delayBooking(ledger: Writer, bookingId: string, notBefore: MonotonicTime): void {
  ledger.run('UPDATE booking SET not_before = ? WHERE booking_id = ?', notBefore, bookingId);
}

/** Removes one line of a booking that was never taken, to try it on its own. */
export function moveLine(ledger: Writer, from: string, articleNumber: string, to: string): void {
  ledger.run(
    'UPDATE booking_line SET booking_id = ? WHERE booking_id = ? AND article_number = ?',
    to,
    from,
    articleNumber,
  );
}

export function countBookings(ledger: Reader): { pending: number; unknown: number } {
  const row = ledger.get<{ pending: number | null; unknown: number | null }>(
    `SELECT sum(state IN ('pending', 'sent')) AS pending, sum(state IN ('unknown', 'question')) AS unknown
     FROM booking WHERE ${isOpen}`,
  );
  return { pending: row?.pending ?? 0, unknown: row?.unknown ?? 0 };
}

/** Since when the oldest order's booking waits that EasyCashier does not hold yet; null when none does. */
export function oldestOpenBooking(ledger: Reader): OurTime | null {
  return (
    ledger.get<{ at: OurTime | null }>(
      `SELECT min(created_at) AS at FROM booking WHERE ${isOpen} AND state IN ('pending', 'sent', 'unknown', 'question')`,
    )?.at ?? null
  );
}

/** What was still to be sent becomes a question: another computer may have booked it meanwhile. */
export function questionPending(ledger: Writer): void {
  ledger.run(`UPDATE booking SET state = 'question' WHERE ${isOpen} AND state = 'pending'`);
}

/** Bookings of a position that EasyCashier does not hold yet, and those a person is asked about. */
export function countBookingsAt(
  ledger: Reader,
  articleNumber: string,
  storeNumber: string,
): { open: number; asked: number } {
  const row = ledger.get<{ open: number | null; asked: number | null }>(
    `SELECT sum(booking.state IN ('pending', 'sent', 'unknown')) AS open,
            sum(booking.state = 'question' OR inbox.inbox_id IS NOT NULL) AS asked
     FROM booking_line JOIN booking USING (booking_id)
       LEFT JOIN inbox ON inbox.subject = 'booking:' || booking_id AND inbox.resolved_at IS NULL
     WHERE booking_line.is_open = 1 AND booking_line.article_number = ? AND booking.store_number = ?`,
    articleNumber,
    storeNumber,
  );
  return { open: row?.open ?? 0, asked: row?.asked ?? 0 };
}
