import { addBooking, type BookingState, bookedUnits, type NewBooking } from '../ledger/bookings.ts';
import { findArticle, stampStore, storeAt } from '../ledger/catalogue.ts';
import { readCell, touchCell } from '../ledger/cells.ts';
import { choiceFor, openInbox } from '../ledger/inbox.ts';
import { writeLog } from '../ledger/log-lines.ts';
import {
  effectsOf,
  findOrder,
  type OrderState,
  replaceEffects,
  type StoredEffect,
  saveOrder,
} from '../ledger/orders.ts';
import { readSetting } from '../ledger/settings.ts';
import { applyOrderEffect, skuItem } from '../ledger/shop-items.ts';
import { bookingDelta, orderEffects } from '../rules/order-effects.ts';
import type { ShopOrder } from '../shopify/read-order.ts';
import { type Sync, shortId } from './context.ts';

/** Units that no location has after this long are a matter for a person (a fulfillment service we may not see). */
const ROUTING_PATIENCE_MS = 10 * 60_000;
/** Timestamps have whole seconds: an order is looked at once more, so that a change within the second is not missed. */
const SECOND_LOOK_MS = 4_000;

/** A listing of open orders may lack those of the last moments: Shopify's search lags. */
const LISTING_LAG_MS = 60_000;

const IGNORED = '';

/**
 * Takes in an order as it is now: computes what it should have done to stock, books the difference to what is booked,
 * and moves our picture of Shopify's levels along. Running it again with the same order changes nothing, so events may
 * come twice, late or never. Inside a transaction.
 */
