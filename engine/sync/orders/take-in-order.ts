import { later, type MonotonicTime, msBetween, type ShopTime, shopTime } from '../../../shared/words/time.ts';
import { type BookingState, bookedUnits } from '../../ledger/bookings.ts';
import { findArticle, storeAt } from '../../ledger/catalogue.ts';
import { readState } from '../../ledger/engine-state.ts';
import { choiceFor, openInbox } from '../../ledger/inbox.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import {
  effectsOf,
  findOrder,
  type OrderState,
  replaceEffects,
  type StoredEffect,
  saveOrder,
} from '../../ledger/orders.ts';
import { touchCell } from '../../ledger/queue.ts';
import { readSetting } from '../../ledger/settings.ts';
import { applyOrderEffect, skuItem } from '../../ledger/shop-items.ts';
import { bookingDelta, orderEffects } from '../../rules/order-effects.ts';
import type { ShopOrder } from '../../shopify/read-order.ts';
import { type Sync, shopNow, shortId } from '../runtime/context.ts';
import { book } from './add-bookings.ts';
import { bookOpening, IGNORED, openingEffects } from './opening-effects.ts';

/** Units that no location has after this long are a matter for a person (a fulfillment service we may not see). */
const ROUTING_PATIENCE_MS = 10 * 60_000;
/** Timestamps have whole seconds: an order is looked at once more, so that a change within the second is not missed. */
const SECOND_LOOK_MS = 4_000;
/** An order that changed longer ago cannot change again in the same second; our picture of Shopify's clock is that good. */
const FRESH_MS = 5_000;

/**
 * Takes in an order as it is now: computes what it should have done to stock, books the difference to what is booked,
 * and moves our picture of Shopify's levels along. Running it again with the same order changes nothing, so events may
 * come twice, late or never. Inside a transaction.
 */
export function takeInOrder(sync: Sync, order: ShopOrder, lookedAt: ShopTime): void {
  const { ledger } = sync;
  const stored = findOrder(ledger, order.orderId);
  const activatedAt = readState(ledger, 'activatedAt') ?? shopTime(Number.POSITIVE_INFINITY);
  const isBefore = order.createdAt < activatedAt;
  if (order.isTest) {
    if (!stored) logOrder(sync, order, 'orderIgnored', 'test');
    remember(sync, order, lookedAt, 'test', 0, null);
    return;
  }

  const previous = effectsOf(ledger, order.orderId);
  const { effects, unrouted } = orderEffects(order.facts, previous);
  const articleOf = resolveLines(sync, order, previous);
  const resolved: StoredEffect[] = effects.flatMap((effect) => {
    const articleNumber = articleOf.get(effect.lineId);
    return articleNumber === undefined ? [] : [{ ...effect, articleNumber }];
  });

  const isTooLate = msBetween(order.createdAt, shopNow(sync)) > ROUTING_PATIENCE_MS;
  const waiting: StoredEffect[] = [];
  for (const line of unrouted) {
    const articleNumber = articleOf.get(line.lineId);
    if (articleNumber === undefined || articleNumber === IGNORED) continue;
    if (isTooLate) askAboutRouting(sync, order, line, articleNumber);
    else waiting.push({ ...line, articleNumber, locationId: '', kept: 0 });
  }

  const looks = stored && stored.updatedAt === order.updatedAt ? stored.looks + 1 : 0;
  const isFresh = msBetween(order.updatedAt, lookedAt) < FRESH_MS;
  const nextLook = nextLookAt(sync, waiting.length > 0, looks, isFresh);
  remember(sync, order, lookedAt, stateOf(order, isBefore, waiting.length > 0), looks, nextLook);
  if (!stored) logOrder(sync, order, 'orderSeen', 'order');

  if (stored || !isBefore) moveLevels(sync, order, previous, resolved, stored?.lookedAt ?? null);
  replaceEffects(ledger, order.orderId, [...resolved, ...waiting]);
  if (isBefore) {
    const opening = openingEffects(order, resolved, articleOf, activatedAt);
    bookOpening(sync, order, stored ? previous : null, opening, activatedAt);
  }
  bookDifference(sync, order, resolved);
  for (const effect of [...resolved, ...waiting, ...previous]) touchEffect(sync, effect, order.name);
}

