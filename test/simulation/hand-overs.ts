import type { Order } from '../../practice/shopify/state.ts';
import type { Practice } from '../../practice/shops.ts';
import { articleOf, movedFor, untold } from './order-truth.ts';
import type { RelayNetwork } from './relay-network.ts';
import { createTruthfulAnswers, type TruthfulAnswers } from './truthful-answers.ts';

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
  readonly answers: TruthfulAnswers;
  count(): number;
  /** When the right to write changed hands last. */
  lastAt(): number;
  violations(): string[];
}

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
  const answers = createTruthfulAnswers(practice);
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
    order.lines.some((line) => {
      const itemId = practice.shopify.itemIdBySku(articleOf(line));
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
      answers.isUnsure(order) ||
      (!answers.isCertain(order) && (doubted.has(order.id) || hasMovedAround(order))),
    answers,
    count: () => handOvers.length,
    lastAt: () => handOvers.at(-1)?.at ?? Number.NEGATIVE_INFINITY,
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
