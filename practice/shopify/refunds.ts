import { giveUp, unclaim } from './claims.ts';
import { needOrder } from './orders.ts';
import {
  begin,
  type Cause,
  type LineItem,
  type Location,
  markChanged,
  nextId,
  type Order,
  type Refund,
  type RefundLine,
  type RestockType,
  type ShopState,
} from './state.ts';
import { ensureLevel, moveStock, needLocation } from './stock.ts';
import { emitFulfillmentOrder, emitOrder, emitRefund, shipmentsOf, unfulfilled } from './webhook-bodies.ts';

/** Units an order gives up: cancellation and refunds. */

export interface CancelInput {
  readonly restock: boolean;
  /** Whether a refund row is left behind. Default true; whether Shopify always leaves one is not known [U]. */
  readonly refundRow?: boolean;
  readonly reason?: 'CUSTOMER' | 'DECLINED' | 'FRAUD' | 'INVENTORY' | 'OTHER' | 'STAFF';
}

/**
 * Cancels a whole unfulfilled order. With restock: available +n, committed −n, refund lines CANCEL at the location;
 * without: committed −n (on_hand −n), NO_RESTOCK and no location [S][C]. The fulfillment orders stay, CANCELLED, with 0.
 */
export function cancelOrder(state: ShopState, orderId: string, input: CancelInput): void {
  const at = begin(state);
  const order = needOrder(state, orderId);
  if (order.cancelledAt !== null) throw new Error(`${order.name} is cancelled already`);
  if (order.fulfillments.some(({ status }) => status === 'SUCCESS'))
    throw new Error(`${order.name} has been fulfilled`);
  if (input.restock && order.fulfillmentOrders.some((one) => !one.location.isActive))
    throw new Error('a paid order at a deactivated location cannot be cancelled with restock');
  const taken = order.lines.flatMap((line) =>
    takeUnfulfilled(
      state,
      order,
      line,
      line.currentQuantity,
      input.restock ? 'CANCEL' : 'NO_RESTOCK',
      at,
      'cancel',
    ),
  );
  for (const fulfillmentOrder of order.fulfillmentOrders) {
    fulfillmentOrder.status = 'CANCELLED';
    fulfillmentOrder.updatedAt = at;
    emitFulfillmentOrder(state, 'FULFILLMENT_ORDERS_CANCELLED', fulfillmentOrder, at);
  }
  order.cancelledAt = at;
  order.cancelReason = input.reason ?? 'CUSTOMER';
  order.closedAt = at;
  if (input.refundRow ?? true) addRefund(state, order, taken, at);
  markChanged(state, order, at);
  emitOrder(state, 'ORDERS_CANCELLED', order, at);
  emitOrder(state, 'ORDERS_UPDATED', order, at);
}

export interface RefundInput {
  readonly lines: readonly {
    readonly lineItemId: string;
    readonly quantity: number;
    readonly restockType: RestockType;
    /** Where a RETURN is put back (default: where it was fulfilled), which location's units a CANCEL gives up. */
    readonly locationId?: string;
  }[];
}

/**
 * CANCEL takes unfulfilled units back into stock, RETURN fulfilled ones; NO_RESTOCK gives up unfulfilled units first
 * (committed −n, on_hand −n), then fulfilled ones, where nothing moves [I]. The fulfillment order lines of unfulfilled
 * units shrink in `totalQuantity` and `remainingQuantity` alike [our reading].
 */
export function refund(state: ShopState, orderId: string, input: RefundInput): Refund {
  const at = begin(state);
  const order = needOrder(state, orderId);
  for (const entry of input.lines) checkRefund(state, order, entry);
  const taken = input.lines.flatMap((entry) => {
    const line = needLine(order, entry.lineItemId);
    const where = entry.locationId === undefined ? undefined : needLocation(state, entry.locationId);
    if (entry.restockType === 'RETURN') return [takeBack(state, order, line, entry.quantity, where, at)];
    return takeUnfulfilled(state, order, line, entry.quantity, entry.restockType, at, 'refund', where);
  });
  closeEmptied(order, at);
  const made = addRefund(state, order, taken, at);
  markChanged(state, order, at);
  emitOrder(state, 'ORDERS_UPDATED', order, at);
  return made;
}