export function takeInOrder(sync: Sync, order: ShopOrder, lookedAt: number): void {
  const { ledger } = sync;
  const stored = findOrder(ledger, order.orderId);
  const activatedAt = readSetting(ledger, 'activatedAt') ?? Number.POSITIVE_INFINITY;
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

  const isTooLate = sync.ports.clock.now() - order.createdAt > ROUTING_PATIENCE_MS;
  const waiting: StoredEffect[] = [];
  for (const line of unrouted) {
    const articleNumber = articleOf.get(line.lineId);
    if (articleNumber === undefined || articleNumber === IGNORED) continue;
    if (isTooLate) askAboutRouting(sync, order, line, articleNumber);
    else waiting.push({ ...line, articleNumber, locationId: '', kept: 0 });
  }

  const looks = stored && stored.updatedAt === order.updatedAt ? stored.looks + 1 : 0;
  const nextLook = nextLookAt(sync, waiting.length > 0, looks);
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
  lookedAt: number,
  state: OrderState,
  looks: number,
  nextLookAt: number | null,
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

function nextLookAt(sync: Sync, isWaiting: boolean, looks: number): number | null {
  const now = sync.ports.clock.now();
  if (isWaiting) return now + Math.min(60_000, 1_000 * 2 ** Math.min(looks, 6));
  return looks === 0 ? now + SECOND_LOOK_MS : null;
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

/**
 * What becomes of goods sold before the line of activation: gone from EasyCashier with the goods if they had left by
 * then, else as the person has answered, and a question as long as there is no answer. Shopify's search lags, so
 * of the last moments before the line it is not known what had left: those are asked about.
 */
function openingState(
  sync: Sync,
  order: ShopOrder,
  activatedAt: number,
): Extract<BookingState, 'baseline' | 'question' | 'pending'> {
  if (order.cancelledAt !== null && order.cancelledAt < activatedAt) return 'baseline';
  const isRecent = order.createdAt >= activatedAt - LISTING_LAG_MS;
  if (order.isFulfilled && !isRecent) return 'baseline';
  const answer = readSetting(sync.ledger, 'openOrders');
  if (answer === null) return 'question';
  return answer === 'taken' ? 'baseline' : 'pending';
}

/**
 * What each line had taken from each location when the line of activation was drawn: what it takes now and what
 * refunds have put back since.
 */
function openingEffects(
  order: ShopOrder,
  resolved: readonly StoredEffect[],
  articleOf: ReadonlyMap<string, string>,
  activatedAt: number,
): StoredEffect[] {
  const opening = resolved.map((effect) => ({ ...effect }));
  for (const refund of order.facts.refunds) {
    if (refund.createdAt < activatedAt) continue;
    for (const part of refund.lines) {
      const held = opening.find((effect) => effect.lineId === part.lineId);
      const locationId = part.locationId ?? held?.locationId;
      const articleNumber = articleOf.get(part.lineId);
      if (part.restockType === 'NO_RESTOCK' || !locationId || articleNumber === undefined) continue;
      const there = opening.find(
        (effect) => effect.lineId === part.lineId && effect.locationId === locationId,
      );
      if (there) there.units += part.quantity;
      else opening.push({ lineId: part.lineId, locationId, articleNumber, units: part.quantity, kept: 0 });
    }
  }
  return opening;
}

/** Books the effect an order from before the line had then, once. */
function bookOpening(
  sync: Sync,
  order: ShopOrder,
  previous: readonly StoredEffect[] | null,
  opening: readonly StoredEffect[],
  activatedAt: number,
): void {
  // Not among the open ones when they were listed: what has not left by now was added after the line.
  const wasClosed =
    previous === null &&
    order.cancelledAt === null &&
    readSetting(sync.ledger, 'openOrdersRead') &&
    order.createdAt < activatedAt - LISTING_LAG_MS;
  const units = new Map<string, number>();
  const left = new Map<string, number>();
  for (const effect of previous ?? []) {
    if (effect.locationId === '') left.set(effect.lineId, effect.units);
  }
  for (const effect of opening) {
    const storeNumber = storeAt(sync.ledger, effect.locationId);
    if (effect.articleNumber === IGNORED || storeNumber === undefined) continue;
    let counted = wasClosed ? Math.min(effect.units, unitsSent(order, effect)) : effect.units;
    if (previous) {
      // Taken in before: only what had no location then is new, and the same answer goes for it.
      const before = previous.find(
        (held) => held.lineId === effect.lineId && held.locationId === effect.locationId,
      );
      const waiting = left.get(effect.lineId) ?? 0;
      counted = Math.max(0, Math.min(waiting, effect.units - (before?.units ?? 0)));
      left.set(effect.lineId, waiting - counted);
    }
    const key = `${effect.articleNumber}\n${storeNumber}`;
    units.set(key, (units.get(key) ?? 0) + counted);
  }
  book(sync, order, units, openingState(sync, order, activatedAt), () => 'webOrder');
}

function unitsSent(order: ShopOrder, effect: StoredEffect): number {
  let sent = 0;
  for (const place of order.facts.fulfillmentOrders) {
    if (place.locationId !== effect.locationId) continue;
    for (const part of place.lines) {
      if (part.lineId === effect.lineId) sent += part.totalQuantity - part.remainingQuantity;
    }
  }
  return sent;
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
  book(sync, order, delta, readSetting(ledger, 'shadow') ? 'dropped' : 'pending', (units) => {
    if (isMove) return 'move';
    if (units > 0) return 'webOrder';
    return order.facts.isCancelled ? 'cancellation' : 'refund';
  });
}

/** One booking per store and direction: each is one call to EasyCashier. `units` per cell key, positive takes out. */
function book(
  sync: Sync,
  order: ShopOrder,
  units: ReadonlyMap<string, number>,
  state: BookingState,
  causeOf: (units: number) => NewBooking['cause'],
): void {
  const groups = new Map<
    string,
    { storeNumber: string; lines: { articleNumber: string; delta: number }[] }
  >();
  for (const [key, gone] of [...units].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (gone === 0) continue;
    const [articleNumber = '', storeNumber = ''] = key.split('\n');
    const group = groups.get(`${storeNumber}\n${Math.sign(gone)}`) ?? { storeNumber, lines: [] };
    group.lines.push({ articleNumber, delta: -gone });
    groups.set(`${storeNumber}\n${Math.sign(gone)}`, group);
  }
  const at = sync.ports.clock.now();
  for (const { storeNumber, lines } of groups.values()) {
    const first = lines[0]?.delta ?? 0;
    addBooking(
      sync.ledger,
      {
        bookingId: shortId(sync, 'b'),
        orderId: order.orderId,
        storeNumber,
        cause: causeOf(-first),
        state,
        createdAt: at,
        lines,
      },
      order.name,
    );
    stampStore(sync.ledger, storeNumber, 'order', at);
    if (state === 'pending' && first < 0) warnOversold(sync, order, storeNumber, lines);
  }
  if (groups.size > 0) sync.wakes.bookings.ring();
}

function warnOversold(
  sync: Sync,
  order: ShopOrder,
  storeNumber: string,
  lines: readonly { articleNumber: string; delta: number }[],
): void {
  for (const line of lines) {
    const balance = readCell(sync.ledger, line.articleNumber, storeNumber)?.balance;
    if (balance === null || balance === undefined || balance / 1000 + line.delta >= 0) continue;
    openInbox(sync.ledger, {
      id: shortId(sync, 'q'),
      at: sync.ports.clock.now(),
      subject: `oversold:${order.orderId}:${line.articleNumber}:${storeNumber}`,
      kind: 'oversold',
      args: {
        order: order.name,
        articleNumber: line.articleNumber,
        store: storeNumber,
        short: -Math.floor(balance / 1000 + line.delta),
      },
      choices: ['ignore'],
    });
  }
}

/** Shopify moved its own levels when the order changed; our picture of them follows. */
function moveLevels(
  sync: Sync,
  order: ShopOrder,
  previous: readonly StoredEffect[],
  current: readonly StoredEffect[],
  lastLook: number | null,
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
      to: (isPlain ? order.createdAt : order.updatedAt) + 1_000,
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
