import { type LinePlace, type LinePlaceKey, linePlaceKey } from '../../../shared/words/position.ts';
import { later, type ShopTime } from '../../../shared/words/time.ts';
import { addBooking, type BookingState, findBooking } from '../../ledger/bookings.ts';
import { storeAt } from '../../ledger/catalogue.ts';
import { readState } from '../../ledger/engine-state.ts';
import { openInbox, withdrawInbox } from '../../ledger/inbox.ts';
import { findOrder, type LineGoods, type PlacedEffect, saveOrder } from '../../ledger/orders.ts';
import { markDirty } from '../../ledger/queue.ts';
import {
  addRefundMatch,
  changeGoodsBack,
  dropGoodsBack,
  findGoodsBack,
  type GoodsBack,
  goodsBackOf,
  lessenRefundMatch,
  type RefundMatch,
  refundedBefore,
  refundMatchesSince,
  saveRefunded,
} from '../../ledger/returns.ts';
import { readSetting } from '../../ledger/settings.ts';
import type { ShopOrder } from '../../shopify/read-order.ts';
import { type Sync, shortId } from '../runtime/context.ts';
import { whyReadOnly } from '../runtime/lease-state.ts';
import { askAboutOrders } from './order-questions.ts';

/** Where nobody knows of which order goods are. */
const OF_ANY = '–';
const MOST_NAMES = 5;

/** Asks whether units came back, or puts the open question right: some of them have been explained. Inside a transaction. */
export function askAboutGoodsBack(
  sync: Sync,
  { returnId, articleNumber, storeNumber, ...back }: GoodsBack,
): void {
  const names = namesOf(sync, back.orders);
  openInbox(sync.ledger, {
    id: shortId(sync, 'q'),
    at: sync.ports.clock.now(),
    subject: { kind: 'return', returnId },
    kind: 'possibleReturn',
    args: {
      units: back.units,
      articleNumber,
      store: storeNumber,
      ...(names === '' ? {} : { orders: names }),
    },
    choices: ['putBack', 'ignore'],
  });
}

function namesOf({ ledger }: Sync, orders: readonly string[]): string {
  const names = orders.slice(0, MOST_NAMES).map((orderId) => findOrder(ledger, orderId)?.name ?? orderId);
  return [...names, ...(orders.length > MOST_NAMES ? ['…'] : [])].join(', ');
}

/**
 * A person has said whether the units came back. They are booked once: a refund that tells of them later is not. Inside a transaction.
 * @throws Refusal `otherComputer`, `takingOver`, `ledgerReplaced` for a yes while this computer may not write: it would wait here unseen
 */
export function answerGoodsBack(sync: Sync, returnId: string, isBack: boolean): void {
  const { ledger, ports, signals } = sync;
  const back = findGoodsBack(ledger, returnId);
  if (back?.state !== 'asked' || back.units === 0) return;
  if (!isBack) {
    dropGoodsBack(ledger, returnId);
    return;
  }
  const refusal = whyReadOnly(sync);
  if (refusal) throw refusal;
  const { articleNumber, storeNumber, orderId, units } = back;
  const at = ports.clock.now();
  const bookingId = shortId(sync, 'b');
  const orderName = namesOf(sync, back.orders) || OF_ANY;
  const state = stateOfAnswer(sync, back);
  changeGoodsBack(ledger, { returnId, units, state: 'booked' });
  const lines = [{ articleNumber, delta: units }];
  addBooking(
    ledger,
    { bookingId, orderId, storeNumber, cause: 'return', state, createdAt: at, lines },
    orderName,
  );
  const booking = findBooking(ledger, bookingId);
  if (state === 'question' && booking) askAboutOrders(sync, [booking]);
  markDirty(ledger, articleNumber, storeNumber, { at, cause: 'return', reference: orderName });
  signals.bookings.notify();
  signals.stockOut.notify();
}

/** What may have come before another ledger wrote last may have been answered there: whether it is booked is asked then. */
function stateOfAnswer({ ledger }: Sync, { since }: GoodsBack): BookingState {
  if (readSetting(ledger, 'shadow')) return 'dropped';
  const inheritedUntil = readState(ledger, 'inheritedUntil');
  return inheritedUntil !== null && since <= inheritedUntil ? 'question' : 'pending';
}

/**
 * Goods that came back were seen before the refund that tells of them: what an order's refunds have put back since the last look is
 * taken for those first. What had been booked is not booked again, an open question is withdrawn and the refund books; either way the
 * level has moved already. Returns units by place that are no movement any more. Inside a transaction.
 * @param placed the order's effects, now and before
 */
