/** Goods of an order that nobody could read, back before anybody knew that they had gone. */
import { later, type ShopTime } from '../../../shared/words/time.ts';
import type { PlacedEffect } from '../../ledger/orders.ts';
import { type PositionState, positionAt } from '../../ledger/positions.ts';
import { skuItem } from '../../ledger/shop-items.ts';
import { levelState } from '../../ledger/shop-levels.ts';
import { findUnread } from '../../ledger/unread-orders.ts';
import type { ShopOrder } from '../../shopify/read-order.ts';
import type { Sync } from '../runtime/context.ts';
import { askAboutReturn } from './possible-returns.ts';

interface HiddenReturn {
  readonly position: PositionState;
  readonly units: number;
  /** When the level was read that shows them. */
  readonly seenAt: ShopTime;
}

/**
 * What the order shipped, and a level does not lack that has been read since: while an order cannot be read no fall is believed, so as
 * many have come back, and Shopify shows a return of the order. To be found before our picture of the level follows the order, whose first
 * look this is.
 */
export function hiddenReturns(
  { ledger }: Sync,
  order: ShopOrder,
  placed: readonly PlacedEffect[],
): HiddenReturn[] {
  if (!order.hasReturn || !findUnread(ledger, order.orderId)) return [];
  const shipped = placed.flatMap(({ goods, locationId, units, held }) =>
    goods.kind === 'article' && units > held
      ? [{ articleNumber: goods.articleNumber, locationId, units: units - held }]
      : [],
  );
  const byPlace = Map.groupBy(shipped, ({ articleNumber, locationId }) => `${locationId} ${articleNumber}`);
  return [...byPlace.values()].flatMap((lines) => {
    const [{ articleNumber, locationId } = { articleNumber: '', locationId: '' }] = lines;
    const itemId = skuItem(ledger, articleNumber)?.inventoryItemId ?? '';
    const level = levelState(ledger, itemId, locationId);
    const position = positionAt(ledger, itemId, locationId);
    // One that waits to be explained is asked about by itself.
    if (!level || !position || level.unconfirmed !== null) return [];
    const units = lines.reduce((sum, one) => sum + one.units, 0) - level.unseen;
    const isReadSince = level.readAt > later(order.createdAt, 1_000);
    return isReadSince && units > 0 ? [{ position, units, seenAt: level.readAt }] : [];
  });
}

/** With the order's effects in the ledger. Inside a transaction. */
export function askAboutHidden(sync: Sync, { createdAt }: ShopOrder, hidden: readonly HiddenReturn[]): void {
  for (const { position, units, seenAt } of hidden)
    askAboutReturn(sync, position, units, { since: createdAt, seenAt });
}
