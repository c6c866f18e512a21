import { later, msBetween } from '../../../shared/words/time.ts';
import type { ArticleReading } from '../../easycashier/articles.ts';
import { readSales } from '../../easycashier/sales.ts';
import { untoldRises } from '../../ledger/balances.ts';
import {
  type Booking,
  bookingsIn,
  delayBooking,
  findBooking,
  linesOf,
  looks,
  type SentLine,
  setBookingReason,
  setBookingState,
  unansweredBookings,
} from '../../ledger/bookings.ts';
import { openInbox } from '../../ledger/inbox.ts';
import { isFresh, judgeBooking, salesAround } from '../../rules/unknown-booking.ts';
import { type Sync, shortId } from '../runtime/context.ts';
import { readNow } from '../stock-in/look-up.ts';
import { takeIn } from '../stock-in/take-in.ts';
import { linesText } from './add-bookings.ts';
import { noteTold, noteUntold, retryMs } from './booking-pause.ts';
import { confirm } from './confirm-booking.ts';

/**
 * A till sale or a return that the report does not show yet may have moved the balance by just the booking: what a first look tells is looked
 * at once more when the report has had its time, in settling times, and must look the same.
 */
const REPORT_LAGS = 2.5;

/**
 * At start: what was on its way when the program died may or may not have arrived. How long ago it was sent EasyCashier's clock
 * tells; where it cannot, the call is given its whole time to be over.
 */
export function recoverBookings(sync: Sync): void {
  const at = sync.ports.clock.now();
  const whole = later(sync.ports.monotonic.now(), sync.timing.settleMs);
  for (const booking of bookingsIn(sync.ledger, 'sent')) {
    const due = booking.readAt === null ? { notBefore: whole } : {};
    setBookingState(sync.ledger, booking.bookingId, 'unknown', at, { ...due, reason: 'restarted' });
  }
}

/**
 * Finds out what became of bookings without an answer: reads the balances and the sales around them, and judges. What
 * cannot be told from that is asked of a person. Returns true when something was settled.
 */
export async function resolveUnknown(sync: Sync): Promise<boolean> {
  let isAnySettled = false;
  for (const booking of unansweredBookings(sync.ledger, sync.ports.monotonic.now())) {
    isAnySettled = (await sync.easycashierQueue.run('booking', () => judge(sync, booking))) || isAnySettled;
  }
  return isAnySettled;
}

/** How much longer the call may still be under way, in milliseconds; one that another process has sent may have been sent just now. */
function callMayLastMs(sync: Sync, booking: Booking): number {
  if (booking.isCallOver || booking.readAt === null) return 0;
  const ageMs = msBetween(booking.readAt, sync.easycashier().now());
  return ageMs < 0 ? 0 : Math.max(0, sync.timing.settleMs - ageMs);
}

/** How much longer the sales report may lack what the tills sold around the call, in milliseconds; 0 where its time does not tell. */
function reportMayLagMs(sync: Sync, { readAt }: Booking): number {
  const ageMs = readAt === null ? -1 : msBetween(readAt, sync.easycashier().now());
  return ageMs < 0 ? 0 : Math.max(0, (1 + REPORT_LAGS) * sync.timing.settleMs - ageMs);
}

