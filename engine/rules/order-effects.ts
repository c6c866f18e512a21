import type { PositionKey } from '../../shared/words/position.ts';
import type { ShopTime } from '../../shared/words/time.ts';
/** An order as read from Shopify, as far as stock goes. Quantities in units. */
export interface OrderFacts {
  readonly lines: readonly OrderLine[];
  readonly fulfillmentOrders: readonly FulfillmentOrderFacts[];
  readonly refunds: readonly RefundFacts[];
  readonly isCancelled: boolean;
}

export interface OrderLine {
  readonly lineId: string;
  /** Copied when it was ordered; the goods' own may have been mended since. */
  readonly sku: string;
  /** The goods, where a fulfillment order names them; null for a line without goods, before routing, and for deleted goods. */
  readonly inventoryItemId: string | null;
  /** Units ever ordered, removed ones included. */
  readonly quantity: number;
  /** Units that are still wanted: `quantity` less what was refunded or edited away. */
  readonly currentQuantity: number;
}

export interface FulfillmentOrderFacts {
  readonly status: string;
  readonly locationId: string | null;
  readonly lines: readonly { lineId: string; totalQuantity: number; remainingQuantity: number }[];
}

export interface RefundFacts {
  /** Null: Shopify does not say. */
  readonly createdAt: ShopTime | null;
  readonly lines: readonly {
    lineId: string;
    quantity: number;
    restockType: 'CANCEL' | 'RETURN' | 'NO_RESTOCK' | 'LEGACY_RESTOCK';
    locationId: string | null;
  }[];
}

/** Units of one line that are gone from stock at one location because of the order. */
export interface LineEffect {
  readonly lineId: string;
  readonly locationId: string;
  readonly units: number;
  /** Units among them that a refund took out of the order without putting them back: they never move again. */
  readonly notRestocked: number;
}

export interface Effects {
  readonly effects: readonly LineEffect[];
  /** Lines with units that no fulfillment order holds yet: routing runs after the order is created, so look again. */
  readonly unrouted: readonly { lineId: string; units: number }[];
}

const gone = new Set(['CLOSED', 'CANCELLED', 'INCOMPLETE']);

/**
 * The whole effect an order should have on stock by now, whatever was booked before: what its fulfillment orders
 * hold at their locations, less what refunds put back. A refund that puts nothing back keeps its effect.
 *
 * Shopify shrinks a fulfillment order when unfulfilled units are refunded, so those units must be found again
 * through the refund: put-back ones where they were put back, others where `previous` (the last result) or the
 * line's own fulfillment orders had them.
 */
export function orderEffects(order: OrderFacts, previous: readonly LineEffect[] = []): Effects {
  const effects: LineEffect[] = [];
  const unrouted: { lineId: string; units: number }[] = [];
  for (const line of order.lines) {
    const result = lineEffects(line, order, previous);
    for (const [locationId, units] of result.byLocation) {
      const notRestocked = result.keptAt.get(locationId) ?? 0;
      if (units !== 0 || notRestocked !== 0)
        effects.push({ lineId: line.lineId, locationId, units, notRestocked });
    }
    if (result.unrouted > 0) unrouted.push({ lineId: line.lineId, units: result.unrouted });
  }
  return { effects, unrouted };
}

function lineEffects(line: OrderLine, order: OrderFacts, previous: readonly LineEffect[]) {
  const byLocation = new Map<string, number>();
  const add = (locationId: string, units: number) =>
    byLocation.set(locationId, (byLocation.get(locationId) ?? 0) + units);

  const places = heldByFulfillmentOrders(line, order, previous);
  let held = 0;
  for (const { locationId, units } of places.held) {
    add(locationId, units);
    held += units;
  }
  const unrouted = order.isCancelled ? 0 : Math.max(0, line.currentQuantity - held);
  const before = withoutMoved(line, previous, places);
  const hint = placeHint(line, before, places);

  // Units that left the fulfillment orders; put back ones first, each where it was put back.
  let dropped = Math.max(0, line.quantity - held - unrouted);
  for (const refund of order.refunds) {
    for (const part of refund.lines) {
      if (part.lineId !== line.lineId || part.restockType === 'NO_RESTOCK') continue;
      const locationId = part.locationId ?? hint;
      if (locationId === null) continue;
      if (part.restockType === 'CANCEL') {
        const found = Math.min(part.quantity, dropped);
        add(locationId, found);
        dropped -= found;
      }
      add(locationId, -part.quantity);
    }
  }
  const notRestocked = Math.min(dropped, notPutBack(line, order));
  const { keptAt, unplaced } = placeKept(notRestocked, byLocation, line, order, before, hint);
  for (const [locationId, units] of keptAt) add(locationId, units);
  return { byLocation, keptAt, unrouted: unrouted + unplaced };
}

/**
 * Puts units that are gone for good where they were: those the last result knows stay, new ones go where it is missing
 * units that nothing put back there explains, then wherever it is missing any, then to the hint. So a second look at
 * the same order says the same, and a later move takes only what can still move.
 */
