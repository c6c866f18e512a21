import { bookingsOf, findBooking, linesOf } from '../../engine/ledger/bookings.ts';
import type { Ledger } from '../../engine/ledger/database.ts';
import { findInbox } from '../../engine/ledger/inbox.ts';
import type { Practice } from '../../practice/shops.ts';
import type { InboxItem } from '../../shared/contract/orders.ts';
import type { CutOver } from './cut-over.ts';
import { articleOf, type Counted, isCountedWhole, movedFor, sum, untoldBack } from './order-truth.ts';
import type { TruthfulAnswers } from './truthful-answers.ts';

/** The person who answers what is asked, truthfully. */
export interface Person {
  readonly cutOver: CutOver;
  /** To what is asked about bookings of another ledger; null where there is none. */
  readonly answers: TruthfulAnswers | null;
}

/** What the person sees who counts. */
interface CountedShelf extends Counted {
  /** Orders of which nobody could know which store their units left. */
  readonly blurred: ReadonlySet<string>;
}

/** The person counts the shelf: goods have come back, and EasyCashier lacks as many as are asked about. */
export function isBack({ practice, cutOver, blurred }: CountedShelf, args: InboxItem['args']): boolean {
  const articleNumber = String(args.articleNumber);
  const inventoryItemId = practice.shopify.itemIdBySku(articleNumber);
  if (inventoryItemId === undefined || !hasComeBack(practice, articleNumber)) return false;
  // Another store's shelf is no concern of hers: there somebody has set the number.
  const place = practice.places.find(({ storeNumber }) => storeNumber === args.store);
  const items = [inventoryItemId, ...practice.shopify.formerIds(inventoryItemId)];
  const isBackThere = items.some((id) =>
    practice.shopify.history(id, place?.locationId ?? '').some(({ cause }) => cause === 'return'),
  );
  if (!isBackThere) return false;
  const counted = { practice, cutOver };
  // Where units of an order lay that have been moved since, only all stores together tell.
  const isClear = practice.shopify
    .orders()
    .every((order) => isCountedWhole(counted, order) && !blurred.has(order.id));
  const stores = isClear ? [String(args.store)] : practice.places.map(({ storeNumber }) => storeNumber);
  return untoldBack(counted, { articleNumber, inventoryItemId }, stores) >= Number(args.units);
}

/** A customer has brought some of the goods back, with money or without. */
const hasComeBack = ({ shopify }: Practice, articleNumber: string) =>
  shopify.orders().some(({ lines, returned, refunds }) => {
    const ours = new Set(lines.filter((line) => articleOf(line) === articleNumber));
    const isRefunded = refunds
      .flatMap((refund) => refund.lines)
      .some(({ lineItem, restockType }) => ours.has(lineItem) && restockType === 'RETURN');
    return isRefunded || [...returned.keys()].some((line) => ours.has(line));
  });

/** What the person says, but for goods that may be back. */
export function answerTo(
  practice: Practice,
  ledger: Ledger,
  { cutOver, answers }: Person,
  item: Pick<InboxItem, 'inboxId' | 'kind' | 'args'>,
): string {
  if (item.kind !== 'takenOverOrder') return answerByLooking(practice, cutOver, item);
  const subject = findInbox(ledger, item.inboxId)?.subject;
  if (subject?.kind !== 'takenOver' || wasTakenBefore(practice, ledger, cutOver, subject.bookingId))
    return 'booked';
  return answers?.answer(ledger, subject.bookingId) ?? 'booked';
}

/** The answer of a person who looks at both shops, and at no ledger. */
export function answerByLooking(
  practice: Practice,
  { openOrders }: Pick<CutOver, 'openOrders'>,
  { kind, args }: Pick<InboxItem, 'kind' | 'args'>,
): string {
  switch (kind) {
    case 'openOrders':
      return openOrders;
    case 'unknownBooking':
      return isBooked(practice, String(args.comment)) ? 'booked' : 'notBooked';
    case 'rejectedBooking':
      return 'retry';
    case 'guardStopped':
      return 'send';
    case 'shopShrunk':
      return 'gone';
    case 'shortList': // of a shop of a few articles one that goes is many
      return 'believe';
    default:
      return 'ignore';
  }
}

/** The goods had been taken out by hand when the line was drawn: no booking tells of them. What was added since was not. */
function wasTakenBefore(practice: Practice, ledger: Ledger, cutOver: CutOver, bookingId: string): boolean {
  const booking = findBooking(ledger, bookingId);
  const order = practice.shopify.order(booking?.orderId ?? '');
  // Nobody took by hand what has been moved since.
  if (
    order === undefined ||
    booking?.cause === 'move' ||
    order.createdAt >= cutOver.activatedAt ||
    cutOver.openOrders !== 'taken'
  )
    return false;
  return linesOf(ledger, bookingId).every(({ articleNumber, delta }) => {
    const item = practice.shopify.itemIdBySku(articleNumber) ?? '';
    const before = practice.places
      .flatMap(({ locationId }) => movedFor(practice, order, item, locationId))
      .filter(({ at }) => at < cutOver.activatedAt);
    const spoken = bookingsOf(ledger, order.id)
      .filter(({ state }) => state === 'baseline')
      .flatMap((one) => linesOf(ledger, one.bookingId))
      .filter((line) => line.articleNumber === articleNumber);
    return delta < 0 && sum(before) - sum(spoken) <= delta;
  });
}

/** The person looks in EasyCashier for the comment. */
function isBooked(practice: Practice, comment: string): boolean {
  return practice.catalogue.articles.some((article) =>
    practice.places.some((place) =>
      practice.easycashier
        .history(article.articleNumber, place.storeNumber)
        .some((entry) => entry.comment === comment),
    ),
  );
}
