import type { PositionKey } from '../../shared/words/position.ts';
import type { ShopTime } from '../../shared/words/time.ts';
/** An order as read from Shopify, as far as stock goes. Quantities in units. */
export interface OrderFacts {
  readonly lines: readonly OrderLine[];
  /** Those that a move or a merge has left behind may be among them: nothing waits there, but a line was there once. */
  readonly fulfillmentOrders: readonly FulfillmentOrderFacts[];
  readonly shipments: readonly ShipmentFacts[];
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
  /** When it was last changed: routed, held, released, shipped in part, or moved. */
  readonly updatedAt: ShopTime;
  readonly locationId: string | null;
  readonly lines: readonly { lineId: string; remainingQuantity: number }[];
}

export interface ShipmentFacts {
  readonly status: string;
  readonly createdAt: ShopTime;
  readonly locationId: string | null;
  readonly lines: readonly { lineId: string; quantity: number }[];
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

const over = new Set(['CLOSED', 'CANCELLED']);
const neverLeft = new Set(['CANCELLED', 'ERROR', 'FAILURE']);

/** Its units have left the shop. */
export const hasLeft = ({ status }: { readonly status: string }) => !neverLeft.has(status);

/** Its remaining units wait to be shipped; also those of one that a fulfillment service has given back (`INCOMPLETE`). */
export const isLive = ({ status }: { readonly status: string }) => !over.has(status);

/**
 * The whole effect an order should have on stock by now, whatever was booked before: units shipped, each from its location, and units
 * that live fulfillment orders hold at theirs, less what refunds put back. A refund that puts nothing back keeps its effect. What a
 * fulfillment order says it had in all is not asked: Shopify keeps that or not when units are moved, merged, refunded or unshipped.
 *
 * Unfulfilled units that are refunded leave their fulfillment order, so they must be found again through the refund: put-back ones where
 * they were put back, others where `previous` (the last result) or the line's own fulfillment orders had them.
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

  const places = placesOf(line, order, previous);
  for (const { locationId, units } of places.taken) add(locationId, units);
  const taken = sumOf(places.taken);
  const unrouted = Math.max(0, wantedOf(line, order, places.shipped) - taken);
  const before = withoutMoved(line, previous, places);
  const hint = placeHint(line, before, places);

  // Units that left the fulfillment orders; put back ones first, each where it was put back.
  let dropped = Math.max(0, line.quantity - taken - unrouted);
  for (const refund of order.refunds) {
    for (const part of refund.lines) {
      if (part.lineId !== line.lineId || part.restockType === 'NO_RESTOCK') continue;
      const locationId = part.locationId ?? hint;
      if (locationId === null) continue;
      // The older word for both does not tell which.
      if (part.restockType === 'CANCEL' || part.restockType === 'LEGACY_RESTOCK') {
        const found = Math.min(part.quantity, dropped);
        add(locationId, found);
        dropped -= found;
      }
      add(locationId, -part.quantity);
    }
  }
  const notRestocked = Math.min(dropped, refunded(line, order, 'NO_RESTOCK'));
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
    const places = [...liveBefore.keys()].sort();
    // Where there was nothing, because as many had come back, something is missing only if it is missing nowhere else.
    const evened = [...live.keys()].filter((place) => !liveBefore.has(place)).sort();
    const taken = new Map(keptAt);
    const missing = (place: string) =>
      (liveBefore.get(place) ?? 0) -
      (live.get(place) ?? 0) -
      (keptAt.get(place) ?? 0) +
      (taken.get(place) ?? 0);
    for (const place of places) take(place, missing(place) - putBackAt(place, line, order));
    for (const place of [...places, ...evened]) take(place, missing(place));
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

interface Places {
  /** Units shipped from a location or waiting there. */
  readonly taken: readonly { locationId: string; units: number }[];
  readonly shipped: number;
  /** Every location that the line is or was at. */
  readonly seen: readonly string[];
}

