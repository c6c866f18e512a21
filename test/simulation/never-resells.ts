import type { Order } from '../../practice/shopify/state.ts';
import { articleOf, movedFor, sum } from './order-truth.ts';
import type { Matched, Truth } from './truth.ts';

/** EasyCashier's balances may have been read this long before they are used: a full scan, a death or an absence may lie between. */
export const STALE_MS = 20 * 60_000;
/** An order that claims nothing shows in no number: it takes goods unseen until the orders are read. */
const UNREAD_MS = 2 * 60_000;

/**
 * No write of ours puts goods on sale again that a web order has taken: whatever we set is at most what EasyCashier
 * had lately, less what orders had taken from this very level (or put back) and EasyCashier was not told of yet. »Synka alla« is no
 * exception: what a person has seen in a plan may be sold by the time it is written.
 */
export function neverResells(truth: Truth, articles: readonly Matched[]): string[] {
  const { practice } = truth;
  const orders = new Map(practice.shopify.orders().map((order) => [order.id, order]));
  const inDoubt = new Set(
    [...orders.values()]
      .filter((order) => truth.isInDoubt(order) || truth.blurred.has(order.id) || truth.hidden.has(order.id))
      .flatMap((order) => order.lines.map(articleOf)),
  );
  const counted = [...orders.values()].filter((order) => !order.test);
  const isOld = (order: Order) => truth.openOrders === 'book' && truth.openBefore.has(order.id);
  // What an order from before the cut-over had taken then is booked on its own, if at all: it is left out, or counted whole.
  const ways = [counted.filter((order) => !isOld(order)), counted].map((list) => ({
    ids: new Set(list.map(({ id }) => id)),
    old: new Set(list.filter(isOld).map(({ id }) => id)),
    names: new Set(list.map(({ name }) => name)),
  }));
  const found: string[] = [];
  for (const { articleNumber, inventoryItemId } of articles) {
    if (truth.toggled.has(articleNumber) || inDoubt.has(articleNumber)) continue;
    for (const { storeNumber, locationId } of practice.places) {
      const shopify = practice.shopify.history(inventoryItemId, locationId);
      const moved = counted.flatMap((order) =>
        movedFor(practice, order, inventoryItemId, locationId).map((one) => ({
          ...one,
          reference: order.id,
        })),
      );
      const easycashier = practice.easycashier.history(articleNumber, storeNumber);
      for (const write of shopify) {
        if (write.cause !== 'api' || write.delta <= 0) continue;
        const left = ways.map(({ ids, old, names }) => {
          const taken = sum(
            moved.filter(
              ({ at, delta, isSilent, reference }) =>
                at <= write.at - (isSilent && delta < 0 ? UNREAD_MS : 0) &&
                (at >= truth.activatedAt || old.has(reference)) &&
                ids.has(reference),
            ),
          );
          const told = sum(
            easycashier.filter(({ at, comment }) => at <= write.at && isToldOf(names, comment)),
          );
          return Math.floor(highest(easycashier, write.at) + taken - told);
        });
        const most = Math.max(0, ...left);
        if (write.quantityAfter > most) {
          found.push(
            `I9 ${articleNumber} @${storeNumber} at ${new Date(write.at).toISOString().slice(11, 19)}: set to ` +
              `${write.quantityAfter}, at most ${most} were left`,
          );
        }
      }
    }
  }
  return found;
}

/** A booking for one of the orders, or of goods that came back of whichever. */
function isToldOf(names: ReadonlySet<string>, comment = ''): boolean {
  return comment.startsWith('Retur ') || names.has(/^Webborder (\S+) \(/.exec(comment)?.[1] ?? '');
}

/**
 * The highest balance that may have been used: tills and deliveries as of some instant lately, our own bookings as of
 * now, for those we know of without reading.
 */
function highest(history: readonly { at: number; delta: number; cause: string }[], until: number): number {
  let others = 0;
  let booked = 0;
  let most = Number.NEGATIVE_INFINITY;
  for (const entry of history) {
    if (entry.at > until) break;
    if (entry.at >= until - STALE_MS) most = Math.max(most, others);
    if (entry.cause === 'api') booked += entry.delta;
    else others += entry.delta;
  }
  return Math.max(most, others) + booked;
}
