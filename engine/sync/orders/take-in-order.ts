import {
  type LinePlaceKey,
  linePlaceKey,
  type PositionKey,
  positionKey,
} from '../../../shared/words/position.ts';
import { later, type MonotonicTime, msBetween, type ShopTime, shopTime } from '../../../shared/words/time.ts';
import { bookedUnits } from '../../ledger/bookings.ts';
import { leftStoreOf, storeAt } from '../../ledger/catalogue.ts';
import { readState } from '../../ledger/engine-state.ts';
import { choiceFor, endInbox, openInbox } from '../../ledger/inbox.ts';
import { lookForUnseenAt } from '../../ledger/level-doubts.ts';
import {
  effectsOf,
  findOrder,
  keepOpeningTold,
  type OrderState,
  type PlacedEffect,
  replaceEffects,
  saveOrder,
  type UnroutedUnits,
} from '../../ledger/orders.ts';
import { markDirty } from '../../ledger/queue.ts';
import { settledByReturns } from '../../ledger/returns.ts';
import { skuItem } from '../../ledger/shop-items.ts';
import { applyOrderEffect } from '../../ledger/shop-levels.ts';
import { bookingDelta, isLive, type LineEffect, orderEffects } from '../../rules/order-effects.ts';
import type { ShopOrder } from '../../shopify/read-order.ts';
import { type Sync, shopNow, shortId } from '../runtime/context.ts';
import { book } from './add-bookings.ts';
import { bookCutOver, effectsAtCutOver } from './cut-over.ts';
import { askAboutHidden, hiddenReturns } from './hidden-returns.ts';
import {
  askAboutGivenBack,
  askAboutUnseenMoves,
  type Looks,
  mayBePartlyAnothers,
  stateOfDifference,
} from './inherited.ts';
import { keepWaitingLines, linesUntold, resolveLines } from './line-goods.ts';
import { logOrder } from './log-order.ts';
import { matchRefunds } from './returns.ts';

const nothingAdded: ReadonlyMap<string, number> = new Map();
/** Units that no location has after this long are shipped by somebody whose location we may not see. */
const ROUTING_PATIENCE_MS = 10 * 60_000;
/** Timestamps have whole seconds: an order is looked at once more, so that a change within the second is not missed. */
const SECOND_LOOK_MS = 4_000;
/** An order that changed longer ago cannot change again in the same second; our picture of Shopify's clock is that good. */
const FRESH_MS = 5_000;

/**
 * Takes in an order as it is now: computes what it should have done to stock, books the difference to what is booked,
 * and moves our picture of Shopify's levels along. Running it again with the same order changes nothing, so events may
 * come twice, late or never. Inside a transaction.
 * @param addedSince units that edits have added to each line since the cut-over, where that has been asked for
 */
