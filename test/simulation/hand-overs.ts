import type { Ledger } from '../../engine/ledger/database.ts';
import type { Order } from '../../practice/shopify/state.ts';
import type { Practice } from '../../practice/shops.ts';
import { positionKey } from '../../shared/words/position.ts';
import { movedFor, untold } from './order-truth.ts';
import type { RelayNetwork } from './relay-network.ts';

/** What the program promises: so long after a take-over the one who wrote before has stopped. */
const HAND_OVER_MS = 45_000;
/** A call that had begun may still be on its way through the line. */
const LINE_MS = 1_000;

/**
 * Who had the right to write, and who wrote. Nobody can know which of the orders that changed around a take-over the other
 * computer has still booked, so the program asks; an honest person answers:
 * - »not booked« where EasyCashier holds none of what is asked about: it must then be booked, once
 * - »booked« where it holds all of it, and where it holds some: sold once too few beats counted twice. The rest she would
 *   book by hand; here those orders stay in doubt and may be told too little, never too much.
 */
export interface HandOvers {
  /** A computer's request that changes something has begun. */
  wrote(computer: string, what: string): void;
  /** True when the order was on its way when the right to write changed hands. */
  isInDoubt(order: Order): boolean;
  /** The truthful answer to what a take-over asks about an order. */
  answer(ledger: Ledger, orderName: string): 'booked' | 'notBooked';
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
  const certain = new Set<string>();
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
    isInDoubt: (order) => !certain.has(order.id) && (doubted.has(order.id) || hasMovedAround(order)),
    count: () => handOvers.length,
    lastAt: () => handOvers.at(-1)?.at ?? Number.NEGATIVE_INFINITY,
    answer: (ledger, orderName) => {
      const order = practice.shopify.orders().find(({ name }) => name === orderName);
      if (!order) return 'booked';
      const missing = new Map(untold(practice, order).map((of) => [positionKey(of), of.missing]));
      const open = ledger.all<{ articleNumber: string; storeNumber: string; asked: number; waiting: number }>(
        `SELECT booking_line.article_number AS articleNumber, booking.store_number AS storeNumber,
                sum(CASE WHEN booking.state = 'question' THEN booking_line.delta ELSE 0 END) AS asked,
                sum(CASE WHEN booking.state = 'question' THEN 0 ELSE booking_line.delta END) AS waiting
         FROM booking JOIN booking_line USING (booking_id)
         WHERE booking.order_id = ? AND booking.state IN ('question', 'pending', 'sent', 'unknown') GROUP BY 1, 2`,
        order.id,
      );
      /** Of the positions asked about: is that what EasyCashier lacks, beside what this computer sends anyway? */
      const lacks = (share: 0 | 1) =>
        open.every(
          (of) =>
            of.asked === 0 ||
            Math.abs((missing.get(positionKey(of)) ?? 0) - of.waiting - share * of.asked) < 1e-9,
        );
      if (lacks(1) || lacks(0)) certain.add(order.id);
      return lacks(1) ? 'notBooked' : 'booked';
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