async function judge(sync: Sync, booking: Booking): Promise<boolean> {
  const { ledger, ports } = sync;
  const isSecondLook = booking.reason === looks.applied || booking.reason === looks.notApplied;
  // A program that was started anew looks again no sooner.
  const lagMs = isSecondLook ? reportMayLagMs(sync, booking) : 0;
  if (lagMs > 0) {
    delayBooking(ledger, booking.bookingId, later(ports.monotonic.now(), lagMs));
    return false;
  }
  const lines = linesOf(ledger, booking.bookingId);
  const today = sync.easycashier().today();
  const since = lines.map((line) => line.salesDay ?? today).sort()[0] ?? today;
  const client = sync.easycashier();
  const read = () => readSales(client, { startDay: since, stopDay: today }).catch(() => null);
  const before = await read();
  const articles: (ArticleReading | null)[] = [];
  for (const line of lines) articles.push(await readNow(sync, line.articleNumber));
  const after = await read();
  const stillMs = callMayLastMs(sync, booking);
  if (stillMs > 0) {
    delayBooking(ledger, booking.bookingId, later(ports.monotonic.now(), stillMs));
    return false;
  }
  const isEvidence = isFresh(booking.readAt, client.now(), isSecondLook);
  const sales = lines.map((line) => salesAround(before, after, positionIn(booking, line)));
  // Sold while we looked, or a report that does not say: looked at again at the next round, while a look can still tell.
  if (sales.includes('moving') || (isEvidence && sales.includes(null))) return false;
  const evidence = lines.map((line, n) => {
    const stock = articles[n]?.stock.find((entry) => entry.storeNumber === booking.storeNumber);
    const sold = sales[n];
    return {
      delta: line.delta * 1000,
      balanceBefore: isEvidence ? line.balanceBefore : null,
      balanceNow: stock?.thousandths ?? null,
      salesBefore: line.salesDay === since ? line.salesBefore : null,
      salesNow: typeof sold === 'number' ? sold : null,
      risesBefore: risesBefore(sync, booking, line),
    };
  });
  const look = judgeBooking(evidence);
  if (look !== 'ambiguous' && !isSecondLook) {
    const notBefore = later(ports.monotonic.now(), reportMayLagMs(sync, booking));
    setBookingReason(ledger, booking.bookingId, looks[look], notBefore);
    return false;
  }
  const verdict = look !== 'ambiguous' && booking.reason !== looks[look] ? 'ambiguous' : look;
  ports.milestone('booking:judged');
  ledger.transaction(() => {
    for (const article of articles) if (article) takeIn(sync, article);
    if (verdict === 'applied') confirm(sync, booking, lines, 'reattribute');
    else if (verdict === 'notApplied') {
      // One that is lost is sent again at once; what is lost every time is not sent without end.
      const waitMs = booking.attempts > 1 ? retryMs(booking.attempts - 2) : 0;
      const notBefore = later(ports.monotonic.now(), waitMs);
      setBookingState(ledger, booking.bookingId, 'pending', ports.clock.now(), {
        reason: 'not taken',
        notBefore,
      });
      noteTold(sync, booking);
    } else {
      noteUntold(sync, booking);
      ask(sync, booking, lines);
    }
  });
  sync.signals.bookings.notify();
  return verdict !== 'ambiguous';
}

/** While the report may have lacked them. */
function risesBefore({ ledger, timing }: Sync, booking: Booking, line: SentLine): number[] {
  const { sentAt } = booking;
  if (sentAt === null) return [];
  return untoldRises(
    ledger,
    positionIn(booking, line),
    later(sentAt, -REPORT_LAGS * timing.settleMs),
    sentAt,
  );
}

const positionIn = ({ storeNumber }: Booking, { articleNumber }: SentLine) => ({
  articleNumber,
  storeNumber,
});

function ask(sync: Sync, booking: Booking, lines: readonly SentLine[]): void {
  openInbox(sync.ledger, {
    id: shortId(sync, 'q'),
    at: sync.ports.clock.now(),
    subject: { kind: 'booking', bookingId: booking.bookingId },
    kind: 'unknownBooking',
    args: {
      order: booking.orderName,
      store: booking.storeNumber,
      articles: linesText(lines),
      comment: booking.comment,
    },
    choices: ['booked', 'notBooked'],
    isAskedAgain: true, // not booked, so sent once more: that answer may be lost as well
  });
}

/** A person has looked in EasyCashier. Inside a transaction. */
export function answerUnknown(sync: Sync, bookingId: string, isBooked: boolean): void {
  const booking = findBooking(sync.ledger, bookingId);
  if (booking?.state !== 'unknown') return;
  if (isBooked) confirm(sync, booking, linesOf(sync.ledger, bookingId), 'reattribute');
  else setBookingState(sync.ledger, bookingId, 'pending', sync.ports.clock.now());
  sync.signals.bookings.notify();
}
