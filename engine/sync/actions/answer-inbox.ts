import { findBooking, linesOf, setBookingState } from '../../ledger/bookings.ts';
import type { InboxSubject } from '../../ledger/inbox-subject.ts';
import { findOrder, saveOrder } from '../../ledger/orders.ts';
import { markDirty, releaseGuarded } from '../../ledger/queue.ts';
import { answerUnknown } from '../orders/book.ts';
import { answerOpenOrders, answerTakenOver } from '../orders/order-questions.ts';
import type { Sync } from '../runtime/context.ts';

/** Does what a person chose in »Att kontrollera«. Inside a transaction. */
export function answerInbox(sync: Sync, subject: InboxSubject, choice: string): void {
  const { ledger } = sync;
  switch (subject.kind) {
    case 'openOrders':
      answerOpenOrders(sync, choice === 'book' ? 'book' : 'taken');
      return;
    case 'takenOver':
      answerTakenOver(sync, subject.orderId, choice === 'booked');
      return;
    case 'booking':
      answerUnknown(sync, subject.bookingId, choice === 'booked');
      return;
    case 'rejected':
      answerRejected(sync, subject.bookingId, choice === 'retry');
      return;
    case 'sku':
    case 'location':
    case 'routing':
      // The order is looked at again; a question that is still open is asked anew, an ignored one is not.
      lookAgain(sync, subject.orderId);
      return;
    case 'guard':
      releaseGuarded(ledger, choice === 'send');
      sync.signals.stockOut.notify();
      return;
    case 'oversold':
    case 'otherWriter':
      // They were told, and there is nothing to be done here.
      return;
    default:
      subject satisfies never;
  }
}

function answerRejected(sync: Sync, bookingId: string, isTriedAgain: boolean): void {
  setBookingState(sync.ledger, bookingId, isTriedAgain ? 'pending' : 'dropped', sync.ports.clock.now());
  markBookingDirty(sync, bookingId);
  sync.signals.bookings.notify();
}

function lookAgain(sync: Sync, orderId: string): void {
  const order = findOrder(sync.ledger, orderId);
  if (order) saveOrder(sync.ledger, { ...order, nextLookAt: sync.ports.monotonic.now() });
  sync.signals.orders.notify();
}

function markBookingDirty(sync: Sync, bookingId: string): void {
  const booking = findBooking(sync.ledger, bookingId);
  if (!booking) return;
  for (const line of linesOf(sync.ledger, bookingId)) {
    markDirty(sync.ledger, line.articleNumber, booking.storeNumber, {
      at: sync.ports.clock.now(),
      cause: booking.cause,
      reference: booking.orderName,
    });
  }
}
