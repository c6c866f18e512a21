import { moveBalance, readBalance, reattribute } from '../../ledger/balances.ts';
import { type Booking, type SentLine, setBookingState } from '../../ledger/bookings.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { markDirty } from '../../ledger/queue.ts';
import type { Sync } from '../runtime/context.ts';
import { noteTold } from './booking-pause.ts';

/** `move`: our copy of the balance does not hold the booking yet; `reattribute`: a reading since then does. */
export function confirm(
  sync: Sync,
  booking: Booking,
  lines: readonly SentLine[],
  how: 'move' | 'reattribute',
): void {
  const { ledger } = sync;
  const at = sync.ports.clock.now();
  setBookingState(ledger, booking.bookingId, 'confirmed', at);
  noteTold(sync, booking);
  for (const line of lines) {
    const cell = { articleNumber: line.articleNumber, storeNumber: booking.storeNumber };
    const change = line.delta * 1000;
    if (how === 'move') moveBalance(ledger, cell, change, booking.bookingId, at);
    else reattribute(ledger, cell, change, booking.bookingId, at);
    const after = readBalance(ledger, cell.articleNumber, cell.storeNumber)?.thousandths;
    writeLog(ledger, {
      ...cell,
      at,
      event: 'booked',
      cause: booking.cause,
      result: 'ok',
      before: after === undefined ? null : (after - change) / 1000,
      after: after === undefined ? null : after / 1000,
      reference: booking.orderName,
    });
    markDirty(ledger, cell.articleNumber, cell.storeNumber, {
      at,
      cause: booking.cause,
      reference: booking.orderName,
    });
  }
  sync.signals.stockOut.notify();
}