/** Throws before anything has moved. A line may be named once only. */
function checkRefund(state: ShopState, order: Order, entry: RefundInput['lines'][number]): void {
  const line = needLine(order, entry.lineItemId);
  const where = entry.locationId === undefined ? undefined : needLocation(state, entry.locationId);
  const left =
    entry.restockType === 'RETURN'
      ? // What the customer still has: not what was refunded without coming back, nor what is yet to be shipped or has come back.
        line.currentQuantity - unfulfilled(line) - (order.returned.get(line) ?? []).length
      : entry.restockType === 'CANCEL'
        ? unfulfilled(line, where)
        : line.currentQuantity;
  if (entry.quantity <= 0 || entry.quantity > left)
    throw new Error(`${line.sku}: ${left} units are left for ${entry.restockType}, not ${entry.quantity}`);
}

type Taken = Omit<RefundLine, 'id'>;

/** The caller has checked that CANCEL finds its units. Takes unfulfilled units off the fulfillment orders, those at `where` only if given. One refund line per location. */
export function takeUnfulfilled(
  state: ShopState,
  order: Order,
  line: LineItem,
  wanted: number,
  restockType: 'CANCEL' | 'NO_RESTOCK',
  at: number,
  cause: Cause,
  where?: Location,
): Taken[] {
  const taken: Taken[] = [];
  let left = wanted;
  for (const fulfillmentOrder of order.fulfillmentOrders) {
    if (where && fulfillmentOrder.location !== where) continue;
    for (const entry of fulfillmentOrder.lines) {
      const quantity = Math.min(left, entry.remaining);
      if (entry.line !== line || quantity <= 0) continue;
      left -= quantity;
      entry.total -= quantity;
      entry.remaining -= quantity;
      fulfillmentOrder.updatedAt = at;
      const there = { order, location: fulfillmentOrder.location, at, cause };
      if (restockType === 'CANCEL') unclaim(state, entry, quantity, there);
      else giveUp(state, entry, quantity, there);
      const location = restockType === 'CANCEL' ? there.location : null;
      taken.push({ lineItem: line, quantity, restockType, location });
    }
  }
  if (left > 0) taken.push({ lineItem: line, quantity: left, restockType, location: null });
  line.currentQuantity -= wanted;
  return taken;
}

/** Fulfilled goods come back: available +n where they are put [I]. */
function takeBack(
  state: ShopState,
  order: Order,
  line: LineItem,
  quantity: number,
  where: Location | undefined,
  at: number,
): Taken {
  const location = where ?? shipmentsOf(line).at(-1)?.location;
  if (!location) throw new Error(`${line.sku}: nowhere to return to`);
  line.currentQuantity -= quantity;
  if (line.item?.tracked) {
    const level = ensureLevel(line.item, location, at, true);
    moveStock(state, line.item, level, at, { available: quantity, cause: 'refund', reference: order.id });
  }
  return { lineItem: line, quantity, restockType: 'RETURN', location };
}

/** A fulfillment order whose units are all gone closes [our reading]. */
export function closeEmptied(order: Order, at: number): void {
  for (const one of order.fulfillmentOrders) {
    if (one.status === 'CLOSED' || one.status === 'CANCELLED' || one.lines.some((line) => line.remaining > 0))
      continue;
    one.status = 'CLOSED';
    one.updatedAt = at;
  }
}

export function addRefund(state: ShopState, order: Order, taken: readonly Taken[], at: number): Refund {
  const made: Refund = {
    id: nextId(state, 'Refund'),
    order,
    createdAt: at,
    lines: taken.map((line) => ({ id: nextId(state, 'RefundLineItem'), ...line })),
  };
  order.refunds.push(made);
  emitRefund(state, made, at);
  return made;
}

export function needLine(order: Order, id: string): LineItem {
  const line = order.lines.find((one) => one.id === id);
  if (!line) throw new Error(`${order.name} has no line ${id}`);
  return line;
}