export function matchRefunds(
  sync: Sync,
  order: ShopOrder,
  placed: readonly PlacedEffect[],
  goodsOf: ReadonlyMap<string, LineGoods>,
): ReadonlyMap<LinePlaceKey, number> {
  const { ledger } = sync;
  const matched = new Map<LinePlaceKey, number>();
  for (const refunded of putBack(order, placed)) {
    const fresh = refunded.units - refundedBefore(ledger, order.orderId, refunded);
    if (fresh <= 0) continue;
    saveRefunded(ledger, order.orderId, refunded, refunded.units);
    const goods = goodsOf.get(refunded.lineId);
    const key = linePlaceKey(refunded);
    const there = placed.find((effect) => linePlaceKey(effect) === key);
    const storeNumber = there?.storeNumber ?? storeAt(ledger, refunded.locationId) ?? null;
    if (goods?.kind !== 'article' || storeNumber === null) continue;
    const place = { ...refunded, articleNumber: goods.articleNumber, storeNumber };
    matched.set(key, matchWith(sync, order, place, fresh));
  }
  return matched;
}

interface PutBack extends LinePlace {
  readonly units: number;
  /** Of the last of the refunds. */
  readonly refundedAt: ShopTime;
}

/** What refunds have put back of shipped goods, by line and place; where none is named, it is where the line was. */
function putBack(order: ShopOrder, placed: readonly PlacedEffect[]): PutBack[] {
  const found = new Map<LinePlaceKey, PutBack>();
  for (const refund of order.facts.refunds) {
    for (const { lineId, quantity, restockType, ...part } of refund.lines) {
      const locationId = part.locationId ?? placed.find((effect) => effect.lineId === lineId)?.locationId;
      if (restockType === 'NO_RESTOCK' || restockType === 'CANCEL' || locationId === undefined) continue;
      const key = linePlaceKey({ lineId, locationId });
      const before = found.get(key);
      const at = refund.createdAt ?? order.updatedAt;
      const refundedAt = before && before.refundedAt > at ? before.refundedAt : at;
      found.set(key, { lineId, locationId, units: (before?.units ?? 0) + quantity, refundedAt });
    }
  }
  return [...found.values()];
}

/** What is booked before what is asked about: of a unit too many nobody would be told. */
function matchWith(
  sync: Sync,
  order: ShopOrder,
  place: PutBack & Pick<RefundMatch, 'articleNumber' | 'storeNumber'>,
  units: number,
): number {
  const { ledger } = sync;
  const { orderId, createdAt } = order;
  const { refundedAt } = place;
  const rows = goodsBackOf(ledger, place.articleNumber).filter(
    ({ orders, storeNumber, since, seenAt }) =>
      (orders.length === 0 ? storeNumber === place.storeNumber : orders.includes(orderId)) &&
      createdAt <= seenAt &&
      refundedAt >= later(since, -1_000), // Shopify's times of refunds have whole seconds
  );
  const rank = ({ state, orders }: GoodsBack) => (state === 'booked' ? 0 : 2) + (orders.length > 0 ? 0 : 1);
  let left = units;
  for (const row of rows.toSorted((a, b) => rank(a) - rank(b))) {
    const taken = Math.min(left, row.units);
    if (taken === 0) break;
    left -= taken;
    const { returnId, state } = row;
    addRefundMatch(ledger, { ...place, orderId, returnId, state, units: taken });
    changeUnits(sync, row, row.units - taken);
  }
  return units - left;
}

function changeUnits(sync: Sync, back: GoodsBack, units: number): void {
  changeGoodsBack(sync.ledger, { ...back, units });
  if (back.state !== 'asked') return;
  if (units > 0) askAboutGoodsBack(sync, { ...back, units });
  else withdrawInbox(sync.ledger, { kind: 'return', returnId: back.returnId }, sync.ports.clock.now());
}

/**
 * A level has risen, and a refund at it was just taken for goods that had been seen before: so it has put back other ones. It is booked,
 * or what was asked about is asked about again. Returns how much of the rise that explains. Inside a transaction.
 * @param since the last reading without the rise
 */
export function unmatchRefunds(
  sync: Sync,
  { articleNumber, locationId }: { articleNumber: string; locationId: string },
  risen: number,
  since: ShopTime,
): number {
  const { ledger, ports, signals } = sync;
  let left = risen;
  for (const match of refundMatchesSince(ledger, articleNumber, locationId, since)) {
    const back = findGoodsBack(ledger, match.returnId);
    // Answered since: the rest of it is a matter of its own.
    if (left === 0 || (match.state === 'asked' && back?.state === 'booked')) continue;
    const units = Math.min(left, match.units);
    left -= units;
    lessenRefundMatch(ledger, match, units);
    if (back) changeUnits(sync, back, back.units + units);
    const order = findOrder(ledger, match.orderId);
    if (order) saveOrder(ledger, { ...order, nextLookAt: ports.monotonic.now() });
  }
  if (left < risen) signals.orders.notify();
  return risen - left;
}
