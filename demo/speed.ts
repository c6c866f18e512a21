/** How soon what is sold on the web is gone in EasyCashier too, by both shops' own books. */
import { pairs } from '../practice/comparison.ts';
import type { Practice } from '../practice/shops.ts';
import { orderNameOf } from './comment.ts';

export interface Speed {
  readonly medianSeconds: number;
  readonly slowestSeconds: number;
}

/** From an order's goods being gone in Shopify to their first booking in EasyCashier, for every cell an order took goods from. */
export function bookingSeconds(practice: Practice, since: number): number[] {
  const { easycashier, shopify, places } = practice;
  return pairs(practice).flatMap(({ articleNumber, inventoryItemId }) =>
    places.flatMap(({ storeNumber, locationId }) => {
      const bookedAt = new Map<string, number>();
      for (const { at, cause, comment = '' } of easycashier.history(articleNumber, storeNumber)) {
        const name = cause === 'api' ? orderNameOf(comment) : null;
        if (name !== null && !bookedAt.has(name)) bookedAt.set(name, at);
      }
      const goneAt = new Map<string, number>();
      for (const { at, delta, reference } of shopify.history(inventoryItemId, locationId)) {
        const order = delta < 0 && at >= since ? shopify.order(reference) : undefined;
        if (order && !goneAt.has(order.name)) goneAt.set(order.name, at);
      }
      return [...goneAt].flatMap(([name, gone]) => {
        const booked = bookedAt.get(name);
        return booked === undefined ? [] : [Math.max(0, booked - gone) / 1_000];
      });
    }),
  );
}

/** Null when there is nothing to speak of. */
export function speedOf(seconds: readonly number[]): Speed | null {
  const sorted = [...seconds].sort((one, other) => one - other);
  const [median, slowest] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  if (median === undefined || slowest === undefined) return null;
  const hundredths = (value: number) => Math.round(value * 100) / 100;
  return { medianSeconds: hundredths(median), slowestSeconds: hundredths(slowest) };
}
