import { later, msBetween } from '../../../shared/words/time.ts';
import type { ArticleReading } from '../../easycashier/articles.ts';
import { Declined } from '../../easycashier/client.ts';
import { changeStock } from '../../easycashier/gateway.ts';
import { readSales } from '../../easycashier/sales.ts';
import { moveBalance, readBalance, reattribute } from '../../ledger/balances.ts';
import {
  addBooking,
  type Booking,
  bookingsIn,
  delayBooking,
  findBooking,
  linesOf,
  looks,
  markCallOver,
  markSent,
  moveLine,
  nextBookings,
  questionPending,
  type SentLine,
  sendableBooking,
  setBookingReason,
  setBookingState,
  unansweredBookings,
} from '../../ledger/bookings.ts';
import { findArticle } from '../../ledger/catalogue.ts';
import { readState } from '../../ledger/engine-state.ts';
import { openInbox } from '../../ledger/inbox.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { markDirty } from '../../ledger/queue.ts';
import { OutcomeUnknown } from '../../outcome-unknown.ts';
import { Refusal } from '../../refusal.ts';
import { isFresh, judgeBooking, salesAround } from '../../rules/unknown-booking.ts';
import { type Sync, shortId } from '../runtime/context.ts';
import { keepAtRelay } from '../runtime/lease.ts';
import { whyReadOnly } from '../runtime/lease-state.ts';
import { keepAnswer } from '../runtime/ledger-file.ts';
import { checkLedger, keepWitness } from '../runtime/ledger-witness.ts';
import { readNow } from '../stock-in/look-up.ts';
import { takeIn } from '../stock-in/take-in.ts';
import { linesText } from './add-bookings.ts';
import { type ReadBefore, readBefore, takeInBefore } from './booking-evidence.ts';
import { isSentInTheDark, noteTold, noteUntold, pausedUntil, triedInTheDark } from './booking-pause.ts';
import { type PageBefore, readPageBefore } from './page-before.ts';

/** A booking that was turned away is sent again after this, and after twice as long each time, */
const RETRY_MS = 10_000;
/** but at least so often. */
const LONGEST_RETRY_MS = 60_000;
const BATCH = 20;
/**
 * A till sale or a return that the report does not show yet may have moved the balance by just the booking: what a first look tells is looked
 * at once more when the report has had its time, in settling times, and must look the same.
 */
const REPORT_LAGS = 2.5;

/**
 * Sends the bookings that wait, oldest first. EasyCashier's stock calls are deltas without an idempotency key, so each
 * is stored as sent before it is sent, and one without an answer is never sent again before its fate is known.
 */
export async function sendBookings(sync: Sync): Promise<void> {
  for (;;) {
    if (whyReadOnly(sync) || !isActivated(sync)) return;
    const waiting = nextBookings(sync.ledger, sync.ports.monotonic.now(), BATCH);
    if (waiting.length === 0) return;
    const page = await readPageBefore(sync, waiting);
    for (const { bookingId } of page?.bookings ?? waiting) {
      const isTold = await sync.easycashierQueue.run('booking', async () => {
        if (page?.isOver()) return false;
        await send(sync, bookingId, page);
        return true;
      });
      if (!isTold) break;
    }
  }
}

const isActivated = ({ ledger }: Sync) => readState(ledger, 'activatedAt') !== null;

async function send(sync: Sync, bookingId: string, page: PageBefore | null): Promise<void> {
  const { ledger, ports } = sync;
  // Picked together with others: one of the same goods may have been left without an answer since.
  const picked = sendableBooking(ledger, bookingId, ports.monotonic.now());
  if (!picked) return;
  const until = pausedUntil(sync, picked);
  if (until !== null) {
    delayBooking(ledger, bookingId, until);
    return;
  }
  const before = await evidenceFor(sync, picked, page);
  await checkLedger(sync);
  if (whyReadOnly(sync) || !isActivated(sync)) return;
  const booking = sendableBooking(ledger, bookingId, ports.monotonic.now());
  if (!booking) return;
  const lines = ledger.transaction(() => takeInBefore(sync, booking, before));
  if (isSentInTheDark(sync, booking, lines)) {
    delayBooking(ledger, bookingId, triedInTheDark(sync));
    return;
  }
  const direction = (lines[0]?.delta ?? 0) < 0 ? 'decreaseStock' : 'increaseStock';
  const { readAt } = before;
  ledger.transaction(() => markSent(ledger, bookingId, { at: ports.clock.now(), readAt }, lines));
  ports.milestone('booking:sent-stored');
  const failure = await callFor(sync, booking, lines, direction);
  if (failure === 'notOurs') {
    await keepAnswer(sync, () => takeBack(sync, bookingId));
    return;
  }
  if (failure !== null) {
    await keepAnswer(sync, () => writeFailure(sync, booking, lines, failure));
    throwOn(failure);
    return;
  }
  ports.milestone('booking:answered');
  await keepAnswer(sync, () => confirm(sync, booking, lines, 'move'));
  ports.milestone('booking:confirmed');
}

