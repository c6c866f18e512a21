import type { Order } from '../../practice/shopify/state.ts';
import { sum } from './order-truth.ts';
import type { Truth } from './truth.ts';

/**
 * Units of an order that EasyCashier holds by a count: the call was lost, and before anybody could see that, the goods were counted to just
 * what it would have made. Nothing EasyCashier answers tells the two apart, and what was counted later is what lies on the shelf: told once
 * more it would be one too many. Only a booking that the ledger holds for taken, which EasyCashier never got, and a count of just its size
 * since the order are that.
 */
export function countedOver(
  { ledger, practice }: Pick<Truth, 'ledger' | 'practice'>,
  order: Order,
  articleNumber: string,
  stores: readonly string[],
): number {
  return stores.reduce((total, storeNumber) => {
    const history = practice.easycashier.history(articleNumber, storeNumber);
    const told = new Set(history.map(({ comment }) => comment));
    const counts = history.filter(({ cause, at }) => cause === 'count' && at > order.createdAt);
    const lost = ledger
      .all<{ comment: string; delta: number }>(
        `SELECT b.comment, l.delta FROM booking b JOIN booking_line l USING (booking_id)
         WHERE b.order_id = ? AND b.store_number = ? AND l.article_number = ? AND b.state = 'confirmed'`,
        order.id,
        storeNumber,
        articleNumber,
      )
      .filter(({ comment, delta }) => !told.has(comment) && counts.some((count) => count.delta === delta));
    return total + sum(lost);
  }, 0);
}