function remember(
  sync: Sync,
  order: ShopOrder,
  lookedAt: ShopTime,
  state: OrderState,
  looks: number,
  nextLookAt: MonotonicTime | null,
): void {
  const { orderId, name, createdAt, updatedAt } = order;
  saveOrder(sync.ledger, { orderId, name, createdAt, updatedAt, state, lookedAt, looks, nextLookAt });
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

/** Article number per line; an empty one for lines that are none of our business. */
function resolveLines(sync: Sync, order: ShopOrder, previous: readonly StoredEffect[]): Map<string, string> {
  const articleOf = new Map<string, string>();
  for (const line of order.facts.lines) {
    const before = previous.find((effect) => effect.lineId === line.lineId);
    if (before) {
      articleOf.set(line.lineId, before.articleNumber);
      continue;
    }
    const subject = `sku:${order.orderId}:${line.lineId}`;
    if (choiceFor(sync.ledger, subject) === 'ignore') continue;
    const article = line.sku === '' ? undefined : findArticle(sync.ledger, line.sku);
    const item = article && skuItem(sync.ledger, line.sku);
    if (article && !article.isGone && !article.isDuplicate && !item?.isDuplicate) {
      const isOurs = article.isWebshop && article.isStockItem;
      articleOf.set(line.lineId, isOurs ? article.articleNumber : IGNORED);
      if (!isOurs) logOrder(sync, order, 'orderIgnored', 'notWebshop', article.articleNumber);
      continue;
    }
    openInbox(sync.ledger, {
      id: shortId(sync, 'q'),
      at: sync.ports.clock.now(),
      subject,
      kind: 'unknownSku',
      args: { order: order.name, sku: line.sku, units: line.currentQuantity },
      choices: ['retry', 'ignore'],
    });
  }
  return articleOf;
}

function askAboutRouting(
  sync: Sync,
  order: ShopOrder,
  line: { lineId: string; units: number },
  articleNumber: string,
): void {
  openInbox(sync.ledger, {
    id: shortId(sync, 'q'),
    at: sync.ports.clock.now(),
    subject: `routing:${order.orderId}:${line.lineId}`,
    kind: 'unrouted',
    args: { order: order.name, articleNumber, units: line.units },
    choices: ['retry', 'ignore'],
  });
}
/** Books what should be gone and is not booked yet. */
function bookDifference(sync: Sync, order: ShopOrder, resolved: readonly StoredEffect[]): void {
  const { ledger } = sync;
  const desired = new Map<string, number>();
  for (const effect of resolved) {
    if (effect.articleNumber === IGNORED) continue;
    const storeNumber = storeAt(ledger, effect.locationId);
    if (storeNumber === undefined) {
      openInbox(ledger, {
        id: shortId(sync, 'q'),
        at: sync.ports.clock.now(),
        subject: `location:${order.orderId}:${effect.locationId}`,
        kind: 'unmappedLocation',
        args: { order: order.name, articleNumber: effect.articleNumber, location: effect.locationId },
        choices: ['retry', 'ignore'],
      });
      continue;
    }
    const key = `${effect.articleNumber}\n${storeNumber}`;
    desired.set(key, (desired.get(key) ?? 0) + effect.units);
  }
  const booked = bookedUnits(ledger, order.orderId);
  const delta = bookingDelta(desired, booked);
  const isMove =
    [...delta.values()].some((units) => units > 0) && [...delta.values()].some((units) => units < 0);
  book(sync, order, delta, stateOfDifference(sync, order, booked.size > 0), (units) => {
    if (isMove) return 'move';
    if (units > 0) return 'webOrder';
    return order.facts.isCancelled ? 'cancellation' : 'refund';
  });
}

/**
 * What becomes of a difference: sent, or only noted in shadow mode. What changed while another computer wrote is that
 * computer's: it goes for booked where this order was ours before or has left the shop, else a person is asked.
 */
function stateOfDifference(sync: Sync, order: ShopOrder, isBookedBefore: boolean): BookingState {
  if (readSetting(sync.ledger, 'shadow')) return 'dropped';
  const inheritedUntil = readState(sync.ledger, 'inheritedUntil');
  if (inheritedUntil === null || order.createdAt > inheritedUntil) return 'pending';
  // Seen first while this computer takes over, or later because Shopify's search lags, it may hold both what the other has
  // booked and what came after.
  const isTakingOver = readState(sync.ledger, 'takeOverUntil') !== null;
  if (order.updatedAt > inheritedUntil && !isTakingOver && isBookedBefore) return 'pending';
  return isBookedBefore || order.isFulfilled ? 'baseline' : 'question';
}

/** Shopify moved its own levels when the order changed; our picture of them follows. */
function moveLevels(
  sync: Sync,
  order: ShopOrder,
  previous: readonly StoredEffect[],
  current: readonly StoredEffect[],
  lastLook: ShopTime | null,
): void {
  const before = new Map(previous.map((effect) => [`${effect.lineId}\n${effect.locationId}`, effect.units]));
  const keys = new Map(current.map((effect) => [`${effect.lineId}\n${effect.locationId}`, effect]));
  for (const effect of previous) {
    const key = `${effect.lineId}\n${effect.locationId}`;
    if (effect.locationId !== '' && !keys.has(key)) keys.set(key, { ...effect, units: 0 });
  }
  for (const [key, effect] of keys) {
    const change = effect.units - (before.get(key) ?? 0);
    const item = effect.articleNumber === IGNORED ? undefined : skuItem(sync.ledger, effect.articleNumber);
    if (change === 0 || !item) continue;
    const isFirst = !previous.some((held) => held.lineId === effect.lineId && held.locationId !== '');
    const isPlain = isFirst && order.facts.refunds.length === 0;
    applyOrderEffect(sync.ledger, {
      inventoryItemId: item.inventoryItemId,
      locationId: effect.locationId,
      units: -change,
      from: isFirst ? order.createdAt : (lastLook ?? order.createdAt),
      to: later(isPlain ? order.createdAt : order.updatedAt, 1_000),
    });
  }
}

function touchEffect(sync: Sync, effect: StoredEffect, reference: string): void {
  if (effect.articleNumber === IGNORED) return;
  const storeNumber = effect.locationId === '' ? undefined : storeAt(sync.ledger, effect.locationId);
  if (storeNumber === undefined) return;
  touchCell(sync.ledger, effect.articleNumber, storeNumber, {
    at: sync.ports.clock.now(),
    cause: 'webOrder',
    reference,
  });
  sync.wakes.stockOut.ring();
}

function logOrder(
  sync: Sync,
  order: ShopOrder,
  event: 'orderSeen' | 'orderIgnored',
  why: string,
  articleNumber?: string,
): void {
  writeLog(sync.ledger, {
    at: sync.ports.clock.now(),
    event,
    cause: 'webOrder',
    result: 'info',
    reference: order.name,
    ...(articleNumber === undefined ? {} : { articleNumber }),
    args: { why },
  });
}