/** How its articles are just before the call, by the page that has told it or by a reading of their own. */
async function evidenceFor(sync: Sync, booking: Booking, page: PageBefore | null): Promise<ReadBefore> {
  const { bookingId, storeNumber } = booking;
  const lines = linesOf(sync.ledger, bookingId);
  const told = page?.before(storeNumber, lines);
  if (told) return told;
  return readBefore(sync, storeNumber, lines).catch((error) => {
    const failure = { error, isUnderWay: false };
    if (error instanceof Refusal) sync.ledger.transaction(() => writeFailure(sync, booking, [], failure));
    throw error;
  });
}

/**
 * Makes the call. Returns what it failed with, null when it is done, `notOurs` where nothing was sent because the right to write has gone.
 * Whether that can be written down is another matter.
 */
async function callFor(
  sync: Sync,
  booking: Booking,
  lines: readonly SentLine[],
  direction: 'decreaseStock' | 'increaseStock',
): Promise<Failure | 'notOurs' | null> {
  let isUnderWay = false;
  try {
    // Before the call: a copy of the ledger from before it must not be taken for the one that made it.
    await Promise.all([keepWitness(sync), keepAtRelay(sync)]);
    if (whyReadOnly(sync)) return 'notOurs';
    const change = {
      storeNumber: booking.storeNumber,
      comment: booking.comment,
      lines: lines.map((line) => ({
        articleNumber: line.articleNumber,
        units: Math.abs(line.delta),
        averageCost: findArticle(sync.ledger, line.articleNumber)?.averageCost ?? 0,
      })),
    };
    const client = sync.easycashier();
    isUnderWay = true;
    await changeStock(client, direction, change);
    return null;
  } catch (error) {
    return { error, isUnderWay };
  }
}

/** It was not sent: the right to write has gone, or this ledger turned out not to be the one that wrote last, and then it is in question. */
function takeBack({ ledger, ports }: Sync, bookingId: string): void {
  setBookingState(ledger, bookingId, 'pending', ports.clock.now(), { reason: 'not sent' });
  if (readState(ledger, 'newLife') !== null) questionPending(ledger);
}

/** `move`: our copy of the balance does not hold the booking yet; `reattribute`: a reading since then does. */
function confirm(
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

/** What a call, or what led to it, has failed with. */
interface Failure {
  readonly error: unknown;
  /** The call had begun: what nobody foresaw may have come after it was done. */
  readonly isUnderWay: boolean;
}

/** What the failure makes of the booking. Inside a transaction. */
function writeFailure(
  sync: Sync,
  booking: Booking,
  lines: readonly SentLine[],
  { error, isUnderWay }: Failure,
): void {
  const { ledger, ports } = sync;
  const at = ports.clock.now();
  if (error instanceof Declined) reject(sync, booking, lines, error.reason);
  else if (error instanceof OutcomeUnknown) {
    const waitMs = error.isAnswered ? 0 : Math.max(0, sync.timing.settleMs - error.waitedMs);
    const notBefore = later(ports.monotonic.now(), waitMs);
    setBookingState(ledger, booking.bookingId, 'unknown', at, { notBefore, reason: error.message });
    if (error.isAnswered) markCallOver(ledger, booking.bookingId);
  } else if (error instanceof Refusal || !isUnderWay) {
    // Not carried out: no login, no connection to log in with, shadow mode, or turned away on its way by somebody else.
    setBookingState(ledger, booking.bookingId, 'pending', at, {
      notBefore: later(ports.monotonic.now(), retryMs(booking.attempts)),
      reason: error instanceof Refusal ? error.code : 'unexpected',
    });
  } else {
    const notBefore = later(ports.monotonic.now(), sync.timing.settleMs);
    setBookingState(ledger, booking.bookingId, 'unknown', at, { notBefore, reason: 'unexpected' });
  }
}

/** What EasyCashier has said of the booking is a booking's matter; what else went wrong is the side's. */
function throwOn({ error }: Failure): void {
  if (!(error instanceof Declined) && !(error instanceof OutcomeUnknown)) throw error;
}

/** How long a booking waits that was turned away after it had been sent so often before, in milliseconds. */
function retryMs(before: number): number {
  return Math.min(RETRY_MS * 2 ** before, LONGEST_RETRY_MS);
}

/** EasyCashier took nothing. Several lines are tried one by one, so that one bad line does not hold back the others. */
function reject(sync: Sync, booking: Booking, lines: readonly SentLine[], reason: string): void {
  const { ledger } = sync;
  const at = sync.ports.clock.now();
  if (lines.length > 1) {
    setBookingState(ledger, booking.bookingId, 'dropped', at, { reason: 'split' });
    for (const line of lines) {
      const bookingId = shortId(sync, 'b');
      addBooking(
        ledger,
        { ...booking, bookingId, state: 'pending', createdAt: booking.createdAt, lines: [] },
        booking.orderName,
      );
      moveLine(ledger, booking.bookingId, line.articleNumber, bookingId);
    }
    return;
  }
  setBookingState(ledger, booking.bookingId, 'rejected', at, { reason });
  openInbox(ledger, {
    id: shortId(sync, 'q'),
    at,
    subject: { kind: 'rejected', bookingId: booking.bookingId },
    kind: 'rejectedBooking',
    args: {
      order: booking.orderName,
      articleNumber: lines[0]?.articleNumber ?? '',
      store: booking.storeNumber,
      units: lines[0]?.delta ?? 0,
      reason,
    },
    choices: ['retry', 'ignore'],
  });
}

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
  const read = () => readSales(client, since, today).catch(() => null);
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
