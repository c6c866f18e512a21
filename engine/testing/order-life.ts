import { shopTime } from '../../shared/words/time.ts';
import type {
  FulfillmentOrderFacts,
  OrderFacts,
  RefundFacts,
  ShipmentFacts,
} from '../rules/order-effects.ts';

/**
 * An order of one line with everything that can happen to it, in both readings of Shopify's documents: fulfillment orders that moves and
 * merges have left behind are told of no more, or still. Beside what Shopify tells stands `gone`: the units that really left each location.
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
  | { readonly kind: 'move' | 'unship'; readonly where: number; readonly to: number; readonly units: number }
  | { readonly kind: 'cancelUnits' | 'keepUnits' | 'return'; readonly where: number; readonly units: number }
  | { readonly kind: 'refundShipped' | 'edit'; readonly units: number }
  | { readonly kind: 'cancel'; readonly restock: boolean };

export interface LifeOptions {
  readonly quantity: number;
  readonly leftBehind: 'hidden' | 'shown';
  readonly lineId?: string;
}

/** The line's part of one fulfillment order. */
interface Piece {
  status: string;
  location: number;
  remaining: number;
  /** Nothing of it has been shipped yet. */
  isUntouched: boolean;
  isLeftBehind: boolean;
}

/** One shipment of the line. */
interface Sent {
  status: 'SUCCESS' | 'CANCELLED';
  readonly location: number;
  readonly units: number;
}

/** The order as it stands. All counts are units. */
interface LineState {
  readonly lineId: string;
  readonly leftBehind: LifeOptions['leftBehind'];
  readonly pieces: Piece[];
  readonly sent: Sent[];
  readonly refunds: RefundFacts[];
  /** By place. */
  readonly gone: Map<number, number>;
  ordered: number;
  current: number;
  waiting: number;
  returned: number;
  refundedShipped: number;
  isCancelled: boolean;
}

/** The location's id, as Shopify writes it. */
export const placeName = (place: number) => `gid://shopify/Location/${place}`;
const PLACES = 3;

/** A new order that is not routed yet. */
export function createOrderLife({ quantity, leftBehind, lineId = 'line' }: LifeOptions): OrderLife {
  const line: LineState = {
    lineId,
    leftBehind,
    pieces: [],
    sent: [],
    refunds: [],
    gone: new Map(),
    ordered: quantity,
    current: quantity,
    waiting: quantity,
    returned: 0,
    refundedShipped: 0,
    isCancelled: false,
  };
  return {
    facts: () => factsOf(line),
    gone: () =>
      new Map(
        [...line.gone].flatMap(([place, units]) => (units === 0 ? [] : [[placeName(place), units] as const])),
      ),
    unrouted: () => line.waiting,
    apply: (step) => !line.isCancelled && apply(line, step),
  };
}

function factsOf(line: LineState): OrderFacts {
  const { lineId, isCancelled, ordered, current, refunds } = line;
  const pieces = line.pieces.filter((piece) => line.leftBehind === 'shown' || !piece.isLeftBehind);
  return {
    isCancelled,
    lines: [{ lineId, sku: 'sku', inventoryItemId: null, quantity: ordered, currentQuantity: current }],
    fulfillmentOrders: pieces.map(
      (piece): FulfillmentOrderFacts => ({
        status: piece.status,
        updatedAt: shopTime(1),
        locationId: placeName(piece.location),
        lines: [{ lineId, remainingQuantity: piece.remaining }],
      }),
    ),
    shipments: line.sent.map(
      ({ status, location, units }): ShipmentFacts => ({
        status,
        createdAt: shopTime(1),
        locationId: placeName(location),
        lines: [{ lineId, quantity: units }],
      }),
    ),
    refunds: [...refunds],
  };
}

function apply(line: LineState, step: Step): boolean {
  switch (step.kind) {
    case 'route':
      return route(line, step.where, step.units);
    case 'fulfill':
      return fulfill(line, step.where, step.units);
    case 'move':
      return move(line, step.where, step.to, step.units);
    case 'unship':
      return unship(line, step.where, step.to);
    case 'cancelUnits':
      return refundUnshipped(line, step.where, step.units, true);
    case 'keepUnits':
      return refundUnshipped(line, step.where, step.units, false);
    case 'return':
      return takeBack(line, step.where, step.units);
    case 'refundShipped':
      return refundShipped(line, step.units);
    case 'edit':
      line.ordered += step.units;
      line.current += step.units;
      line.waiting += step.units;
      return true;
    case 'cancel':
      return cancel(line, step.restock);
  }
}

function route(line: LineState, place: number, units: number): boolean {
  const routed = Math.min(line.waiting, units);
  if (routed === 0) return false;
  line.waiting -= routed;
  leave(line, place, routed);
  addPiece(line, place, routed);
  return true;
}