export function takeInOrder(
  sync: Sync,
  order: ShopOrder,
  lookedAt: ShopTime,
  addedSince = nothingAdded,
): void {
  const { ledger } = sync;
  const stored = findOrder(ledger, order.orderId);
  const activatedAt = readState(ledger, 'activatedAt') ?? shopTime(Number.POSITIVE_INFINITY);
  const isBefore = order.createdAt < activatedAt;
  const previous = effectsOf(ledger, order.orderId);
  const { effects, unrouted } = orderEffects(order.facts, [...previous.placed, ...previous.untold]);
  const untoldBefore = linesUntold(sync, order.orderId, previous);
  const goodsOf = resolveLines(sync, order, previous);
  keepWaitingLines(sync, order, goodsOf);
  const storesBefore = new Map(previous.placed.map((effect) => [linePlaceKey(effect), effect.storeNumber]));
  const placed: PlacedEffect[] = effects.flatMap((effect) => {
    const goods = goodsOf.get(effect.lineId);
    const storeNumber =
      storesBefore.get(linePlaceKey(effect)) ?? storeOf(sync, order, effect.locationId, isBefore);
    return goods === undefined ? [] : [{ ...effect, goods, storeNumber, held: heldBy(order, effect) }];
  });
  const untold = effects.filter(({ lineId }) => !goodsOf.has(lineId));
  for (const { goods, locationId } of [...placed, ...previous.placed]) {
    if (goods.kind === 'article')
      lookForUnseenAt(ledger, goods.articleNumber, locationId, sync.ports.monotonic.now());
  }
  const isTooLate = msBetween(order.createdAt, shopNow(sync)) > ROUTING_PATIENCE_MS;
  const looks = stored && stored.updatedAt === order.updatedAt ? stored.looks + 1 : 0;
  const isFresh = msBetween(order.updatedAt, lookedAt) < FRESH_MS;
  if (order.isTest) {
    // Booked nowhere; but what it holds in Shopify, once it is routed, is no unseen order's.
    if (!stored) logOrder(sync, order, 'orderIgnored', 'test');
    const nextLook = nextLookAt(sync, unrouted.length > 0 && !isTooLate, looks, isFresh);
    remember(sync, order, lookedAt, 'test', looks, nextLook);
    replaceEffects(ledger, order.orderId, { placed, untold: [], unrouted: [] });
    return;
  }

  const waiting: UnroutedUnits[] = [];
  for (const line of unrouted) {
    const goods = goodsOf.get(line.lineId);
    if (goods?.kind !== 'article') continue;
    const { articleNumber } = goods;
    if (!isTooLate) waiting.push({ ...line, articleNumber });
    // Said once: at the next look it waits no more.
    else if (!stored || previous.unrouted.some(({ lineId }) => lineId === line.lineId))
      logOrder(sync, order, 'orderIgnored', 'elsewhere', articleNumber);
  }

  const nextLook = nextLookAt(sync, waiting.length > 0, looks, isFresh);
  remember(sync, order, lookedAt, stateOf(order, isBefore, waiting.length > 0), looks, nextLook);
  if (!stored) logOrder(sync, order, 'orderSeen', 'order');

  const hidden = stored ? [] : hiddenReturns(sync, order, placed);
  const seenBack = matchRefunds(sync, order, [...placed, ...previous.placed], goodsOf);
  // Also for an order from before the line: a level may have been read before it.
  const current = [...placed, ...untold];
  moveLevels(
    sync,
    order,
    [...previous.placed, ...previous.untold],
    current,
    seenBack,
    stored?.lookedAt ?? null,
  );
  endLeft(sync, order, previous.placed, placed);
  replaceEffects(ledger, order.orderId, { placed, untold, unrouted: waiting });
  const counted = [...previous.placed];
  if (isBefore) {
    const cutOver = { activatedAt, addedSince };
    const opening = effectsAtCutOver(sync, order, placed, goodsOf, cutOver);
    const before = stored ? { ...previous, untoldBefore } : null;
    counted.push(...bookCutOver(sync, order, before, opening, unrouted, cutOver));
    keepOpeningTold(ledger, order.orderId, goodsOf.keys());
  }
  const isPartlyAnothers = mayBePartlyAnothers(sync, order, stored);
  bookDifference(sync, order, placed, previous.placed, { untoldBefore, isPartlyAnothers });
  askWhatNobodySaw(sync, order, { stored, goodsOf, before: counted, now: placed }, isBefore);
  askAboutHidden(sync, order, hidden);
  for (const effect of [...placed, ...previous.placed]) markEffectDirty(sync, effect, order.name);
}

function askWhatNobodySaw(sync: Sync, order: ShopOrder, looks: Looks, isBefore: boolean): void {
  if (looks.stored || !isBefore) askAboutGivenBack(sync, order, looks);
  askAboutUnseenMoves(sync, order, looks);
}

/**
 * Null: no store has the location, or a person has said that the order's goods there are no matter of ours. What an order from before the
 * cut-over had taken is the matter of the store that had the location then.
 */
function storeOf(
  { ledger }: Sync,
  { orderId }: ShopOrder,
  locationId: string,
  isBefore: boolean,
): string | null {
  if (choiceFor(ledger, { kind: 'location', orderId, locationId }) === 'ignore') return null;
  return storeAt(ledger, locationId) ?? (isBefore ? leftStoreOf(ledger, locationId) : null);
}

