import type { Engine } from '../../engine/engine.ts';
import { findBooking, linesOf } from '../../engine/ledger/bookings.ts';
import type { Ledger } from '../../engine/ledger/database.ts';
import { readState } from '../../engine/ledger/engine-state.ts';
import { findInbox } from '../../engine/ledger/inbox.ts';
import { countWaitingHints } from '../../engine/ledger/relay-events.ts';
import { unexplainedReadings } from '../../engine/ledger/shop-items.ts';
import type { Practice } from '../../practice/shops.ts';
import type { InboxItem } from '../../shared/contract/orders.ts';
import type { CutOver } from './cut-over.ts';
import { isCountedWhole, movedFor, sum, untoldBack } from './order-truth.ts';
import type { Scene } from './scene.ts';
import type { TruthfulAnswers } from './truthful-answers.ts';

/** The person who answers what is asked, truthfully. */
export interface Person {
  readonly cutOver: CutOver;
  /** To what is asked about bookings of another ledger; null where there is none. */
  readonly answers: TruthfulAnswers | null;
}

/** Answers every question until nothing is left to be done. */
export async function quiesce(scene: Scene, engine: Engine, person: Person): Promise<void> {
  const { scheduler, found, practice } = scene;
  for (let minute = 0; minute < 240; minute += 1) {
    await scheduler.runUntil(scheduler.now() + 20_000);
    const { items } = await engine.client.orders.inbox({});
    // What came back is counted on the shelf when all else is done.
    const returns = items.filter(({ kind }) => kind === 'possibleReturn');
    for (const item of items) {
      if (returns.includes(item)) continue;
      const choice = answerTo(practice, engine.ledger, person, item);
      if (item.kind === 'guardStopped') scene.world.hard?.massZero.answered();
      const typed = item.kind === 'guardStopped' ? { confirmRows: Number(item.args.rows) } : {};
      await engine.client.orders.resolve({ inboxId: item.inboxId, choice, ...typed }).catch((error) => {
        // More has fallen since the question was read: it is read again.
        if ((error as { data?: { code?: string } }).data?.code !== 'guardRows') throw error;
      });
    }
    const { queue } = await engine.client.activity.status();
    const isQuiet =
      queue.dirtyCells + queue.pendingBookings + queue.unknownBookings === 0 &&
      unexplainedReadings(engine.ledger).length === 0 &&
      unseenAndUntold(engine.ledger) === 0 &&
      engine.ledger.get('SELECT 1 FROM unread_order') === undefined &&
      engine.ledger.get('SELECT 1 FROM shop_order WHERE next_look_at IS NOT NULL') === undefined &&
      countWaitingHints(engine.ledger) === 0 &&
      readState(engine.ledger, 'takeOverUntil') === null &&
      !readState(engine.ledger, 'catchUpWanted');
    const [asked] = returns;
    if (isQuiet && minute > 2 && !asked) return;
    if (isQuiet && minute > 2 && asked) {
      const choice = isBack(scene, person, asked.args) ? 'putBack' : 'ignore';
      scene.tell(`asked whether ${asked.args.units} ${asked.args.articleNumber} came back: ${choice}`);
      await engine.client.orders.resolve({ inboxId: asked.inboxId, choice });
    }
  }
  const { queue, troubles } = await engine.client.activity.status();
  const hints = countWaitingHints(engine.ledger);
  found.push(`never quiet: ${JSON.stringify({ queue, troubles, hints })}`);
}

/** Positions that are lower for an order nobody has seen, and that no person has been told of yet. */
function unseenAndUntold(ledger: Ledger): number {
  const { n: unseen } = ledger.get<{ n: number }>(
    'SELECT count(*) AS n FROM shop_level WHERE unseen > 0',
  ) ?? { n: 0 };
  const { n: told } = ledger.get<{ n: number }>(
    "SELECT count(*) AS n FROM inbox WHERE kind = 'unseenOrder' AND coalesce(choice, '') <> 'retry'",
  ) ?? { n: 0 };
  return Math.max(0, unseen - told);
}

/** The person counts the shelf: goods have come back, and EasyCashier lacks as many as are asked about. */
function isBack({ practice, world }: Scene, { cutOver }: Person, args: InboxItem['args']): boolean {
  const articleNumber = String(args.articleNumber);
  const inventoryItemId = practice.shopify.itemIdBySku(articleNumber);
  if (inventoryItemId === undefined || !hasComeBack(practice, articleNumber)) return false;
  const counted = { practice, cutOver };
  // Where units of an order lay that have been moved since, only all stores together tell.
  const isClear = practice.shopify
    .orders()
    .every((order) => isCountedWhole(counted, order) && !world.unseen.blurred.has(order.id));
  const stores = isClear ? [String(args.store)] : practice.places.map(({ storeNumber }) => storeNumber);
  return untoldBack(counted, { articleNumber, inventoryItemId }, stores) >= Number(args.units);
}

/** A customer has brought some of the goods back, with money or without. */
const hasComeBack = ({ shopify }: Practice, articleNumber: string) =>
  shopify.orders().some(({ lines, returned, refunds }) => {
    const ours = new Set(lines.filter(({ sku }) => sku === articleNumber));
    const isRefunded = refunds
      .flatMap((refund) => refund.lines)
      .some(({ lineItem, restockType }) => ours.has(lineItem) && restockType === 'RETURN');
    return isRefunded || [...returned.keys()].some((line) => ours.has(line));
  });

function answerTo(
  practice: Practice,
  ledger: Ledger,
  { cutOver, answers }: Person,
  { inboxId, kind, args }: Pick<InboxItem, 'inboxId' | 'kind' | 'args'>,
): string {
  switch (kind) {
    case 'openOrders':
      return cutOver.openOrders;
    case 'takenOverOrder': {
      const subject = findInbox(ledger, inboxId)?.subject;
      if (subject?.kind !== 'takenOver' || wasTakenBefore(practice, ledger, cutOver, subject.bookingId))
        return 'booked';
      return answers?.answer(ledger, subject.bookingId) ?? 'booked';
    }
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
  const order = practice.shopify.order(findBooking(ledger, bookingId)?.orderId ?? '');
  if (order === undefined || order.createdAt >= cutOver.activatedAt || cutOver.openOrders !== 'taken')
    return false;
  return linesOf(ledger, bookingId).every(({ articleNumber, delta }) => {
    const item = practice.shopify.itemIdBySku(articleNumber) ?? '';
    const before = practice.places
      .flatMap(({ locationId }) => movedFor(practice, order, item, locationId))
      .filter(({ at }) => at < cutOver.activatedAt);
    return delta < 0 && sum(before) <= delta;
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
