import {
  type LinePlaceKey,
  linePlaceKey,
  type PositionKey,
  positionKey,
} from '../../../shared/words/position.ts';
import type { ShopTime } from '../../../shared/words/time.ts';
import type { BookingState, NewBooking } from '../../ledger/bookings.ts';
import { leftStoreOf, listLocations, storeAt } from '../../ledger/catalogue.ts';
import { readState } from '../../ledger/engine-state.ts';
import { choiceFor } from '../../ledger/inbox.ts';
import type { LineGoods, PlacedEffect, StoredOrder } from '../../ledger/orders.ts';
import { readSetting } from '../../ledger/settings.ts';
import { findUnread } from '../../ledger/unread-orders.ts';
import { type GivenBack, givenBack } from '../../rules/given-back.ts';
import { isLive } from '../../rules/order-effects.ts';
import type { ShopOrder } from '../../shopify/read-order.ts';
import type { Sync } from '../runtime/context.ts';
import { book } from './add-bookings.ts';

/**
 * What becomes of a difference: sent, or only noted in shadow mode. What may have come while another computer wrote is
 * asked about: nobody else knows whether that one has booked it, had asked about it, or had stopped.
 */
export function stateOfDifference(
  sync: Sync,
  order: Pick<ShopOrder, 'createdAt' | 'updatedAt' | 'hasReturn'>,
  isBookedBefore: boolean,
): BookingState {
  if (readSetting(sync.ledger, 'shadow')) return 'dropped';
  const inheritedUntil = readState(sync.ledger, 'inheritedUntil');
  const isTakingOver = readState(sync.ledger, 'takeOverUntil') !== null;
  // Up to when another has booked is not known before Shopify has told its time.
  if (inheritedUntil === null) return isTakingOver ? 'question' : 'pending';
  if (order.createdAt > inheritedUntil) return 'pending';
  // What came back may have been booked there on a person's word.
  const isSince = order.updatedAt > inheritedUntil && !isTakingOver && isBookedBefore && !order.hasReturn;
  return isSince ? 'pending' : 'question';
}

/**
 * Whether something of what the order did since the last look may be from when another wrote, though its last change is not: it shows all at
 * once that could not be read meanwhile, or was listed late.
 */
export function mayBePartlyAnothers(sync: Sync, order: ShopOrder, stored: StoredOrder | undefined): boolean {
  if (!stored || !isAnothers(sync, order, stored)) return false;
  if (findUnread(sync.ledger, order.orderId)) return true;
  const until = readState(sync.ledger, 'inheritedUntil');
  const { shipments, refunds } = order.facts;
  return [...shipments, ...refunds].some(
    ({ createdAt }) =>
      createdAt !== null && createdAt > stored.updatedAt && (until === null || createdAt <= until),
  );
}

export interface Looks {
  /** As it was left at the last look; undefined: this is the first. */
  readonly stored: StoredOrder | undefined;
  readonly goodsOf: ReadonlyMap<string, LineGoods>;
  /** What it had taken at the last look, with what has been counted of the activation at this one, and what it takes now. */
  readonly before: readonly PlacedEffect[];
  readonly now: readonly PlacedEffect[];
}

/**
 * Another ledger may have booked what the order took and gave back since this one last looked, of which nothing is left to be booked: both
 * halves are asked about, for the other may have booked the first and not the second.
 */
export function askAboutGivenBack(sync: Sync, order: ShopOrder, looks: Looks): void {
  askAboutBoth(sync, order, looks, takenAndGivenBack(sync, order, looks), {
    out: 'webOrder',
    back: order.facts.isCancelled ? 'cancellation' : 'refund',
  });
}

/**
 * Another ledger may have booked that the order was moved to another store, which this one never saw, because it has come back since: Shopify
 * tells that its fulfillment order was changed, and not how. In each store both halves are asked about.
 */
export function askAboutUnseenMoves(sync: Sync, order: ShopOrder, looks: Looks): void {
  const changed = changedSinceCopied(sync, order, looks);
  if (changed.length === 0) return;
  const places = listLocations(sync.ledger).filter(({ storeNumber }) => storeNumber !== null);
  if (places.length < 2) return;
  const parts = changed.flatMap((part) => places.map(({ locationId }) => ({ ...part, locationId })));
  askAboutBoth(sync, order, looks, parts, { out: 'move', back: 'move' });
}

/** Where nothing is left to be booked, each half may have been: both are asked about. */
function askAboutBoth(
  sync: Sync,
  order: ShopOrder,
  { goodsOf }: Looks,
  parts: readonly GivenBack[],
  causes: Readonly<Record<'out' | 'back', NewBooking['cause']>>,
): void {
  const out = new Map<PositionKey, number>();
  for (const { lineId, locationId, units } of parts) {
    const goods = goodsOf.get(lineId);
    const storeNumber = storeAt(sync.ledger, locationId) ?? leftStoreOf(sync.ledger, locationId);
    if (goods?.kind !== 'article' || storeNumber === null) continue;
    const key = positionKey({ articleNumber: goods.articleNumber, storeNumber });
    out.set(key, (out.get(key) ?? 0) + units);
  }
  const back = new Map([...out].map(([key, units]) => [key, -units]));
  book(sync, order, out, 'question', () => causes.out);
  book(sync, order, back, 'question', () => causes.back);
}

