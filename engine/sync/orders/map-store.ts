import { type PositionKey, parsePosition, positionKey } from '../../../shared/words/position.ts';
import { type BookingState, bookedUnits, bookingsOf, linesOf } from '../../ledger/bookings.ts';
import { leftStoreOf, mapStore } from '../../ledger/catalogue.ts';
import { choiceFor, withdrawInbox } from '../../ledger/inbox.ts';
import { effectsWithoutStore, findOrder, giveStore, type StoredOrder } from '../../ledger/orders.ts';
import type { Sync } from '../runtime/context.ts';
import { book } from './add-bookings.ts';
import { stateOfDifference } from './inherited.ts';
import { askAboutOrders } from './order-questions.ts';

/**
 * Gives a store its location. What was ordered there while it had none is the store's from now on, in the same transaction: else the number
 * would be raised to a balance that does not know of it. Goods that still wait to be shipped are booked. Those that have left are booked
 * where the store has its own location back; of a location that is new to it they had left before it was there. Inside a transaction.
 */
export function giveLocation(sync: Sync, storeNumber: string, locationId: string): void {
  const { ledger } = sync;
  const isItsOwn = leftStoreOf(ledger, locationId) === storeNumber;
  mapStore(ledger, storeNumber, locationId);
  const waiting = Map.groupBy(effectsWithoutStore(ledger, locationId), ({ orderId }) => orderId);
  for (const [orderId, effects] of waiting) {
    const subject = { kind: 'location', orderId, locationId } as const;
    const order = findOrder(ledger, orderId);
    if (!order || choiceFor(ledger, subject) === 'ignore') continue;
    giveStore(ledger, orderId, locationId, storeNumber);
    withdrawInbox(ledger, subject, sync.ports.clock.now());
    const [open, left] = [new Map<PositionKey, number>(), new Map<PositionKey, number>()];
    for (const { articleNumber, units, held } of effects) {
      const key = positionKey({ articleNumber, storeNumber });
      const waits = isItsOwn ? units : held;
      open.set(key, (open.get(key) ?? 0) + waits);
      left.set(key, (left.get(key) ?? 0) + units - waits);
    }
    // As it stands before anything is booked here.
    const byState = Map.groupBy(open, stateOf(sync, order));
    book(sync, order, left, 'baseline', () => 'webOrder');
    for (const [state, units] of byState)
      book(sync, order, new Map(units), state, (out) => (out > 0 ? 'webOrder' : 'refund'));
    askAboutOrders(
      sync,
      bookingsOf(ledger, orderId).filter(({ state }) => state === 'question'),
    );
  }
}

/**
 * Goods of an order from before the cut-over that were never handled may be among those that a person has spoken for, or were added to it
 * since: who looks into EasyCashier knows. So may those of an order that another ledger has booked; what was booked in another store and put
 * back there has been moved since.
 */
function stateOf(sync: Sync, order: StoredOrder): (open: readonly [PositionKey, number]) => BookingState {
  const { ledger } = sync;
  const handled = new Set(
    [...bookedUnits(ledger, order.orderId).keys()].map((key) => parsePosition(key).articleNumber),
  );
  const putBack = new Map<string, number>();
  for (const { articleNumber, delta } of bookingsOf(ledger, order.orderId).flatMap((booking) =>
    linesOf(ledger, booking.bookingId),
  ))
    if (delta > 0) putBack.set(articleNumber, (putBack.get(articleNumber) ?? 0) + delta);
  return ([key, units]) => {
    const { articleNumber } = parsePosition(key);
    if (order.state === 'beforeActivation' && !handled.has(articleNumber)) return 'question';
    return stateOfDifference(sync, order, (putBack.get(articleNumber) ?? 0) >= Math.abs(units));
  };
}