/** Units of a line that fulfillment orders still have to ship from a location. */
function heldBy(order: ShopOrder, { lineId, locationId }: { lineId: string; locationId: string }): number {
  return order.facts.fulfillmentOrders
    .filter((place) => place.locationId === locationId && isLive(place))
    .flatMap((place) => place.lines)
    .reduce((sum, line) => sum + (line.lineId === lineId ? line.remainingQuantity : 0), 0);
}

function remember(
  sync: Sync,
  order: ShopOrder,
  lookedAt: ShopTime,
  state: OrderState,
  looks: number,
  nextLookAt: MonotonicTime | null,
): void {
  const { orderId, name, createdAt, updatedAt, hasReturn } = order;
  const seen = { orderId, name, createdAt, updatedAt, hasReturn };
  saveOrder(sync.ledger, { ...seen, state, lookedAt, looks, nextLookAt });
}

function stateOf(order: ShopOrder, isBefore: boolean, isWaiting: boolean): OrderState {
  if (order.facts.isCancelled) return 'cancelled';
  if (isWaiting) return 'waitingForRouting';
  if (isBefore) return 'beforeActivation';
  return order.isFulfilled ? 'fulfilled' : 'open';
}

function nextLookAt(sync: Sync, isWaiting: boolean, looks: number, isFresh: boolean): MonotonicTime | null {
  const now = sync.ports.monotonic.now();
  if (isWaiting) return later(now, Math.min(60_000, 1_000 * 2 ** Math.min(looks, 6)));
  return looks === 0 && isFresh ? later(now, SECOND_LOOK_MS) : null;
}

interface LastLook {
  /** Lines of which nobody could tell the goods then: nothing of them has been accounted for yet. */
  readonly untoldBefore: ReadonlySet<string>;
  /** Another ledger may have booked some of what the order did since. */
  readonly isPartlyAnothers: boolean;
}

function bookDifference(
  sync: Sync,
  order: ShopOrder,
  placed: readonly PlacedEffect[],
  previous: readonly PlacedEffect[],
  { untoldBefore, isPartlyAnothers }: LastLook,
): void {
  const { ledger } = sync;
  const desired = new Map<PositionKey, number>();
  const toldNow = new Set<PositionKey>();
  for (const effect of placed) {
    if (effect.goods.kind === 'notOurs') continue;
    const { articleNumber } = effect.goods;
    const { storeNumber } = effect;
    if (storeNumber === null) {
      const isNew = !previous.some((held) => linePlaceKey(held) === linePlaceKey(effect));
      if (isOurs(order, effect)) askAboutLocation(sync, order, effect.locationId, articleNumber);
      else if (isNew) logOrder(sync, order, 'orderIgnored', 'elsewhere', articleNumber);
      continue;
    }
    const key = positionKey({ articleNumber, storeNumber });
    desired.set(key, (desired.get(key) ?? 0) + effect.units);
    if (untoldBefore.has(effect.lineId)) toldNow.add(key);
  }
  // Put back by the refund, and booked already when the goods came: not once more.
  for (const [key, units] of settledByReturns(ledger, order.orderId))
    desired.set(key, (desired.get(key) ?? 0) + units);
  const booked = bookedUnits(ledger, order.orderId);
  const delta = bookingDelta(desired, booked);
  const isMove =
    [...delta.values()].some((units) => units > 0) && [...delta.values()].some((units) => units < 0);
  const byState = Map.groupBy(delta, ([key]) =>
    stateOfDifference(sync, order, booked.size > 0 && !toldNow.has(key) && !isPartlyAnothers),
  );
  for (const [state, units] of byState)
    book(sync, order, new Map(units), state, (out) => {
      if (isMove) return 'move';
      if (out > 0) return 'webOrder';
      return order.facts.isCancelled ? 'cancellation' : 'refund';
    });
}

