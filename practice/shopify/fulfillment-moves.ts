import { claim, unclaim, unship } from './claims.ts';
import { needOrder, route } from './orders.ts';
import { closeEmptied } from './refunds.ts';
import { isOpen, isWaiting, openFulfillmentOrder } from './routing.ts';
import {
  begin,
  type Claim,
  type Fulfillment,
  type FulfillmentOrder,
  type FulfillmentOrderLine,
  type LineItem,
  type Location,
  markChanged,
  nextId,
  type Order,
  type ShopState,
} from './state.ts';
import { levelAt, needLocation } from './stock.ts';
import { emitFulfillmentOrder, emitMove, emitOrder, unfulfilled } from './webhook-bodies.ts';

/** What becomes of fulfillment orders: moved, merged, released, and the shipment that was none. */

/** A part of a fulfillment order; all that remains when absent. */
export type MovedLines = readonly { readonly lineItemId: string; readonly quantity: number }[];

/**
 * Moves what remains of a fulfillment order to another location. Everything and nothing fulfilled yet: the same id gets the
 * new location. Otherwise a new fulfillment order is made there and the original shrinks [S]. Where the order has an open one there
 * already, both are closed and their lines recreated in a new one [S]; whether the totals of the closed ones stay is not known: ours do
 * [U]. Returns the moved one.
 */
export function moveFulfillmentOrder(
  state: ShopState,
  fulfillmentOrderId: string,
  locationId: string,
  lines?: MovedLines,
): FulfillmentOrder {
  const at = begin(state);
  const original = state.fulfillmentOrderById.get(fulfillmentOrderId);
  if (!original) throw new Error(`no fulfillment order ${fulfillmentOrderId}`);
  const { order, location: source } = original;
  const destination = needLocation(state, locationId);
  const part = (line: FulfillmentOrderLine) =>
    lines ? (lines.find((one) => one.lineItemId === line.line.id)?.quantity ?? 0) : line.remaining;
  if (destination === source) throw new Error('it is there already');
  if (!original.lines.some((line) => part(line) > 0)) throw new Error('nothing to move');
  if (original.lines.some((line) => part(line) > line.remaining)) throw new Error('fewer units remain');
  route(state, order, at);
  const there = order.fulfillmentOrders.find(
    (one) => one.location === destination && isOpen(one) && isWaiting(one) === isWaiting(original),
  );
  const isWhole = original.lines.every((line) => part(line) === line.total);
  const moved =
    isWhole && !there ? original : openFulfillmentOrder(state, order, destination, at, waitingOf(original));
  for (const line of original.lines) {
    const quantity = part(line);
    if (quantity === 0) continue;
    unclaim(state, line, quantity, { order, location: source, at, cause: 'move' });
    claim(state, line, quantity, { order, location: destination, at, cause: 'move' });
    if (moved !== original) handOver(state, line, moved, quantity, there !== undefined);
  }
  if (there) mergeInto(state, there, moved, at);
  moved.location = destination;
  moved.updatedAt = at;
  original.updatedAt = at;
  for (const one of [original, there])
    if (one && one !== moved && one.lines.every(({ remaining }) => remaining === 0)) one.isSuperseded = true;
  closeEmptied(order, at);
  markChanged(state, order, at);
  emitMove(state, original, moved, source, destination, at);
  emitOrder(state, 'ORDERS_UPDATED', order, at);
  return moved;
}

/** Goods that are not to be shipped yet are not to be shipped from elsewhere either. */
const waitingOf = ({ status }: FulfillmentOrder) =>
  status === 'ON_HOLD' || status === 'SCHEDULED' ? status : undefined;

/** The units wait on another fulfillment order from now on. */
function handOver(
  state: ShopState,
  line: FulfillmentOrderLine,
  to: FulfillmentOrder,
  quantity: number,
  isTotalKept: boolean,
): void {
  line.remaining -= quantity;
  if (!isTotalKept) line.total -= quantity;
  wait(state, to, line, quantity);
}

function wait(
  state: ShopState,
  on: FulfillmentOrder,
  { line, claim }: Pick<FulfillmentOrderLine, 'line' | 'claim'>,
  quantity: number,
): void {
  const present = on.lines.find((entry) => entry.line === line && entry.claim === claim);
  if (present) {
    present.total += quantity;
    present.remaining += quantity;
    return;
  }
  const id = nextId(state, 'FulfillmentOrderLineItem');
  on.lines.push({ id, line, total: quantity, remaining: quantity, claim });
}

