import { type PositionKey, positionKey } from '../../../shared/words/position.ts';
import { later, type ShopTime } from '../../../shared/words/time.ts';
import type { BookingState } from '../../ledger/bookings.ts';
import { leftStoreOf, storeAt } from '../../ledger/catalogue.ts';
import { readState } from '../../ledger/engine-state.ts';
import type { LineGoods, PlacedEffect, StoredEffects } from '../../ledger/orders.ts';
import { findUnread } from '../../ledger/unread-orders.ts';
import { type Effects, hasLeft } from '../../rules/order-effects.ts';
import type { ShopOrder } from '../../shopify/read-order.ts';
import type { Sync } from '../runtime/context.ts';
import { book } from './add-bookings.ts';
import { isInherited } from './order-questions.ts';

/** The line between what the programs before this one counted and what this one counts. */
export interface CutOver {
  readonly activatedAt: ShopTime;
  /** Units that edits have added to each line since, where that has been asked for. */
  readonly addedSince: ReadonlyMap<string, number>;
}

/** A listing of open orders may lack those of the last moments: Shopify's search lags. */
const LISTING_LAG_MS = 60_000;

/**
 * What becomes of goods sold before the cut-over: gone from EasyCashier with the goods if they had left by
 * then, else as the person has answered, and a question as long as there is no answer. Shopify's search lags, so
 * of the last moments before the line it is not known what had left: those are asked about.
 */
function stateAtCutOver(
  sync: Sync,
  order: ShopOrder,
  activatedAt: ShopTime,
  wasOpen: boolean,
): Extract<BookingState, 'baseline' | 'question' | 'pending'> {
  // Another ledger was here: whether it has booked the order nobody else knows, whatever became of the goods since.
  if (readState(sync.ledger, 'isHeir'))
    return readState(sync.ledger, 'openOrders') === 'taken' ? 'baseline' : 'question';
  if (order.cancelledAt !== null && order.cancelledAt < activatedAt) return 'baseline';
  const isRecent = order.createdAt >= later(activatedAt, -LISTING_LAG_MS);
  if (!wasOpen && !isRecent) return 'baseline';
  const answer = readState(sync.ledger, 'openOrders');
  if (answer === 'taken') return 'baseline';
  return answer === null || isInherited(sync) ? 'question' : 'pending';
}

/**
 * Had goods of it not left yet when the line was drawn? Those that wait by now had not, nor those sent off or given up unsent since, but for
 * what edits have added since. An order whose last unit was given up stays open in Shopify: nothing of it is left to wait for.
 */
function wasOpenAt(
  order: ShopOrder,
  opening: readonly PlacedEffect[],
  unrouted: Effects['unrouted'],
  { activatedAt, addedSince }: CutOver,
): boolean {
  // Only what has not left can be cancelled.
  if (order.cancelledAt !== null && order.cancelledAt >= activatedAt) return true;
  const waiting = order.isFulfilled
    ? []
    : [...unrouted, ...opening.map(({ lineId, held }) => ({ lineId, units: held }))];
  const sent = order.facts.shipments
    .filter((one) => hasLeft(one) && one.createdAt >= activatedAt)
    .flatMap(({ lines }) => lines);
  const refunded = order.facts.refunds
    .filter(({ createdAt }) => createdAt !== null && createdAt >= activatedAt)
    .flatMap(({ lines }) => lines);
  return order.facts.lines.some(({ lineId }) => {
    const of = <T extends { lineId: string }>(parts: readonly T[]) =>
      parts.filter((part) => part.lineId === lineId);
    const putBack = of(refunded).filter(({ restockType }) => restockType === 'CANCEL');
    const givenUp = of(refunded).filter(({ restockType }) => restockType === 'NO_RESTOCK');
    // Units that had been sent may be refunded as well: those are not kept as given up.
    const kept = of(opening).reduce((sum, { notRestocked }) => sum + notRestocked, 0);
    const unsent =
      of(waiting).reduce((sum, { units }) => sum + units, 0) +
      total(of(sent)) +
      total(putBack) +
      Math.min(kept, total(givenUp));
    return unsent > (addedSince.get(lineId) ?? 0);
  });
}

const total = (parts: readonly { readonly quantity: number }[]) =>
  parts.reduce((sum, { quantity }) => sum + quantity, 0);

/**
 * What each line had taken from each location when the cut-over was drawn: what it takes now and what refunds have put
 * back since, without the units that edits have added since.
 */