/** Nothing of the order is any more at a place without a store: what was asked about it, and answered, is over. */
function endLeft(
  { ledger, ports }: Sync,
  { orderId }: ShopOrder,
  previous: readonly PlacedEffect[],
  placed: readonly PlacedEffect[],
): void {
  const left = previous.filter(
    ({ storeNumber, locationId }) =>
      storeNumber === null &&
      !placed.some((one) => one.locationId === locationId && one.storeNumber === null),
  );
  for (const { locationId } of left)
    endInbox(ledger, { kind: 'location', orderId, locationId }, ports.clock.now());
}

/** A fulfillment service ships from its own location, and shows its fulfillment orders to nobody who lacks a scope of their own. */
const isOurs = ({ facts }: ShopOrder, { locationId }: { locationId: string }) =>
  facts.fulfillmentOrders.some((place) => place.locationId === locationId);

function askAboutLocation(sync: Sync, order: ShopOrder, locationId: string, articleNumber: string): void {
  openInbox(sync.ledger, {
    id: shortId(sync, 'q'),
    at: sync.ports.clock.now(),
    subject: { kind: 'location', orderId: order.orderId, locationId },
    kind: 'unmappedLocation',
    args: { order: order.name, articleNumber, location: locationId },
    choices: ['retry', 'ignore'],
  });
}

/**
 * Shopify moved its own levels when the order changed; our picture of them follows, whoever's the goods are. What refunds put back that had
 * been seen before (`seenBack`) moved them then.
 */
function moveLevels(
  sync: Sync,
  order: ShopOrder,
  previous: readonly (LineEffect | PlacedEffect)[],
  current: readonly (LineEffect | PlacedEffect)[],
  seenBack: ReadonlyMap<LinePlaceKey, number>,
  lastLook: ShopTime | null,
): void {
  const before = new Map(previous.map((effect) => [linePlaceKey(effect), effect.units]));
  const effects = new Map(current.map((effect) => [linePlaceKey(effect), effect]));
  const judgeAt = later(sync.ports.monotonic.now(), sync.timing.explainMs);
  for (const effect of previous) {
    const key = linePlaceKey(effect);
    if (!effects.has(key)) effects.set(key, { ...effect, units: 0 });
  }
  for (const [key, effect] of effects) {
    const change = effect.units - (before.get(key) ?? 0) + (seenBack.get(key) ?? 0);
    const inventoryItemId = itemOf(sync, order, effect);
    if (change === 0 || inventoryItemId === undefined) continue;
    const isFirst = !previous.some((held) => held.lineId === effect.lineId);
    // One that has changed since may have been moved: where it is now it may have taken the goods later.
    const isUnchanged =
      order.facts.refunds.length === 0 && order.updatedAt <= later(order.createdAt, FRESH_MS);
    const isPlain = isFirst && isUnchanged;
    const units = -change;
    const from = isFirst ? order.createdAt : (lastLook ?? order.createdAt);
    const to = later(isPlain ? order.createdAt : order.updatedAt, 1_000);
    const moved = { inventoryItemId, locationId: effect.locationId, units, from, to };
    applyOrderEffect(sync.ledger, moved, judgeAt);
  }
}

/** The item whose level the line moves: what its fulfillment order names, whatever its SKU is by now; else the one that carries its article's. */
function itemOf({ ledger }: Sync, order: ShopOrder, effect: LineEffect | PlacedEffect): string | undefined {
  const named = order.facts.lines.find(({ lineId }) => lineId === effect.lineId)?.inventoryItemId;
  if (named) return named;
  if (!('goods' in effect) || effect.goods.kind === 'notOurs') return undefined;
  return skuItem(ledger, effect.goods.articleNumber)?.inventoryItemId;
}

function markEffectDirty(sync: Sync, { goods, storeNumber }: PlacedEffect, reference: string): void {
  if (goods.kind === 'notOurs' || storeNumber === null) return;
  markDirty(sync.ledger, goods.articleNumber, storeNumber, {
    at: sync.ports.clock.now(),
    cause: 'webOrder',
    reference,
  });
  sync.signals.stockOut.notify();
}
