import { later } from '../../../shared/words/time.ts';
import { Declined } from '../../easycashier/client.ts';
import { changeStock } from '../../easycashier/gateway.ts';
import {
  addBooking,
  type Booking,
  delayBooking,
  linesOf,
  markCallOver,
  markSent,
  moveLine,
  nextBookings,
  questionPending,
  type SentLine,
  sendableBooking,
  setBookingState,
} from '../../ledger/bookings.ts';
import { findArticle } from '../../ledger/catalogue.ts';
import { readState } from '../../ledger/engine-state.ts';
import { openInbox } from '../../ledger/inbox.ts';
import { OutcomeUnknown } from '../../outcome-unknown.ts';
import { Refusal } from '../../refusal.ts';
import { type Sync, shortId } from '../runtime/context.ts';
import { keepAtRelay } from '../runtime/lease.ts';
import { keepAnswer } from '../runtime/ledger-file.ts';
import { checkLedger, keepWitness } from '../runtime/ledger-witness.ts';
import { whyNotWrite } from '../runtime/paused.ts';
import { type ReadBefore, readBefore, takeInBefore } from './booking-evidence.ts';
import { isSentInTheDark, pausedUntil, retryMs, triedInTheDark } from './booking-pause.ts';
import { confirm } from './confirm-booking.ts';
import { notePageUseless, type PageBefore, readPageBefore } from './page-before.ts';

const BATCH = 20;

/**
 * Sends the bookings that wait, oldest first. EasyCashier's stock calls are deltas without an idempotency key, so each
 * is stored as sent before it is sent, and one without an answer is never sent again before its fate is known.
 */
export async function sendBookings(sync: Sync): Promise<void> {
  for (;;) {
    if (whyNotWrite(sync) || !isActivated(sync)) return;
    const waiting = nextBookings(sync.ledger, sync.ports.monotonic.now(), BATCH);
    if (waiting.length === 0) return;
    const page = await readPageBefore(sync, waiting);
    await sendSome(sync, page?.bookings ?? waiting, page);
  }
}

/** As many of them as the page tells of, and one in any case: where every call is slow the page is over before the first has its turn. */
async function sendSome(sync: Sync, bookings: readonly Booking[], page: PageBefore | null): Promise<void> {
  let isFirst = true;
  for (const { bookingId } of bookings) {
    const isTold = await sync.easycashierQueue.run('booking', async () => {
      const isOver = page?.isOver() ?? false;
      if (isOver && !isFirst) return false;
      if (isOver) notePageUseless(sync);
      await send(sync, bookingId, isOver ? null : page);
      return true;
    });
    if (!isTold) return;
    isFirst = false;
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
  if (whyNotWrite(sync) || !isActivated(sync)) return;
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
 * Makes the call. Returns what it failed with, null when it is done, `notOurs` where nothing was sent because the right to write has gone, or a person has paused.
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
    if (whyNotWrite(sync)) return 'notOurs';
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

/** It was not sent: the right to write has gone, a person has paused, or this ledger turned out not to be the one that wrote last, and then it is in question. */
function takeBack({ ledger, ports }: Sync, bookingId: string): void {
  setBookingState(ledger, bookingId, 'pending', ports.clock.now(), { reason: 'not sent' });
  if (readState(ledger, 'newLife') !== null) questionPending(ledger);
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