function fulfill(line: LineState, place: number, units: number): boolean {
  const piece = openPiece(line, place);
  if (!piece) return false;
  const sent = Math.min(piece.remaining, units);
  piece.remaining -= sent;
  piece.isUntouched = false;
  piece.status = 'IN_PROGRESS';
  line.sent.push({ status: 'SUCCESS', location: piece.location, units: sent });
  closeIfDone(piece);
  return true;
}

/**
 * When everything moves and nothing is shipped, the same fulfillment order gets the new location; else a new one is made. With one that is
 * open there already it becomes a new one.
 */
function move(line: LineState, place: number, to: number, units: number): boolean {
  const piece = openPiece(line, place);
  if (!piece || to % PLACES === piece.location) return false;
  const moved = Math.min(piece.remaining, units);
  leave(line, piece.location, -moved);
  leave(line, to, moved);
  const there = openPiece(line, to);
  if (moved === piece.remaining && piece.isUntouched && !there) piece.location = to % PLACES;
  else {
    const together = moved + (there?.remaining ?? 0);
    piece.remaining -= moved;
    if (there) there.remaining = 0;
    for (const old of there ? [piece, there] : [piece]) {
      closeIfDone(old);
      old.isLeftBehind = old.remaining === 0;
    }
    addPiece(line, to, together);
  }
  return true;
}

/** A shipment is cancelled: its units wait there again, or elsewhere. */
function unship(line: LineState, place: number, to: number): boolean {
  const sent = line.sent.find((one) => one.location === place % PLACES && one.status === 'SUCCESS');
  if (!sent || withCustomer(line) < sent.units) return false;
  sent.status = 'CANCELLED';
  leave(line, place, -sent.units);
  leave(line, to, sent.units);
  addPiece(line, to, sent.units);
  return true;
}

function refundUnshipped(line: LineState, place: number, units: number, isPutBack: boolean): boolean {
  const piece = openPiece(line, place);
  if (!piece) return false;
  giveUp(line, piece, Math.min(piece.remaining, units), isPutBack);
  return true;
}

function takeBack(line: LineState, place: number, units: number): boolean {
  const back = Math.min(units, withCustomer(line));
  if (back <= 0) return false;
  line.returned += back;
  line.current -= back;
  leave(line, place, -back);
  addRefund(line, 'RETURN', back, place % PLACES);
  return true;
}

/** Nothing happens while units are left to be shipped: the refund that brings no goods back is `keepUnits` until then. */
function refundShipped(line: LineState, units: number): boolean {
  const isAnyOpen = line.waiting > 0 || line.pieces.some((piece) => piece.remaining > 0);
  const kept = Math.min(units, withCustomer(line));
  if (kept <= 0 || isAnyOpen) return false;
  line.refundedShipped += kept;
  line.current -= kept;
  addRefund(line, 'NO_RESTOCK', kept, null);
  return true;
}

function cancel(line: LineState, restock: boolean): boolean {
  if (line.waiting > 0 || line.sent.some(({ status }) => status === 'SUCCESS')) return false;
  for (const piece of line.pieces) {
    if (piece.remaining > 0) giveUp(line, piece, piece.remaining, restock);
    piece.status = 'CANCELLED';
  }
  line.isCancelled = true;
  return true;
}

/** The customer no longer gets these units, and they are put back on the shelf or kept by the customer all the same. */
function giveUp(line: LineState, piece: Piece, units: number, isPutBack: boolean): void {
  piece.remaining -= units;
  line.current -= units;
  if (isPutBack) leave(line, piece.location, -units);
  addRefund(line, isPutBack ? 'CANCEL' : 'NO_RESTOCK', units, isPutBack ? piece.location : null);
  closeIfDone(piece);
}

/** Units leave the place for the order; negative when they come back. */
function leave({ gone }: LineState, place: number, units: number): void {
  gone.set(place % PLACES, (gone.get(place % PLACES) ?? 0) + units);
}

function addPiece({ pieces }: LineState, place: number, units: number): void {
  const [location, remaining] = [place % PLACES, units];
  pieces.push({ status: 'OPEN', location, remaining, isUntouched: true, isLeftBehind: false });
}

function addRefund(
  { refunds, lineId }: LineState,
  restockType: RefundFacts['lines'][number]['restockType'],
  quantity: number,
  place: number | null,
): void {
  const locationId = place === null ? null : placeName(place);
  refunds.push({
    // Refunds need an order in time, and no more: they are counted.
    createdAt: shopTime(refunds.length + 1),
    lines: [{ lineId, quantity, restockType, locationId }],
  });
}

function openPiece({ pieces }: LineState, place: number): Piece | undefined {
  return pieces.find((piece) => piece.location === place % PLACES && piece.remaining > 0);
}

function closeIfDone(piece: Piece): void {
  if (piece.remaining === 0) piece.status = 'CLOSED';
}

/** Shipped units that were neither returned nor refunded. */
function withCustomer({ sent, returned, refundedShipped }: LineState): number {
  const shipped = sent.filter(({ status }) => status === 'SUCCESS');
  return shipped.reduce((sum, { units }) => sum + units, 0) - returned - refundedShipped;
}
