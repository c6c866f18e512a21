import { shopTime } from '../../shared/words/time.ts';
import type { FulfillmentOrderFacts, OrderFacts, RefundFacts } from '../rules/order-effects.ts';

/**
 * An order of one line with everything that can happen to it, in both readings of Shopify's documents: when unfulfilled
 * units are refunded, a fulfillment order's `totalQuantity` shrinks with them, or only `remainingQuantity` does. Beside
 * what Shopify tells stands `gone`: the units that really left each location.
 */
export interface OrderLife {
  /** As Shopify tells it now. */
  facts(): OrderFacts;
  /** Units really gone, by location; locations with none are left out. */
  gone(): Map<string, number>;
  /** Units that wait for a location. */
  unrouted(): number;
  /** Does what the step asks for as far as the order allows it. Returns false when nothing happened. */
  apply(step: Step): boolean;
}

export type Step =
  | { readonly kind: 'route' | 'fulfill'; readonly where: number; readonly units: number }
  | { readonly kind: 'move'; readonly where: number; readonly to: number; readonly units: number }
  | { readonly kind: 'cancelUnits' | 'keepUnits' | 'return'; readonly where: number; readonly units: number }
  | { readonly kind: 'refundShipped' | 'edit'; readonly units: number }
  | { readonly kind: 'cancel'; readonly restock: boolean };

export interface LifeOptions {
  readonly quantity: number;
  readonly totals: 'shrink' | 'stay';
  readonly lineId?: string;
}

interface Piece {
  status: string;
  location: number;
  total: number;
  remaining: number;
  shipped: number;
}

export const placeName = (place: number) => `gid://shopify/Location/${place}`;
const PLACES = 3;

export function createOrderLife({ quantity, totals, lineId = 'line' }: LifeOptions): OrderLife {
  const pieces: Piece[] = [];
  const refunds: RefundFacts[] = [];
  const gone = new Map<number, number>();
  let ordered = quantity;
  let current = quantity;
  let waiting = quantity;
  let returned = 0;
  let refundedShipped = 0;
  let isCancelled = false;
  let clock = 0;

  const add = (place: number, units: number) => gone.set(place, (gone.get(place) ?? 0) + units);
  const open = (place: number) =>
    pieces.find((piece) => piece.location === place % PLACES && piece.remaining > 0);
  const record = (type: RefundFacts['lines'][number]['restockType'], units: number, place: number | null) => {
    clock += 1;
    const locationId = place === null ? null : placeName(place);
    refunds.push({
      createdAt: shopTime(clock),
      lines: [{ lineId, quantity: units, restockType: type, locationId }],
    });
  };
  const settle = (piece: Piece) => {
    if (piece.remaining === 0) piece.status = 'CLOSED';
  };

  const giveUp = (piece: Piece, units: number, isPutBack: boolean) => {
    piece.remaining -= units;
    if (totals === 'shrink') piece.total -= units;
    current -= units;
    if (isPutBack) add(piece.location, -units);
    record(isPutBack ? 'CANCEL' : 'NO_RESTOCK', units, isPutBack ? piece.location : null);
    settle(piece);
  };

  const steps = {
    route: (place: number, units: number) => {
      const routed = Math.min(waiting, units);
      if (routed === 0) return false;
      waiting -= routed;
      add(place % PLACES, routed);
      pieces.push({ status: 'OPEN', location: place % PLACES, total: routed, remaining: routed, shipped: 0 });
      return true;
    },
    fulfill: (place: number, units: number) => {
      const piece = open(place);
      if (!piece) return false;
      const sent = Math.min(piece.remaining, units);
      piece.remaining -= sent;
      piece.shipped += sent;
      piece.status = 'IN_PROGRESS';
      settle(piece);
      return true;
    },
    /** Everything, nothing shipped: the same fulfillment order gets the new location; else a new one is made. */
    move: (place: number, to: number, units: number) => {
      const piece = open(place);
      if (!piece || to % PLACES === piece.location) return false;
      const moved = Math.min(piece.remaining, units);
      add(piece.location, -moved);
      add(to % PLACES, moved);
      if (moved === piece.total) piece.location = to % PLACES;
      else {
        piece.total -= moved;
        piece.remaining -= moved;
        settle(piece);
        pieces.push({ status: 'OPEN', location: to % PLACES, total: moved, remaining: moved, shipped: 0 });
      }
      return true;
    },
    give: (place: number, units: number, isPutBack: boolean) => {
      const piece = open(place);
      if (!piece) return false;
      giveUp(piece, Math.min(piece.remaining, units), isPutBack);
      return true;
    },
    return: (place: number, units: number) => {
      const shipped = pieces.reduce((sum, piece) => sum + piece.shipped, 0);
      const back = Math.min(units, shipped - returned - refundedShipped);
      if (back <= 0) return false;
      returned += back;
      current -= back;
      add(place % PLACES, -back);
      record('RETURN', back, place % PLACES);
      return true;
    },
    refundShipped: (units: number) => {
      const isAnyOpen = waiting > 0 || pieces.some((piece) => piece.remaining > 0);
      const shipped = pieces.reduce((sum, piece) => sum + piece.shipped, 0);
      const kept = Math.min(units, shipped - returned - refundedShipped);
      if (kept <= 0 || isAnyOpen) return false;
      refundedShipped += kept;
      current -= kept;
      record('NO_RESTOCK', kept, null);
      return true;
    },
    cancel: (restock: boolean) => {
      if (waiting > 0 || pieces.some((piece) => piece.shipped > 0)) return false;
      for (const piece of pieces) {
        if (piece.remaining > 0) giveUp(piece, piece.remaining, restock);
        piece.status = 'CANCELLED';
      }
      isCancelled = true;
      return true;
    },
  };

  return {
    facts: () => ({
      isCancelled,
      lines: [{ lineId, sku: 'sku', quantity: ordered, currentQuantity: current }],
      fulfillmentOrders: pieces.map(
        (piece): FulfillmentOrderFacts => ({
          status: piece.status,
          locationId: placeName(piece.location),
          lines: [{ lineId, totalQuantity: piece.total, remainingQuantity: piece.remaining }],
        }),
      ),
      refunds: [...refunds],
    }),
    gone: () =>
      new Map(
        [...gone].flatMap(([place, units]) => (units === 0 ? [] : [[placeName(place), units] as const])),
      ),
    unrouted: () => waiting,
    apply: (step) => {
      if (isCancelled) return false;
      switch (step.kind) {
        case 'route':
          return steps.route(step.where, step.units);
        case 'fulfill':
          return steps.fulfill(step.where, step.units);
        case 'move':
          return steps.move(step.where, step.to, step.units);
        case 'cancelUnits':
          return steps.give(step.where, step.units, true);
        case 'keepUnits':
          return steps.give(step.where, step.units, false);
        case 'return':
          return steps.return(step.where, step.units);
        case 'refundShipped':
          return steps.refundShipped(step.units);
        case 'edit':
          ordered += step.units;
          current += step.units;
          waiting += step.units;
          return true;
        case 'cancel':
          return steps.cancel(step.restock);
      }
    },
  };
}
