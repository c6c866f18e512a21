import {
  type LinePlaceKey,
  linePlaceKey,
  type PositionKey,
  positionKey,
} from '../../../shared/words/position.ts';
import type { ShopTime } from '../../../shared/words/time.ts';
import type { BookingState } from '../../ledger/bookings.ts';
import { leftStoreOf, storeAt } from '../../ledger/catalogue.ts';
import { readState } from '../../ledger/engine-state.ts';
import { choiceFor } from '../../ledger/inbox.ts';
import type { LineGoods, PlacedEffect, StoredOrder } from '../../ledger/orders.ts';
import { readSetting } from '../../ledger/settings.ts';
import { type GivenBack, givenBack } from '../../rules/given-back.ts';
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

interface Looks {
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
  const out = new Map<PositionKey, number>();
  for (const { lineId, locationId, units } of takenAndGivenBack(sync, order, looks)) {
    const goods = looks.goodsOf.get(lineId);
    const storeNumber = storeAt(sync.ledger, locationId) ?? leftStoreOf(sync.ledger, locationId);
    if (goods?.kind !== 'article' || storeNumber === null) continue;
    const key = positionKey({ articleNumber: goods.articleNumber, storeNumber });
    out.set(key, (out.get(key) ?? 0) + units);
  }
  const back = new Map([...out].map(([key, units]) => [key, -units]));
  book(sync, order, out, 'question', () => 'webOrder');
  book(sync, order, back, 'question', () => (order.facts.isCancelled ? 'cancellation' : 'refund'));
}

function takenAndGivenBack(sync: Sync, order: ShopOrder, looks: Looks): GivenBack[] {
  const { ledger } = sync;
  const { stored, before, now } = looks;
  if (!stored) return stateOfDifference(sync, order, false) === 'question' ? givenBack(order.facts) : [];
  const inheritedUntil = readState(ledger, 'inheritedUntil');
  const isInheriting = inheritedUntil !== null || readState(ledger, 'takeOverUntil') !== null;
  const isOthers = isInheriting && (inheritedUntil === null || order.createdAt <= inheritedUntil);
  if (!isOthers || readSetting(ledger, 'shadow')) return [];
  const places = new Set(before.flatMap((one) => (one.storeNumber === null ? [linePlaceKey(one)] : [])));
  // Here nothing was booked of it, whenever it was seen; another ledger may have known the store.
  const withoutStore = givenBackSince(order, stored, null).filter(
    (part) => places.has(linePlaceKey(part)) && !isNoMatter(sync, order, part),
  );
  const inheritedLook = readState(ledger, 'inheritedLook');
  // What it has done since this ledger looked for itself no other has booked.
  if (inheritedLook === null || stored.lookedAt > inheritedLook) return withoutStore;
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