function mergeInto(state: ShopState, from: FulfillmentOrder, to: FulfillmentOrder, at: number): void {
  for (const line of from.lines) if (line.remaining > 0) handOver(state, line, to, line.remaining, true);
  from.updatedAt = at;
}

/**
 * A shipment is cancelled: its units are on the shelf again, promised as before, on a new fulfillment order, at the old location where
 * that still stocks them, else where routing puts them [S][I]. The one that was shipped stays closed, with its total [U]. Throws where
 * some of the units have come back or been refunded.
 */
export function cancelFulfillment(state: ShopState, orderId: string, fulfillmentId: string): void {
  const at = begin(state);
  const order = needOrder(state, orderId);
  const made = order.fulfillments.find(({ id }) => id === fulfillmentId);
  if (!made || made.status === 'CANCELLED') throw new Error(`${order.name} has no such shipment`);
  if (order.cancelledAt !== null) throw new Error(`${order.name} is cancelled`);
  for (const { lineItem, quantity } of made.lines)
    if (withCustomer(order, lineItem) < quantity) throw new Error(`${lineItem.sku} has come back in part`);
  made.status = 'CANCELLED';
  const destination = homeOf(state, made);
  const renewed = openFulfillmentOrder(state, order, destination, at);
  for (const { lineItem, quantity } of made.lines) {
    const waiting = { line: lineItem, claim: claimAfter(lineItem) };
    unship(state, waiting, quantity, { order, location: made.location, at, cause: 'order' });
    if (destination !== made.location) {
      unclaim(state, waiting, quantity, { order, location: made.location, at, cause: 'move' });
      claim(state, waiting, quantity, { order, location: destination, at, cause: 'move' });
    }
    wait(state, renewed, waiting, quantity);
  }
  markChanged(state, order, at);
  emitOrder(state, 'ORDERS_UPDATED', order, at);
}

function claimAfter({ item }: LineItem): Claim {
  if (item?.tracked !== true) return 'none';
  return item.deleted ? 'unclaimed' : 'claimed';
}

/** Shipped units of a line that have not come back and have not been refunded. */
const withCustomer = (order: Order, line: LineItem) =>
  line.currentQuantity - unfulfilled(line) - (order.returned.get(line) ?? []).length;

function homeOf(state: ShopState, { location, lines }: Fulfillment): Location {
  const items = lines.flatMap(({ lineItem: { item } }) => (item ? [item] : []));
  // What was deleted since is stocked nowhere: it stays where it is.
  if (items.some((item) => item.deleted)) return location;
  if (location.isActive && items.every((item) => levelAt(item, location)?.isActive)) return location;
  return state.locations.find((one) => one.isActive && one.fulfillsOnlineOrders) ?? location;
}

/** The hold of an order ends, of an exchange's goods, or the day of scheduled ones has come: from now on they claim stock like any others. */
export function releaseHold(state: ShopState, orderId: string): void {
  const at = begin(state);
  const order = needOrder(state, orderId);
  if (!order.isHeld && !order.fulfillmentOrders.some(isWaiting))
    throw new Error(`${order.name} is not on hold`);
  route(state, order, at);
  order.isHeld = false;
  for (const one of order.fulfillmentOrders) {
    if (!isWaiting(one)) continue;
    const wasScheduled = one.status === 'SCHEDULED';
    one.status = 'OPEN';
    one.updatedAt = at;
    for (const line of one.lines) {
      if (line.claim !== 'unclaimed') continue;
      const where = { order, location: one.location, at, cause: 'order' } as const;
      unclaim(state, line, line.remaining, where);
      line.claim = 'claimed';
      claim(state, line, line.remaining, where);
    }
    const topic = wasScheduled ? 'SCHEDULED_FULFILLMENT_ORDER_READY' : 'HOLD_RELEASED';
    emitFulfillmentOrder(state, `FULFILLMENT_ORDERS_${topic}`, one, at);
  }
  markChanged(state, order, at);
  emitOrder(state, 'ORDERS_UPDATED', order, at);
}
