import { type PositionKey, positionKey } from '../../../shared/words/position.ts';
import { later, type ShopTime } from '../../../shared/words/time.ts';
import type { BookingState } from '../../ledger/bookings.ts';
import { leftStoreOf, storeAt } from '../../ledger/catalogue.ts';
import { readState } from '../../ledger/engine-state.ts';
import type { LineGoods, PlacedEffect, StoredEffects } from '../../ledger/orders.ts';
import { findUnread } from '../../ledger/unread-orders.ts';
import type { ShopOrder } from '../../shopify/read-order.ts';
import type { Sync } from '../runtime/context.ts';
import { book } from './add-bookings.ts';
import { isInherited } from './order-questions.ts';

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
  wasSeenOpen: boolean,
): Extract<BookingState, 'baseline' | 'question' | 'pending'> {
  // Another ledger was here: whether it has booked the order nobody else knows, whatever became of the goods since.
  if (readState(sync.ledger, 'isHeir'))
    return readState(sync.ledger, 'openOrders') === 'taken' ? 'baseline' : 'question';
  if (order.cancelledAt !== null && order.cancelledAt < activatedAt) return 'baseline';
  const isRecent = order.createdAt >= later(activatedAt, -LISTING_LAG_MS);
  if (order.isFulfilled && !isRecent && !wasSeenOpen) return 'baseline';
  const answer = readState(sync.ledger, 'openOrders');
  if (answer === 'taken') return 'baseline';
  return answer === null || isInherited(sync) ? 'question' : 'pending';
}

/**
 * What each line had taken from each location when the cut-over was drawn: what it takes now and what refunds have put
 * back since, without the units that edits have added since.
 */
export function effectsAtCutOver(
  sync: Sync,
  order: ShopOrder,
  resolved: readonly PlacedEffect[],
  goodsOf: ReadonlyMap<string, LineGoods>,
  activatedAt: ShopTime,
  addedSince: ReadonlyMap<string, number>,
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
 * can.
 * @param previous what was computed at the last look, with the lines that could not be told then; null at the first
 */
export function bookCutOver(
  sync: Sync,
  order: ShopOrder,
  previous: (StoredEffects & { readonly untoldBefore: ReadonlySet<string> }) | null,
  opening: readonly PlacedEffect[],
  activatedAt: ShopTime,
): void {
  // Not among the open ones when they were listed, so all it held then had left.
  const wasClosed =
    previous === null &&
    findUnread(sync.ledger, order.orderId) === undefined &&
    !readState(sync.ledger, 'isHeir') &&
    order.cancelledAt === null &&
    readState(sync.ledger, 'openOrdersRead') &&
    order.createdAt < later(activatedAt, -LISTING_LAG_MS);
  const units = new Map<PositionKey, number>();
  const left = new Map((previous?.unrouted ?? []).map((line) => [line.lineId, line.units]));
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
  }
  // What was waiting for its place at an earlier look had not left by then, whatever has become of it since.
  const state = wasClosed ? 'baseline' : stateAtCutOver(sync, order, activatedAt, previous !== null);
  book(sync, order, units, state, () => 'webOrder');
}
