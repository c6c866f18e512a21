import { bookingsOf, findBooking, linesOf } from '../../engine/ledger/bookings.ts';
import type { Ledger } from '../../engine/ledger/database.ts';
import type { Order } from '../../practice/shopify/state.ts';
import type { Practice } from '../../practice/shops.ts';
import { type Position, positionKey } from '../../shared/words/position.ts';
import { bookedFor, sum, untold } from './order-truth.ts';

type Answer = 'booked' | 'notBooked';

/** What an honest person answers about bookings that another ledger may have made: she looks for them in EasyCashier. */
export interface TruthfulAnswers {
  /** The truthful answer to what a take-over asks about a booking. */
  answer(ledger: Ledger, bookingId: string): Answer;
  /** EasyCashier is told just what it lacks of the order. */
  isCertain(order: Order): boolean;
  /** No answer is quite right: EasyCashier holds a part. */
  isUnsure(order: Order): boolean;
  /** Orders that EasyCashier holds in another store than asked about: »booked«, wherever. */
  readonly elsewhere: ReadonlySet<string>;
}

/** Nothing has been asked yet. */
export function createTruthfulAnswers(practice: Practice): TruthfulAnswers {
  const certain = new Set<string>();
  const unsure = new Set<string>();
  const elsewhere = new Set<string>();
  return {
    elsewhere,
    isCertain: ({ id }) => certain.has(id),
    isUnsure: ({ id }) => unsure.has(id),
    answer: (ledger, bookingId) => {
      const booking = findBooking(ledger, bookingId);
      const order = practice.shopify.orders().find(({ id }) => id === booking?.orderId);
      if (!order) return 'booked';
      const answers = answersTo(practice, ledger, order, () => elsewhere.add(order.id));
      if (becomesRight(practice, ledger, order, answers)) certain.add(order.id);
      else unsure.add(order.id);
      return answers.get(bookingId) ?? 'booked';
    },
  };
}

/**
 * Of every booking in question: whether EasyCashier holds it from another computer, as far as nothing before accounts for that. First in
 * its own store, then in any: the goods may have been moved since.
 */
function answersTo(
  practice: Practice,
  ledger: Ledger,
  order: Order,
  onElsewhere: () => void,
): Map<string, Answer> {
  const bookings = bookingsOf(ledger, order.id);
  const lines = (state: string) =>
    bookings
      .filter((booking) => booking.state === state)
      .flatMap(({ bookingId, storeNumber }) =>
        linesOf(ledger, bookingId).map((line) => ({ ...line, bookingId, storeNumber })),
      );
  const kindOf = ({ articleNumber, storeNumber, delta }: Position & { delta: number }) =>
    `${positionKey({ articleNumber, storeNumber })} ${delta < 0 ? 'out' : 'in'}`;
  const spoken = new Map<string, number>();
  const claim = (line: Position & { delta: number }) =>
    spoken.set(kindOf(line), (spoken.get(kindOf(line)) ?? 0) + line.delta);
  for (const line of lines('baseline')) claim(line);
  // One that is asked about may be the very one that a ledger put back had sent.
  const isOwn = (comment: string) =>
    bookings.some((booking) => booking.comment === comment && booking.state !== 'question');
  const isHeldIn = (line: Position & { delta: number }, storeNumber: string): boolean => {
    const held = bookedFor(practice, order, line.articleNumber, storeNumber).filter(
      (entry) => entry.delta < 0 === line.delta < 0 && !isOwn(`${entry.comment}`),
    );
    const left = Math.abs(sum(held)) - Math.abs(spoken.get(kindOf({ ...line, storeNumber })) ?? 0);
    return left > 1e-9;
  };
  const answers = new Map<string, Answer>();
  // What a ledger put back had still to send when the copy was made has the very comment it was sent with since.
  for (const { bookingId, comment } of bookings.filter(({ state }) => state === 'question')) {
    const asked = lines('question').filter((line) => line.bookingId === bookingId);
    const isThere = asked.some(({ articleNumber, storeNumber }) =>
      bookedFor(practice, order, articleNumber, storeNumber).some((entry) => entry.comment === comment),
    );
    if (!isThere) continue;
    answers.set(bookingId, 'booked');
    for (const line of asked) claim(line);
  }
  const allStores = practice.places.map(({ storeNumber }) => storeNumber);
  const isElsewhere = lines('question').some(
    (line) => !isHeldIn(line, line.storeNumber) && allStores.some((one) => isHeldIn(line, one)),
  );
  if (isElsewhere) onElsewhere();
  const answer = (storesOf: (line: Position) => readonly string[]) => {
    for (const { bookingId } of bookings.filter(({ state }) => state === 'question')) {
      if (answers.get(bookingId) === 'booked') continue;
      const asked = lines('question').filter((line) => line.bookingId === bookingId);
      const found = asked.flatMap((line) =>
        storesOf(line)
          .filter((storeNumber) => isHeldIn(line, storeNumber))
          .slice(0, 1)
          .map((storeNumber) => ({ ...line, storeNumber })),
      );
      answers.set(bookingId, found.length > 0 ? 'booked' : 'notBooked');
      for (const line of found) claim(line);
    }
  };
  answer(({ storeNumber }) => [storeNumber]);
  answer(() => allStores);
  return answers;
}

/** True when EasyCashier is told just what it lacks: what is answered with »not booked«, and what waits to be sent. */
function becomesRight(
  practice: Practice,
  ledger: Ledger,
  order: Order,
  answers: ReadonlyMap<string, Answer>,
): boolean {
  const lacks = new Map(untold(practice, order).map((of) => [positionKey(of), of.missing]));
  for (const { bookingId, storeNumber, state } of bookingsOf(ledger, order.id)) {
    const isSent = ['pending', 'sent', 'unknown'].includes(state) || answers.get(bookingId) === 'notBooked';
    for (const { articleNumber, delta } of isSent ? linesOf(ledger, bookingId) : []) {
      const key = positionKey({ articleNumber, storeNumber });
      lacks.set(key, (lacks.get(key) ?? 0) - delta);
    }
  }
  return [...lacks.values()].every((units) => Math.abs(units) < 1e-9);
}
