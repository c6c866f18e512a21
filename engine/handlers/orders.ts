import type { z } from 'zod';
import type { orderView } from '../../shared/contract/orders.ts';
import { shopTime } from '../../shared/words/time.ts';
import { bookingsOf, linesOf } from '../ledger/bookings.ts';
import { findArticle } from '../ledger/catalogue.ts';
import type { Ledger } from '../ledger/database.ts';
import { closeInbox, findInbox, listInbox, openInboxLike } from '../ledger/inbox.ts';
import { countOrders, listOrders } from '../ledger/order-list.ts';
import { effectsOf, type StoredOrder } from '../ledger/orders.ts';
import { waitingLinesOf } from '../ledger/waiting-lines.ts';
import { Refusal } from '../refusal.ts';
import { answerInbox } from '../sync/actions/answer-inbox.ts';
import { confirmFalls } from '../sync/stock-out/zero-guard.ts';
import { os } from './base.ts';
import { spanOf } from './day-range.ts';
import type { Host } from './host.ts';
import { readMoment, writeMoment } from './moment.ts';

const shown = new Set(['pending', 'sent', 'unknown', 'confirmed', 'rejected', 'dropped']);

export function orderHandlers({ sync }: Host) {
  const { ledger } = sync;
  return {
    list: os.orders.list.handler(({ input }) => {
      const filter = { ...input, span: spanOf(input) };
      const found = listOrders(ledger, filter, readMoment(input.after, shopTime), input.limit);
      const last = found.at(-1);
      return {
        orders: found.map((order) => orderOf(ledger, order)),
        next:
          found.length === input.limit && last ? writeMoment({ at: last.createdAt, id: last.orderId }) : null,
        ...countOrders(ledger, filter),
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
      const { choice } = input;
      ledger.transaction(() => {
        const { clock, actor: by } = sync.ports;
        if (item.subject.kind === 'guard' && input.choice === 'send') confirmFalls(sync, input.confirmRows);
        for (const question of input.alike ? openInboxLike(ledger, item, choice) : [item]) {
          closeInbox(ledger, question.inboxId, { choice, at: clock.now(), by });
          answerInbox(sync, question, choice);
        }
      });
      const { subject: _, ...answered } = findInbox(ledger, input.inboxId) ?? item;
      return answered;
    }),
  };
}

type OrderView = z.infer<typeof orderView>;

function orderOf(ledger: Ledger, order: StoredOrder): OrderView {
  const { orderId, name, createdAt, updatedAt, state } = order;
  const bookings = bookingsOf(ledger, orderId).flatMap((booking): OrderView['bookings'] => {
    if (!shown.has(booking.state)) return [];
    const { bookingId, storeNumber } = booking;
    return [
      {
        bookingId,
        storeNumber,
        state: booking.state as 'pending',
        lines: linesOf(ledger, bookingId).map(({ articleNumber, delta }) => ({ articleNumber, delta })),
        at: booking.settledAt ?? booking.createdAt,
      },
    ];
  });
  return { orderId, name, createdAt, updatedAt, state, bookings, lines: linesTaken(ledger, orderId) };
}

/** What the order takes by now, line by line; and why some of it is not booked. */
function linesTaken(ledger: Ledger, orderId: string): OrderView['lines'] {
  const { placed, untold, unrouted } = effectsOf(ledger, orderId);
  const skus = new Map(waitingLinesOf(ledger, orderId).map(({ lineId, sku }) => [lineId, sku]));
  const line = (
    units: number,
    articleNumber: string | null,
    more: Partial<OrderView['lines'][number]>,
  ): OrderView['lines'][number] => ({
    articleNumber,
    name: articleNumber === null ? null : (findArticle(ledger, articleNumber)?.name ?? null),
    sku: null,
    storeNumber: null,
    units,
    unbooked: null,
    ...more,
  });
  return [
    ...placed.map(({ goods, units, storeNumber }) => {
      if (goods.kind === 'notOurs') return line(units, null, { unbooked: 'notOurs' });
      return line(units, goods.articleNumber, {
        storeNumber,
        unbooked: storeNumber === null ? 'noStore' : null,
      });
    }),
    ...untold.map(({ units, lineId }) =>
      line(units, null, { sku: skus.get(lineId) ?? null, unbooked: 'unknownGoods' }),
    ),
    ...unrouted.map(({ units, articleNumber }) =>
      line(units, articleNumber, { unbooked: 'waitingForRouting' }),
    ),
  ].filter(({ units }) => units > 0);
}
