import { addAgreement } from './agreements.ts';
import { ship } from './claims.ts';
import { allocate, isWaiting, type Later, type Wanted } from './routing.ts';
import {
  begin,
  type Fulfillment,
  type FulfillmentOrder,
  later,
  markChanged,
  nextId,
  type Order,
  type ShopState,
} from './state.ts';
import { levelAt, needItem, needLocation } from './stock.ts';
import { emitFulfillmentOrder, emitOrder } from './webhook-bodies.ts';

/**
 * The life of an order. Stock effects: an order moves `available` −n and `committed` +n at the location it is routed to,
 * a fulfilment `committed` −n [D]. Line items of items that are not tracked, and custom lines, move nothing [our reading].
 */

export interface NewLine {
  readonly inventoryItemId?: string;
  readonly sku?: string;
  readonly quantity: number;
  /** A custom line: a title and no inventory item. */
  readonly custom?: string;
  /** Where this line is taken from; otherwise routing chooses. */
  readonly locationId?: string;
  /** A pre-order or the like, by its plan's name. */
  readonly sellingPlan?: string;
}

export interface NewOrder {
  readonly lines: readonly NewLine[];
  readonly locationId?: string;
  readonly test?: boolean;
  /** What it claims: all at once, what a draft order has reserved at each line's location, nothing ever, or all when a hold is released. */
  readonly claims?: 'at once' | 'reserved' | 'never' | 'on release';
  /** Its goods are not to be shipped yet, for their selling plan. Default: at once. */
  readonly later?: Later;
  /** `pos`: sold and handed over at `locationId` at once. Default `web`. */
  readonly source?: 'web' | 'pos';
  /** Until then `fulfillmentOrders` is empty [S]. Milliseconds, default 2,000; POS 0. */
  readonly routingDelayMs?: number;
  readonly name?: string;
  /** Default true: the shop sells into the negative. */
  readonly allowOversell?: boolean;
}

export function placeOrder(state: ShopState, input: NewOrder): Order {
  const at = begin(state);
  const isPos = input.source === 'pos';
  const retailLocation =
    isPos && input.locationId !== undefined ? needLocation(state, input.locationId) : null;
  if (isPos && !retailLocation) throw new Error('a POS order needs a location');
  const wanted = input.lines.map((line) => toWanted(state, line, input.locationId));
  if (input.allowOversell === false) refuseOversell(state, wanted);
  if (input.claims === 'reserved') checkReserved(wanted);

  const number = state.next.order;
  state.next.order += 1_001n;
  const order: Order = {
    id: `gid://shopify/Order/${number}`,
    number,
    name: input.name ?? `#${state.next.orderName}`,
    createdAt: at,
    updatedAt: at,
    cancelledAt: null,
    cancelReason: null,
    closedAt: null,
    test: input.test ?? false,
    confirmed: input.claims !== 'never',
    isHeld: input.claims === 'on release',
    isExchanged: false,
    isFromDraft: input.claims === 'reserved',
    unmoved: [],
    source: input.source ?? 'web',
    retailLocation,
    edited: false,
    lines: [],
    fulfillmentOrders: [],
    routed: isPos || input.routingDelayMs === 0,
    refunds: [],
    agreements: [],
    returned: new Map(),
    indexedAt: at,
    unreadable: false,
    fulfillments: [],
    changeNumber: 0,
  };
  state.next.orderName += 1;
  state.orders.push(order);
  state.orderById.set(order.id, order);
  addAgreement(state, order, 'ORDER', allocate(state, order, wanted, at, 'order', input.later), at);
  markChanged(state, order, at);
  emitOrder(state, 'ORDERS_CREATE', order, at);
  if (isPos) for (const fulfillmentOrder of order.fulfillmentOrders) hand(state, fulfillmentOrder, null, at);
  else if (order.routed) emitRouted(state, order, at);
  else later(state, at + (input.routingDelayMs ?? 2_000), (due) => route(state, order, due));
  return order;
}

function checkReserved(wanted: readonly Wanted[]): void {
  for (const { item, quantity, location } of wanted) {
    const level = item && location && levelAt(item, location);
    if (!level || level.setAside.reserved < quantity)
      throw new Error(`fewer units of ${item?.sku} are reserved`);
  }
}

export function toWanted(state: ShopState, line: NewLine, locationId: string | undefined): Wanted {
  if (!Number.isInteger(line.quantity) || line.quantity <= 0) throw new Error('a line needs a quantity');
  const where = line.locationId ?? locationId;
  return {
    item: line.custom === undefined ? needItem(state, line) : null,
    title: line.custom,
    quantity: line.quantity,
    location: where === undefined ? undefined : needLocation(state, where),
    sellingPlan: line.sellingPlan,
  };
}