/**
 * What waits to be shipped from where it waited at the last look before another wrote, on fulfillment orders that were changed since. A refund or
 * a shipment since is change enough: then nothing is asked.
 */
function changedSinceCopied(sync: Sync, order: ShopOrder, { stored, before, now }: Looks): GivenBack[] {
  if (!stored || !isAnothers(sync, order, stored)) return [];
  const { shipments, refunds } = order.facts;
  if ([...shipments, ...refunds].some(({ createdAt }) => createdAt !== null && createdAt > stored.updatedAt))
    return [];
  const [were, are] = [unitsByPlace(before), unitsByPlace(now)];
  return order.facts.fulfillmentOrders.flatMap(({ status, updatedAt, locationId, lines }) => {
    if (!isLive({ status }) || locationId === null || updatedAt <= stored.updatedAt) return [];
    return lines.flatMap(({ lineId, remainingQuantity }) => {
      const key = linePlaceKey({ lineId, locationId });
      const units = are.get(key) ?? 0;
      return remainingQuantity > 0 && units > 0 && units === were.get(key)
        ? [{ lineId, locationId, units }]
        : [];
    });
  });
}

/** Whether another ledger may have booked something of the order since this one last looked at it. */
function isAnothers(sync: Sync, order: ShopOrder, { lookedAt }: StoredOrder): boolean {
  const { ledger } = sync;
  const inheritedLook = readState(ledger, 'inheritedLook');
  // What it has done since this ledger looked for itself no other has booked.
  return isOfAnother(sync, order) && inheritedLook !== null && lookedAt <= inheritedLook;
}

function isOfAnother({ ledger }: Sync, { createdAt }: ShopOrder): boolean {
  const inheritedUntil = readState(ledger, 'inheritedUntil');
  const isInheriting = inheritedUntil !== null || readState(ledger, 'takeOverUntil') !== null;
  const isOthers = isInheriting && (inheritedUntil === null || createdAt <= inheritedUntil);
  return isOthers && !readSetting(ledger, 'shadow');
}

function takenAndGivenBack(sync: Sync, order: ShopOrder, looks: Looks): GivenBack[] {
  const { ledger } = sync;
  const { stored, before, now } = looks;
  if (!stored) return stateOfDifference(sync, order, false) === 'question' ? givenBack(order.facts) : [];
  if (!isOfAnother(sync, order)) return [];
  const places = new Set(before.flatMap((one) => (one.storeNumber === null ? [linePlaceKey(one)] : [])));
  // Here nothing was booked of it, whenever it was seen; another ledger may have known the store.
  const withoutStore = givenBackSince(order, stored, null).filter(
    (part) => places.has(linePlaceKey(part)) && !isNoMatter(sync, order, part),
  );
  if (!isAnothers(sync, order, stored)) return withoutStore;
  const inheritedUntil = readState(ledger, 'inheritedUntil');
  const [were, are] = [unitsByPlace(before), unitsByPlace(now)];
  const unseen = givenBackSince(order, stored, inheritedUntil).flatMap((part) => {
    const key = linePlaceKey(part);
    if (places.has(key)) return [];
    // What it had taken by the last look and gave back since is a difference, and asked about as that.
    const taken = (are.get(key) ?? 0) - (were.get(key) ?? 0) + part.units;
    const units = Math.min(part.units, taken);
    return units > 0 ? [{ ...part, units }] : [];
  });
  return [...withoutStore, ...unseen];
}

/** A person has said so of the order's goods there. */
const isNoMatter = ({ ledger }: Sync, { orderId }: ShopOrder, { locationId }: GivenBack) =>
  choiceFor(ledger, { kind: 'location', orderId, locationId }) === 'ignore';

/** @param until null: up to now */
function givenBackSince(order: ShopOrder, { updatedAt }: StoredOrder, until: ShopTime | null): GivenBack[] {
  const isSince = (at: ShopTime | null) => at !== null && at > updatedAt && (until === null || at <= until);
  return givenBack(order.facts, ({ createdAt }) => isSince(createdAt), isSince(order.cancelledAt));
}

function unitsByPlace(effects: readonly PlacedEffect[]): Map<LinePlaceKey, number> {
  const units = new Map<LinePlaceKey, number>();
  for (const effect of effects) {
    const key = linePlaceKey(effect);
    units.set(key, (units.get(key) ?? 0) + effect.units);
  }
  return units;
}
