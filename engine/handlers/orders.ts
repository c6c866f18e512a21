import { shopTime } from '../../shared/words/time.ts';
import { bookingsOf, linesOf } from '../ledger/bookings.ts';
import { closeInbox, findInbox, listInbox, openInboxLike } from '../ledger/inbox.ts';
import { listOrders } from '../ledger/orders.ts';
import { Refusal } from '../refusal.ts';
import { answerInbox } from '../sync/actions/answer-inbox.ts';
import { confirmFalls } from '../sync/stock-out/zero-guard.ts';
import { os } from './base.ts';
import type { Host } from './host.ts';
import { readMoment, writeMoment } from './moment.ts';

const shown = new Set(['pending', 'sent', 'unknown', 'confirmed', 'rejected', 'dropped']);

export function orderHandlers({ sync }: Host) {
  const { ledger } = sync;
  return {
    list: os.orders.list.handler(({ input }) => {
      const found = listOrders(ledger, readMoment(input.after, shopTime), input.limit);
      const last = found.at(-1);
      return {
        orders: found.map(({ orderId, name, createdAt, updatedAt, state }) => ({
          orderId,
          name,
          createdAt,
          updatedAt,
          state,
          bookings: bookingsOf(ledger, orderId).flatMap((booking) =>
            shown.has(booking.state)
              ? [
                  {
                    bookingId: booking.bookingId,
                    storeNumber: booking.storeNumber,
                    state: booking.state as 'pending',
                    lines: linesOf(ledger, booking.bookingId).map(({ articleNumber, delta }) => ({
                      articleNumber,
                      delta,
                    })),
                    at: booking.settledAt ?? booking.createdAt,
                  },
                ]
              : [],
          ),
        })),
        next:
          found.length === input.limit && last ? writeMoment({ at: last.createdAt, id: last.orderId }) : null,
      };
    }),

    inbox: os.orders.inbox.handler(({ input }) => ({ items: listInbox(ledger, input.resolved) })),

    resolve: os.orders.resolve.handler(({ input }) => {
      const item = findInbox(ledger, input.inboxId);
      if (!item) throw new Refusal('unknownInboxItem', { item: input.inboxId });
      if (item.resolvedAt !== null) throw new Refusal('inboxAlreadyResolved', { item: input.inboxId });
      if (!item.choices.includes(input.choice)) {
        throw new Refusal('badChoice', { choice: input.choice, choices: item.choices.join(', ') });
      }
      ledger.transaction(() => {
        if (item.subject.kind === 'guard' && input.choice === 'send') confirmFalls(sync, input.confirmRows);
        for (const question of input.alike ? openInboxLike(ledger, item, input.choice) : [item]) {
          closeInbox(ledger, question.inboxId, input.choice, sync.ports.clock.now());
          answerInbox(sync, question, input.choice);
        }
      });
      const { subject: _, ...answered } = findInbox(ledger, input.inboxId) ?? item;
      return answered;
    }),
  };
}