function placeKept(
  notRestocked: number,
  live: ReadonlyMap<string, number>,
  line: OrderLine,
  order: OrderFacts,
  previous: readonly LineEffect[],
  hint: string | null,
): { keptAt: Map<string, number>; unplaced: number } {
  const keptAt = new Map<string, number>();
  let left = notRestocked;
  const take = (locationId: string, most: number) => {
    const units = Math.min(left, Math.max(0, most));
    if (units === 0) return;
    keptAt.set(locationId, (keptAt.get(locationId) ?? 0) + units);
    left -= units;
  };
  const before = previous.filter((effect) => effect.lineId === line.lineId);
  for (const effect of before) take(effect.locationId, effect.notRestocked);
  if (before.length > 0) {
    const liveBefore = new Map(
      before.map((effect) => [effect.locationId, effect.units - effect.notRestocked]),
    );
    const places = [...new Set([...liveBefore.keys(), ...live.keys()])].sort();
    const taken = new Map(keptAt);
    const missing = (place: string) =>
      (liveBefore.get(place) ?? 0) -
      (live.get(place) ?? 0) -
      (keptAt.get(place) ?? 0) +
      (taken.get(place) ?? 0);
    for (const place of places) take(place, missing(place) - putBackAt(place, line, order));
    for (const place of places) take(place, missing(place));
  }
  if (hint !== null) take(hint, left);
  return { keptAt, unplaced: left };
}

function putBackAt(locationId: string, line: OrderLine, order: OrderFacts): number {
  let units = 0;
  for (const part of order.refunds.flatMap((refund) => refund.lines)) {
    if (part.lineId === line.lineId && part.locationId === locationId) units += part.quantity;
  }
  return units;
}

function heldByFulfillmentOrders(line: OrderLine, order: OrderFacts, previous: readonly LineEffect[]) {
  const held: { locationId: string; units: number }[] = [];
  const seen: string[] = [];
  let nowhere = 0;
  for (const fulfillmentOrder of order.fulfillmentOrders) {
    for (const part of fulfillmentOrder.lines) {
      if (part.lineId !== line.lineId) continue;
      const units = gone.has(fulfillmentOrder.status)
        ? part.totalQuantity - part.remainingQuantity
        : part.totalQuantity;
      if (fulfillmentOrder.locationId === null) nowhere += units;
      else {
        seen.push(fulfillmentOrder.locationId);
        if (units > 0) held.push({ locationId: fulfillmentOrder.locationId, units });
      }
    }
  }
  // A location that was deleted is not named any more: its units stay where they were.
  for (const { lineId, locationId, units, notRestocked } of previous) {
    if (lineId !== line.lineId || nowhere <= 0) continue;
    const there = held.reduce((sum, one) => sum + (one.locationId === locationId ? one.units : 0), 0);
    const stayed = Math.min(nowhere, Math.max(0, units - notRestocked - there));
    if (stayed === 0) continue;
    held.push({ locationId, units: stayed });
    seen.push(locationId);
    nowhere -= stayed;
  }
  return { held, seen };
}

/**
 * The last result without what has moved since: where none of the line's fulfillment orders lies any more, only the units
 * are that were gone for good already.
 */
function withoutMoved(
  line: OrderLine,
  previous: readonly LineEffect[],
  places: { seen: string[] },
): LineEffect[] {
  if (places.seen.length === 0) return [...previous];
  return previous.flatMap((effect) => {
    if (effect.lineId !== line.lineId || places.seen.includes(effect.locationId)) return [effect];
    return effect.notRestocked > 0 ? [{ ...effect, units: effect.notRestocked }] : [];
  });
}

/** Where units without a place of their own were: as last computed, else where the line is or was held. */
function placeHint(line: OrderLine, previous: readonly LineEffect[], places: { seen: string[] }) {
  const before = previous.filter(
    (effect) => effect.lineId === line.lineId && effect.units > effect.notRestocked,
  );
  const heaviest = before.toSorted((a, b) => b.units - a.units)[0];
  return heaviest?.locationId ?? places.seen[0] ?? null;
}

function notPutBack(line: OrderLine, order: OrderFacts): number {
  let units = 0;
  for (const refund of order.refunds) {
    for (const part of refund.lines) {
      if (part.lineId === line.lineId && part.restockType === 'NO_RESTOCK') units += part.quantity;
    }
  }
  return units;
}

/** Units per stock position that must still be booked: what should be gone less what is booked. Positive takes out. */
export function bookingDelta(
  desired: ReadonlyMap<PositionKey, number>,
  booked: ReadonlyMap<PositionKey, number>,
): Map<PositionKey, number> {
  const delta = new Map<PositionKey, number>();
  for (const key of new Set([...desired.keys(), ...booked.keys()])) {
    const units = (desired.get(key) ?? 0) - (booked.get(key) ?? 0);
    if (units !== 0) delta.set(key, units);
  }
  return delta;
}
