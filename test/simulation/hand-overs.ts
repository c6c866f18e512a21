import { bookingsOf, findBooking, linesOf } from '../../engine/ledger/bookings.ts';
import type { Ledger } from '../../engine/ledger/database.ts';
import type { Order } from '../../practice/shopify/state.ts';
import type { Practice } from '../../practice/shops.ts';
import { type Position, positionKey } from '../../shared/words/position.ts';
import { bookedFor, movedFor, sum, untold } from './order-truth.ts';
import type { RelayNetwork } from './relay-network.ts';

/** What the program promises: so long after a take-over the one who wrote before has stopped. */
const HAND_OVER_MS = 45_000;
/** A call that had begun may still be on its way through the line. */
const LINE_MS = 1_000;

/**
 * Who had the right to write, and who wrote. Nobody can know which of the orders that changed around a take-over the other
 * computer has still booked, so the program asks; an honest person answers:
 * - »not booked« where EasyCashier holds none of a booking from another computer: it must then be booked, once
 * - »booked« where it holds all of it, and where it holds some: sold once too few beats counted twice. The rest she would
 *   book by hand; here those orders stay in doubt and may be told too little, never too much.
 * So do those of which EasyCashier holds what nobody asks about: the other had booked where goods have since been moved from.
 */
export interface HandOvers {
  /** A computer's request that changes something has begun. */
  wrote(computer: string, what: string): void;
  /** True when the order was on its way when the right to write changed hands. */
  isInDoubt(order: Order): boolean;
  /** The truthful answer to what a take-over asks about a booking. */
  answer(ledger: Ledger, bookingId: string): Answer;
  count(): number;
  /** When the right to write changed hands last. */
  lastAt(): number;
  violations(): string[];
}

type Answer = 'booked' | 'notBooked';

interface HandOver {
  readonly at: number;
  readonly from: string;
  readonly to: string;
  readonly isTakeOver: boolean;
}

interface HandOverOptions {
  readonly network: RelayNetwork;
  readonly practice: Practice;
  readonly now: () => number;
  readonly tell: (text: string) => void;
}

/** Listens to the answers about the right to write from now on. */
export function createHandOvers({ network, practice, now, tell }: HandOverOptions): HandOvers {
  const handOvers: HandOver[] = [];
  const writes: { computer: string; at: number; what: string }[] = [];
  const doubted = new Set<string>();
  const certain = new Set<string>();
  const unsure = new Set<string>();
  let epoch = 0;
  let holder = '';

  network.computers.onLease((computer, answer, isTakeOver) => {
    if (answer === 'held' || answer.epoch === epoch) return;
    if (holder !== '') {
      handOvers.push({ at: now(), from: holder, to: computer, isTakeOver });
      for (const order of practice.shopify.orders()) {
        if (untold(practice, order).length > 0) doubted.add(order.id);
      }
      tell(`${computer} writes from now on, not ${holder}${isTakeOver ? '' : ', whose turn had run out'}`);
    }
    epoch = answer.epoch;
    holder = computer;
  });

  const hasMovedAround = (order: Order): boolean =>
    order.lines.some(({ sku }) => {
      const itemId = practice.shopify.itemIdBySku(sku ?? '');
      if (itemId === undefined) return false;
      return practice.places.some(({ locationId }) =>
        movedFor(practice, order, itemId, locationId).some(({ at }) =>
          handOvers.some((over) => at >= over.at - LINE_MS && at <= over.at + HAND_OVER_MS + LINE_MS),
        ),
      );
    });

  return {
    wrote: (computer, what) => void writes.push({ computer, at: now(), what }),
    isInDoubt: (order) =>
      unsure.has(order.id) || (!certain.has(order.id) && (doubted.has(order.id) || hasMovedAround(order))),
    count: () => handOvers.length,
    lastAt: () => handOvers.at(-1)?.at ?? Number.NEGATIVE_INFINITY,
    answer: (ledger, bookingId) => {
      const booking = findBooking(ledger, bookingId);
      const order = practice.shopify.orders().find(({ id }) => id === booking?.orderId);
      if (!order) return 'booked';
      const answers = answersTo(practice, ledger, order);
      if (becomesRight(practice, ledger, order, answers)) certain.add(order.id);
      else unsure.add(order.id);
      return answers.get(bookingId) ?? 'booked';
    },
    violations: () =>
      writes.flatMap(({ computer, at, what }) => {
        const last = handOvers.findLast((over) => over.at < at);
        if (!last) return [];
        const since = at - last.at;
        const isLate = computer !== last.to && since > (last.isTakeOver ? HAND_OVER_MS : 0) + LINE_MS;
        const isEarly = computer === last.to && last.isTakeOver && since < HAND_OVER_MS;
        if (!isLate && !isEarly) return [];
        return [`I10 ${computer} writes ${what} ${since} ms after ${last.to} took over from ${last.from}`];
      }),
  };
}

/**
 * Of every booking in question: whether EasyCashier holds it from another computer, as far as nothing before accounts for that. First in
 * its own store, then in any: the goods may have been moved since.
 */
function answersTo(practice: Practice, ledger: Ledger, order: Order): Map<string, Answer> {
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
  const isOwn = (comment: string) => bookings.some((booking) => booking.comment === comment);
  const isHeldIn = (line: Position & { delta: number }, storeNumber: string): boolean => {
    const held = bookedFor(practice, order, line.articleNumber, storeNumber).filter(
      (entry) => entry.delta < 0 === line.delta < 0 && !isOwn(`${entry.comment}`),
    );
    return Math.abs(sum(held) - (spoken.get(kindOf({ ...line, storeNumber })) ?? 0)) > 1e-9;
  };
  const answers = new Map<string, Answer>();
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
  answer(() => practice.places.map(({ storeNumber }) => storeNumber));
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