function refuseOversell(state: ShopState, wanted: readonly Wanted[]): void {
  for (const { item, quantity, location } of wanted) {
    if (!item?.tracked) continue;
    const places = location ? [location] : state.locations.filter((place) => place.isActive);
    const enough = places.some((place) => {
      const level = levelAt(item, place);
      return level?.isActive === true && level.available >= quantity;
    });
    if (!enough) throw new Error(`not enough of ${item.sku} to sell ${quantity}`);
  }
}

/** The background worker is done: fulfillment orders appear and `updatedAt` moves [S]. Nobody ships or moves before. */
export function route(state: ShopState, order: Order, at: number): void {
  if (order.routed) return;
  order.routed = true;
  markChanged(state, order, at);
  emitRouted(state, order, at);
  emitOrder(state, 'ORDERS_UPDATED', order, at);
}

function emitRouted(state: ShopState, order: Order, at: number): void {
  for (const fulfillmentOrder of order.fulfillmentOrders)
    emitFulfillmentOrder(state, 'FULFILLMENT_ORDERS_ORDER_ROUTING_COMPLETE', fulfillmentOrder, at);
}

export function needOrder(state: ShopState, id: string): Order {
  const order = state.orderById.get(id);
  if (!order) throw new Error(`no order ${id}`);
  return order;
}

export interface FulfillInput {
  readonly fulfillmentOrderId?: string;
  /** Only these; everything that remains when absent. */
  readonly lines?: readonly { readonly lineItemId: string; readonly quantity: number }[];
}

/**
 * Ships goods. A fulfillment order with units left stays IN_PROGRESS, otherwise it closes [our reading of a partial
 * fulfilment; `totalQuantity` keeps the shipped units].
 */
export function fulfill(state: ShopState, orderId: string, input: FulfillInput = {}): void {
  const at = begin(state);
  const order = needOrder(state, orderId);
  if (order.isHeld) throw new Error(`${order.name} is on hold`);
  const left = input.lines && new Map(input.lines.map((line) => [line.lineItemId, line.quantity]));
  const open = order.fulfillmentOrders
    .filter((one) => input.fulfillmentOrderId === undefined || one.id === input.fulfillmentOrderId)
    .filter((one) => !isWaiting(one))
    .flatMap((one) => one.lines);
  const remaining = (lineItemId?: string) =>
    open.reduce(
      (sum, entry) => sum + (lineItemId === undefined || entry.line.id === lineItemId ? entry.remaining : 0),
      0,
    );
  if (remaining() === 0 || input.lines?.some((line) => line.quantity > remaining(line.lineItemId)))
    throw new Error(`${order.name} has fewer units left to fulfil`);
  route(state, order, at);
  for (const fulfillmentOrder of order.fulfillmentOrders) {
    if (input.fulfillmentOrderId !== undefined && fulfillmentOrder.id !== input.fulfillmentOrderId) continue;
    if (isWaiting(fulfillmentOrder)) continue;
    hand(state, fulfillmentOrder, left ?? null, at);
  }
  markChanged(state, order, at);
  const isOpen = order.fulfillmentOrders.some((one) => one.lines.some((line) => line.remaining > 0));
  emitOrder(state, isOpen ? 'ORDERS_PARTIALLY_FULFILLED' : 'ORDERS_FULFILLED', order, at);
  emitOrder(state, 'ORDERS_UPDATED', order, at);
}

function hand(
  state: ShopState,
  fulfillmentOrder: FulfillmentOrder,
  left: Map<string, number> | null,
  at: number,
): void {
  const { order } = fulfillmentOrder;
  const lines: Fulfillment['lines'][number][] = [];
  for (const line of fulfillmentOrder.lines) {
    const quantity = Math.min(line.remaining, left ? (left.get(line.line.id) ?? 0) : line.remaining);
    if (quantity <= 0) continue;
    left?.set(line.line.id, (left.get(line.line.id) ?? 0) - quantity);
    line.remaining -= quantity;
    ship(state, line, quantity, { order, location: fulfillmentOrder.location, at, cause: 'order' });
    lines.push({ id: nextId(state, 'FulfillmentLineItem'), lineItem: line.line, quantity });
  }
  if (lines.length === 0) return;
  fulfillmentOrder.updatedAt = at;
  fulfillmentOrder.status = fulfillmentOrder.lines.some((line) => line.remaining > 0)
    ? 'IN_PROGRESS'
    : 'CLOSED';
  order.fulfillments.push({
    id: nextId(state, 'Fulfillment'),
    name: `${order.name}.${order.fulfillments.length + 1}`,
    location: fulfillmentOrder.location,
    createdAt: at,
    status: 'SUCCESS',
    fulfillmentOrder,
    lines,
  });
}
