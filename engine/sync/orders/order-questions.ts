import {
  type Booking,
  bookingsIn,
  bookingsOf,
  findBooking,
  linesOf,
  setBookingState,
} from '../../ledger/bookings.ts';
import { readState, writeState } from '../../ledger/engine-state.ts';
import { openInbox, withdrawInbox } from '../../ledger/inbox.ts';
import { findOrder } from '../../ledger/orders.ts';
import { markDirty } from '../../ledger/queue.ts';
import { type Sync, shortId } from '../runtime/context.ts';
import { linesText } from './add-bookings.ts';

/**
 * Asks about bookings in question: once for all orders that were open at the cut-over, because one person knows how they were
 * handled, and one by one for what another computer may have booked before this one took over: it may have booked the sale
 * and not the return. Inside a transaction.
 */
export function askAboutOrders(sync: Sync, questions: readonly Booking[]): void {
  const activatedAt = readState(sync.ledger, 'activatedAt');
  if (activatedAt !== null && isInherited(sync))
    withdrawInbox(sync.ledger, { kind: 'openOrders', at: activatedAt }, sync.ports.clock.now());
  for (const booking of questions) if (!isOpening(sync, booking)) askAboutTakenOver(sync, booking);
  if (questions.some((booking) => isOpening(sync, booking))) askAboutOpening(sync);
}

/** Another ledger has written since the line was drawn: it may have booked what was open then, and one answer for all would be wrong. */
export const isInherited = ({ ledger }: Sync): boolean =>
  readState(ledger, 'takeOverUntil') !== null || readState(ledger, 'inheritedUntil') !== null;

/** From before the line, and nobody has answered for those yet. */
function isOpening(sync: Sync, { orderId }: Booking): boolean {
  const { ledger } = sync;
  const activatedAt = readState(ledger, 'activatedAt');
  const order = findOrder(ledger, orderId);
  if (activatedAt === null || !order || readState(ledger, 'openOrders') !== null) return false;
  return order.createdAt < activatedAt && !readState(ledger, 'isHeir') && !isInherited(sync);
}

const openingBookings = (sync: Sync): Booking[] =>
  bookingsIn(sync.ledger, 'question').filter((booking) => isOpening(sync, booking));

function askAboutOpening(sync: Sync): void {
  const { ledger, ports } = sync;
  const opening = openingBookings(sync);
  const activatedAt = readState(ledger, 'activatedAt');
  if (activatedAt === null) return;
  const names = [...new Set(opening.map(({ orderName }) => orderName))];
  const lines = opening.flatMap(({ bookingId }) => linesOf(ledger, bookingId));
  openInbox(ledger, {
    id: shortId(sync, 'q'),
    at: ports.clock.now(),
    subject: { kind: 'openOrders', at: activatedAt },
    kind: 'openOrders',
    args: {
      count: names.length,
      units: lines.reduce((sum, { delta }) => sum - delta, 0),
      orders: names.slice(0, 20).join(', '),
    },
    choices: ['taken', 'book'],
  });
}

function askAboutTakenOver(sync: Sync, { bookingId, orderName, storeNumber }: Booking): void {
  openInbox(sync.ledger, {
    id: shortId(sync, 'q'),
    at: sync.ports.clock.now(),
    subject: { kind: 'takenOver', bookingId },
    kind: 'takenOverOrder',
    args: { order: orderName, store: storeNumber, articles: linesText(linesOf(sync.ledger, bookingId)) },
    choices: ['booked', 'notBooked'],
    isAskedAgain: true, // not booked, so it waits to be sent: another take-over may come first
  });
}

/** The answer for the orders from before the line: `taken` counts them as booked, `book` books them now. Inside a transaction. */
export function answerOpenOrders(sync: Sync, choice: 'taken' | 'book'): void {
  const opening = openingBookings(sync);
  if (readState(sync.ledger, 'openOrders') === null) writeState(sync.ledger, 'openOrders', choice);
  const state = choice === 'taken' ? 'baseline' : 'pending';
  for (const { bookingId } of opening) settleBooking(sync, bookingId, state);
}

/**
 * What another ledger may have booked, answered. Of two halves that undo each other and were both not booked neither is sent: nothing of an order
 * goes out while one of its questions is open, so the first of them still waits. Inside a transaction.
 */
export function answerTakenOver(sync: Sync, bookingId: string, isBooked: boolean): void {
  const other = isBooked ? null : findOtherHalf(sync, bookingId);
  if (other === null) {
    settleBooking(sync, bookingId, isBooked ? 'baseline' : 'pending');
    return;
  }
  settleBooking(sync, bookingId, 'dropped');
  settleBooking(sync, other, 'dropped');
}

/** A booking of the order that waits and undoes this one. */
function findOtherHalf({ ledger }: Sync, bookingId: string): string | null {
  const booking = findBooking(ledger, bookingId);
  if (!booking) return null;
  const moved = (id: string, sign: 1 | -1) =>
    linesOf(ledger, id)
      .map(({ articleNumber, delta }) => `${articleNumber} ${delta * sign}`)
      .join('\n');
  const undone = moved(bookingId, -1);
  const other = bookingsOf(ledger, booking.orderId).find(
    ({ bookingId: id, storeNumber, state, attempts }) =>
      storeNumber === booking.storeNumber && state === 'pending' && attempts === 0 && moved(id, 1) === undone,
  );
  return other?.bookingId ?? null;
}

/** A person has said what becomes of a booking; its positions are looked at anew. Inside a transaction. @throws IllegalTransition */
export function settleBooking(
  sync: Sync,
  bookingId: string,
  state: 'baseline' | 'pending' | 'dropped',
): void {
  const { ledger, ports, signals } = sync;
  const at = ports.clock.now();
  setBookingState(ledger, bookingId, state, at);
  const booking = findBooking(ledger, bookingId);
  if (!booking) return;
  for (const { articleNumber } of linesOf(ledger, bookingId)) {
    const { storeNumber, cause, orderName } = booking;
    markDirty(ledger, articleNumber, storeNumber, { at, cause, reference: orderName });
  }
  signals.bookings.notify();
  signals.stockOut.notify();
}
