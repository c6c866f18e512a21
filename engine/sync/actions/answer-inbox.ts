import { findBooking, linesOf, setBookingState } from '../../ledger/bookings.ts';
import { findOrder, saveOrder } from '../../ledger/orders.ts';
import { releaseGuarded, touchCell } from '../../ledger/queue.ts';
import { answerUnknown } from '../orders/book.ts';
import { answerOpenOrders } from '../orders/orders-in.ts';
import type { Sync } from '../runtime/context.ts';

/** Does what a person chose in »Att kontrollera«. `subject` says what it was about. Inside a transaction. */
export function answerInbox(sync: Sync, subject: string, choice: string): void {
  const { ledger, ports } = sync;
  const [kind, ...rest] = subject.split(':');
  switch (kind) {
    case 'openOrders':
      answerOpenOrders(sync, choice === 'book' ? 'book' : 'taken');
      return;
    case 'booking':
      answerUnknown(sync, rest.join(':'), choice === 'booked');
      return;
    case 'rejected':
      setBookingState(ledger, rest.join(':'), choice === 'retry' ? 'pending' : 'dropped', ports.clock.now());
      touchBooking(sync, rest.join(':'));
      sync.wakes.bookings.ring();
      return;
    case 'sku':
    case 'location':
    case 'routing':
      // The order is looked at again; a question that is still open is asked anew, an ignored one is not.
      lookAgain(sync, /^(gid:\/\/shopify\/Order\/\d+)/.exec(rest.join(':'))?.[1] ?? '');
      return;
    case 'guard':
      releaseGuarded(ledger, choice === 'send');
      sync.wakes.stockOut.ring();
      return;
    default:
      return;
  }
}

function lookAgain(sync: Sync, orderId: string): void {
  const order = findOrder(sync.ledger, orderId);
  if (order) saveOrder(sync.ledger, { ...order, nextLookAt: sync.ports.monotonic.now() });
  sync.wakes.orders.ring();
}

function touchBooking(sync: Sync, bookingId: string): void {
  const booking = findBooking(sync.ledger, bookingId);
  if (!booking) return;
  for (const line of linesOf(sync.ledger, bookingId)) {
    touchCell(sync.ledger, line.articleNumber, booking.storeNumber, {
      at: sync.ports.clock.now(),
      cause: booking.cause,
      reference: booking.orderName,
    });
  }
}