export function effectsAtCutOver(
  sync: Sync,
  order: ShopOrder,
  resolved: readonly PlacedEffect[],
  goodsOf: ReadonlyMap<string, LineGoods>,
  { activatedAt, addedSince }: CutOver,
): PlacedEffect[] {
  const opening = resolved.map((effect) => ({ ...effect }));
  for (const refund of order.facts.refunds) {
    if (refund.createdAt === null || refund.createdAt < activatedAt) continue;
    for (const part of refund.lines) {
      const held = opening.find((effect) => effect.lineId === part.lineId);
      const locationId = part.locationId ?? held?.locationId;
      const goods = goodsOf.get(part.lineId);
      if (part.restockType === 'NO_RESTOCK' || locationId === undefined || goods === undefined) continue;
      const there = opening.find(
        (effect) => effect.lineId === part.lineId && effect.locationId === locationId,
      );
      if (there) there.units += part.quantity;
      else {
        const storeNumber = storeAt(sync.ledger, locationId) ?? leftStoreOf(sync.ledger, locationId);
        const { quantity: units } = part;
        opening.push({
          lineId: part.lineId,
          locationId,
          storeNumber,
          goods,
          units,
          notRestocked: 0,
          held: 0,
        });
      }
    }
  }
  const added = new Map(addedSince);
  for (const effect of opening) {
    const units = Math.min(added.get(effect.lineId) ?? 0, Math.max(0, effect.units));
    added.set(effect.lineId, (added.get(effect.lineId) ?? 0) - units);
    effect.units -= units;
  }
  return opening;
}

/**
 * Books the effect an order from before the line had then, once; of a line whose goods nobody could tell at the first look as soon as somebody
 * can. Returns what was counted at this look.
 * @param previous what was computed at the last look, with the lines that could not be told then; null at the first
 * @param unrouted units that no location has yet
 */
export function bookCutOver(
  sync: Sync,
  order: ShopOrder,
  previous: (StoredEffects & { readonly untoldBefore: ReadonlySet<string> }) | null,
  opening: readonly PlacedEffect[],
  unrouted: Effects['unrouted'],
  cutOver: CutOver,
): PlacedEffect[] {
  const { activatedAt } = cutOver;
  // Not among the open ones when they were listed, so all it held then had left.
  const wasClosed =
    previous === null &&
    findUnread(sync.ledger, order.orderId) === undefined &&
    !readState(sync.ledger, 'isHeir') &&
    order.cancelledAt === null &&
    readState(sync.ledger, 'openOrdersRead') &&
    order.createdAt < later(activatedAt, -LISTING_LAG_MS);
  const units = new Map<PositionKey, number>();
  const countedNow: PlacedEffect[] = [];
  const stillUnrouted = new Map(unrouted.map((line) => [line.lineId, line.units]));
  // Units that have found their place since, or were given up before they had one.
  const left = new Map(
    (previous?.unrouted ?? []).map(({ lineId, units }) => [lineId, units - (stillUnrouted.get(lineId) ?? 0)]),
  );
  for (const effect of opening) {
    const { storeNumber } = effect;
    if (effect.goods.kind === 'notOurs' || storeNumber === null) continue;
    let counted = effect.units;
    if (previous && !previous.untoldBefore.has(effect.lineId)) {
      // Taken in before: only what had no location then is new, and the same answer goes for it.
      const before = previous.placed.find(
        (held) => held.lineId === effect.lineId && held.locationId === effect.locationId,
      );
      const waiting = left.get(effect.lineId) ?? 0;
      counted = Math.max(0, Math.min(waiting, effect.units - (before?.units ?? 0)));
      left.set(effect.lineId, waiting - counted);
    }
    const key = positionKey({ articleNumber: effect.goods.articleNumber, storeNumber });
    units.set(key, (units.get(key) ?? 0) + counted);
    countedNow.push({ ...effect, units: counted });
  }
  // What had no place yet at the last look had not left, also where it was given up before that.
  const hadNoPlace = previous !== null && previous.unrouted.length > 0;
  const wasOpen = hadNoPlace || wasOpenAt(order, opening, unrouted, cutOver);
  const state = wasClosed ? 'baseline' : stateAtCutOver(sync, order, activatedAt, wasOpen);
  book(sync, order, units, state, () => 'webOrder');
  return countedNow;
}