function placesOf(line: OrderLine, order: OrderFacts, previous: readonly LineEffect[]): Places {
  const taken: { locationId: string; units: number }[] = [];
  const seen: string[] = [];
  const unshippedAt = new Set<string>();
  let nowhere = 0;
  let shipped = 0;
  const put = (locationId: string | null, units: number) => {
    if (locationId === null) nowhere += units;
    else {
      seen.push(locationId);
      if (units > 0) taken.push({ locationId, units });
    }
  };
  for (const { status, locationId, lines } of order.fulfillmentOrders) {
    for (const part of lines)
      if (part.lineId === line.lineId) put(locationId, isLive({ status }) ? part.remainingQuantity : 0);
  }
  for (const { status, locationId, lines } of order.shipments) {
    for (const { lineId, quantity } of lines) {
      if (lineId !== line.lineId) continue;
      if (hasLeft({ status })) {
        put(locationId, quantity);
        shipped += quantity;
      } else if (locationId !== null) unshippedAt.add(locationId);
    }
  }
  taken.push(...unmoved(nowhere, line, taken, previous));
  // Until Shopify has made a new fulfillment order for what was not shipped after all, it stays where it was. What the line had and has
  // elsewhere by now is not missing there: then something new waits for its place.
  const had = previous.filter((effect) => effect.lineId === line.lineId);
  const lost = Math.min(
    wantedOf(line, order, shipped) - sumOf(taken),
    had.reduce((sum, { units, notRestocked }) => sum + Math.max(0, units - notRestocked), 0) - sumOf(taken),
  );
  const there = previous.filter(({ locationId }) => unshippedAt.has(locationId));
  return { taken: [...taken, ...unmoved(lost, line, taken, there)], shipped, seen };
}

/** Units that are shipped or still to be: shipped ones that came back are current no more. */
function wantedOf(line: OrderLine, order: OrderFacts, shipped: number): number {
  if (order.isCancelled) return shipped;
  return line.currentQuantity + Math.min(shipped, refunded(line, order, 'RETURN'));
}

/** Units whose location is not told, not yet or no more: they stay where they were. */
function unmoved(
  units: number,
  line: OrderLine,
  taken: Places['taken'],
  previous: readonly LineEffect[],
): Places['taken'] {
  const before = previous
    .filter(({ lineId }) => lineId === line.lineId)
    .map((effect) => {
      const there = sumOf(taken.filter(({ locationId }) => locationId === effect.locationId));
      return {
        locationId: effect.locationId,
        units: Math.max(0, effect.units - effect.notRestocked - there),
      };
    });
  return upTo(units, before);
}

/** The first so many of the units. */
function upTo(most: number, places: Places['taken']): Places['taken'] {
  let left = Math.max(0, most);
  return places.flatMap(({ locationId, units }) => {
    const part = Math.min(left, units);
    left -= part;
    return part === 0 ? [] : [{ locationId, units: part }];
  });
}

const sumOf = (places: Places['taken']) => places.reduce((sum, { units }) => sum + units, 0);

/**
 * The last result without what has moved since: where none of the line's fulfillment orders lies any more, only the units
 * are that were gone for good already.
 */
function withoutMoved(line: OrderLine, previous: readonly LineEffect[], places: Places): LineEffect[] {
  if (places.seen.length === 0) return [...previous];
  return previous.flatMap((effect) => {
    if (effect.lineId !== line.lineId || places.seen.includes(effect.locationId)) return [effect];
    return effect.notRestocked > 0 ? [{ ...effect, units: effect.notRestocked }] : [];
  });
}

/** Where units without a place of their own were: as last computed, else where the line is or was held. */
function placeHint(line: OrderLine, previous: readonly LineEffect[], places: Places) {
  const before = previous.filter(
    (effect) => effect.lineId === line.lineId && effect.units > effect.notRestocked,
  );
  const heaviest = before.toSorted((a, b) => b.units - a.units)[0];
  return heaviest?.locationId ?? places.seen[0] ?? null;
}

function refunded(
  line: OrderLine,
  order: OrderFacts,
  restockType: RefundFacts['lines'][number]['restockType'],
): number {
  return order.refunds
    .flatMap(({ lines }) => lines)
    .filter((part) => part.lineId === line.lineId && part.restockType === restockType)
    .reduce((sum, { quantity }) => sum + quantity, 0);
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
