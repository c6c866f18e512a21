import { tryFailingNow } from '../../ledger/failing-items.ts';
import { ignoreSku } from '../../ledger/ignored-skus.ts';
import type { InboxQuestion } from '../../ledger/inbox.ts';
import { lookForUnseenNow } from '../../ledger/level-doubts.ts';
import { findOrder, saveOrder } from '../../ledger/orders.ts';
import { ignoreUnread, lookAtUnread } from '../../ledger/unread-orders.ts';
import { answerOpenOrders, answerTakenOver, settleBooking } from '../orders/order-questions.ts';
import { answerGoodsBack } from '../orders/returns.ts';
import { answerUnknown } from '../orders/unanswered.ts';
import type { Sync } from '../runtime/context.ts';
import { answerShortWalk } from '../shop-levels/walk-guard.ts';
import { believeShortList } from '../stock-in/missing.ts';
import { readUnreadNow } from '../stock-in/unread-articles.ts';
import { answerGuard } from '../stock-out/zero-guard.ts';

/** Does what a person chose in »Att kontrollera«. Inside a transaction. */
export function answerInbox(sync: Sync, { subject, args }: InboxQuestion, choice: string): void {
  const { ledger } = sync;
  switch (subject.kind) {
    case 'openOrders':
      answerOpenOrders(sync, choice === 'book' ? 'book' : 'taken');
      return;
    case 'takenOver':
      answerTakenOver(sync, subject.bookingId, choice === 'booked');
      return;
    case 'booking':
      answerUnknown(sync, subject.bookingId, choice === 'booked');
      return;
    case 'rejected':
      settleBooking(sync, subject.bookingId, choice === 'retry' ? 'pending' : 'dropped');
      return;
    case 'sku':
      if (choice === 'ignoreSku') ignoreSku(ledger, String(args.sku));
      lookAgain(sync, subject.orderId);
      return;
    case 'unreadOrder':
      if (choice === 'ignore') ignoreUnread(ledger, subject.orderId);
      else lookAtUnread(ledger, subject.orderId, sync.ports.monotonic.now());
      sync.signals.orders.notify();
      return;
    case 'unreadArticle':
      if (choice === 'retry') readUnreadNow(sync, subject.articleNumber);
      return;
    case 'unreadItem':
      if (choice === 'retry') tryFailingNow(ledger, subject.inventoryItemId, sync.ports.monotonic.now());
      return;
    case 'location':
      // The order is looked at again; a question that is still open is asked anew, an ignored one is not.
      lookAgain(sync, subject.orderId);
      return;
    case 'guard':
      answerGuard(sync, choice === 'send');
      return;
    case 'shopShrunk':
      answerShortWalk(sync, choice === 'gone');
      return;
    case 'shortList':
      believeShortList(sync);
      return;
    case 'return':
      answerGoodsBack(sync, subject.returnId, choice === 'putBack');
      return;
    case 'unseen':
      // The lower number stands meanwhile.
      if (choice === 'retry') lookForUnseenNow(ledger, sync.ports.monotonic.now());
      return;
    case 'oversold':
    case 'otherWriter':
    case 'newLife':
      // They were told, and there is nothing to be done here.
      return;
    default:
      subject satisfies never;
  }
}

function lookAgain(sync: Sync, orderId: string): void {
  const order = findOrder(sync.ledger, orderId);
  if (order) saveOrder(sync.ledger, { ...order, nextLookAt: sync.ports.monotonic.now() });
  sync.signals.orders.notify();
}
