import type { LineItem, Order } from '../../practice/shopify/state.ts';
import type { Practice } from '../../practice/shops.ts';
import type { Matched, Truth } from './truth.ts';

/** Units that left a level (negative) or came back. */
export interface Moved {
  readonly at: number;
  readonly delta: number;
  /** `available` did not move by it: nothing but the order itself tells of it. */
  readonly isSilent: boolean;
}

/** What somebody who mistypes a SKU adds to it. */
export const MISTYPED = '-FEL';

/** The article whose goods a line is of: what the order copied may have been mistyped, and the item's own may be so now. */
export const articleOf = ({ item, sku }: LineItem): string => (item?.sku || sku).replace(MISTYPED, '');

/**
 * What an order took from the goods at one location and gave back, in the order it happened: what Shopify moved for it, also on an item
 * that was made anew since, and what became its own without `available` moving.
 */
export function movedFor(
  { shopify }: Practice,
  order: Order,
  inventoryItemId: string,
  locationId: string,
): Moved[] {
  const ids = [inventoryItemId, ...shopify.formerIds(inventoryItemId)];
  return [
    ...ids
      .flatMap((id) => shopify.history(id, locationId))
      .filter(({ reference }) => reference === order.id)
      .map(({ at, delta }) => ({ at, delta, isSilent: false })),
    ...order.unmoved
      .filter((one) => ids.includes(one.inventoryItemId) && one.locationId === locationId)
      .map(({ at, delta }) => ({ at, delta, isSilent: true })),
  ].sort((a, b) => a.at - b.at);
}

/** What EasyCashier was told of an order in one store; also of goods that came back of this order and no other. */
export function bookedFor(practice: Practice, order: Order, articleNumber: string, storeNumber: string) {
  const beginnings = [`Webborder ${order.name} (`, `Retur ${order.name} (`];
  return practice.easycashier
    .history(articleNumber, storeNumber)
    .filter(
      ({ cause, comment }) => cause === 'api' && beginnings.some((text) => `${comment}`.startsWith(text)),
    );
}

/** What EasyCashier was told of goods that came back of one of several orders, or of nobody knows which. */
export function bookedForAny(practice: Practice, articleNumber: string, storeNumber: string) {
  return practice.easycashier
    .history(articleNumber, storeNumber)
    .filter(({ cause, comment }) => cause === 'api' && /^Retur (–|[^,]*, .*) \(/.test(`${comment}`));
}

/** What of an order counts: all of it, or for goods that had left before the cut-over what became of it since. */
export interface Counted {
  readonly practice: Practice;
  readonly cutOver: Pick<Truth, 'activatedAt' | 'openOrders' | 'openBefore'>;
}

export function isCountedWhole({ cutOver }: Counted, order: Order): boolean {
  const isBefore = Math.floor(order.createdAt / 1000) * 1000 < cutOver.activatedAt;
  return !isBefore || (cutOver.openOrders === 'book' && cutOver.openBefore.has(order.id));
}

/** What Shopify has moved for an order of one article that counts, and what EasyCashier was told of it, by store. */
export function effectsOf(counted: Counted, order: Order, { articleNumber, inventoryItemId }: Matched) {
  const { practice, cutOver } = counted;
  const isWhole = isCountedWhole(counted, order);
  return practice.places.map(({ storeNumber, locationId }) => {
    const moved = movedFor(practice, order, inventoryItemId, locationId).filter(
      (entry) => isWhole || entry.at >= cutOver.activatedAt,
    );
    const taken = sum(bookedFor(practice, order, articleNumber, storeNumber));
    return { storeNumber, moved, gone: sum(moved), taken };
  });
}

/** Units of an article that came back to a store, or to all, and that EasyCashier was not told of. */
export function untoldBack(counted: Counted, goods: Matched, stores: readonly string[]): number {
  const { practice } = counted;
  const orders = practice.shopify.orders().filter(({ test }) => !test);
  const effects = orders.flatMap((order) => effectsOf(counted, order, goods));
  const there = effects.filter(({ storeNumber }) => stores.includes(storeNumber));
  const back = stores.map((storeNumber) => sum(bookedForAny(practice, goods.articleNumber, storeNumber)));
  return there.reduce((total, { gone, taken }) => total + gone - taken, 0) - back.reduce((a, b) => a + b, 0);
}

/** As far apart, two changes of a level may come between two looks at it. */
const MASKED_MS = 30 * 60_000;

/** Goods came back while somebody set the same level, or to an item that was made anew since: what it rose by then tells nobody how many. */
export function isReturnMasked({ shopify, places }: Practice, inventoryItemId: string): boolean {
  return places.some(({ locationId }) => {
    const former = shopify.formerIds(inventoryItemId).flatMap((id) => shopify.history(id, locationId));
    if (former.some(({ cause }) => cause === 'return')) return true;
    const history = shopify.history(inventoryItemId, locationId);
    const edits = history.filter(({ cause }) => cause === 'admin');
    const back = history.filter(({ cause }) => cause === 'return');
    return back.some(({ at }) => edits.some((edit) => Math.abs(edit.at - at) < MASKED_MS));
  });
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
  const skus = new Set(order.lines.map(articleOf).filter((sku) => sku !== ''));
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
