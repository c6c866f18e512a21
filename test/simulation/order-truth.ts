import type { Order } from '../../practice/shopify/state.ts';
import type { Practice } from '../../practice/shops.ts';

/** What Shopify moved for an order on one level, in the order it happened. */
export function movedFor(practice: Practice, order: Order, inventoryItemId: string, locationId: string) {
  return practice.shopify
    .history(inventoryItemId, locationId)
    .filter((entry) => entry.reference === order.id);
}

/** What EasyCashier was told of an order in one store. */
export function bookedFor(practice: Practice, order: Order, articleNumber: string, storeNumber: string) {
  return practice.easycashier
    .history(articleNumber, storeNumber)
    .filter((entry) => entry.cause === 'api' && `${entry.comment}`.startsWith(`Webborder ${order.name} (`));
}

/** What the movements come to. */
export function sum(entries: readonly { readonly delta: number }[]): number {
  return entries.reduce((total, { delta }) => total + delta, 0);
}

/** Cells where Shopify has moved something else for the order than EasyCashier was told; `missing` is what it was not told. */
export function untold(
  practice: Practice,
  order: Order,
): { articleNumber: string; storeNumber: string; missing: number }[] {
  if (order.test) return [];
  const skus = new Set(order.lines.map((line) => line.sku ?? '').filter((sku) => sku !== ''));
  return [...skus].flatMap((articleNumber) => {
    const itemId = practice.shopify.itemIdBySku(articleNumber);
    if (itemId === undefined || !practice.easycashier.article(articleNumber)) return [];
    return practice.places.flatMap(({ storeNumber, locationId }) => {
      const gone = sum(movedFor(practice, order, itemId, locationId));
      const told = sum(bookedFor(practice, order, articleNumber, storeNumber));
      return Math.abs(gone - told) < 1e-9 ? [] : [{ articleNumber, storeNumber, missing: gone - told }];
    });
  });
}
