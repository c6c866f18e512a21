import { addAgreement } from './agreements.ts';
import { type NewLine, needOrder, route, toWanted } from './orders.ts';
import { addRefund, closeEmptied, needLine, takeUnfulfilled } from './refunds.ts';
import { allocate, assign, openFulfillmentOrder } from './routing.ts';
import {
  begin,
  type FulfillmentOrder,
  type FulfillmentOrderLine,
  type Location,
  markChanged,
  nextId,
  type Order,
  type ShopState,
} from './state.ts';
import { ensureLevel, levelAt, moveStock, needLocation } from './stock.ts';
import { emitMove, emitOrder, unfulfilled } from './webhook-bodies.ts';

/** An order edited in the admin, a fulfillment order moved to another location. */

export interface EditInput {
  readonly add?: readonly NewLine[];
  readonly setQuantity?: readonly {
    readonly lineItemId: string;
    readonly quantity: number;
    readonly restock?: boolean;
  }[];
}

/**
 * Edits an order. Our reading of Shopify: an added line behaves as if ordered; a reduced one keeps `quantity`, its
 * `currentQuantity` falls and a refund CANCEL (restock, the default) or NO_RESTOCK records it; an increased one grows in
 * both. Only unfulfilled units can be taken away.
 */
export function editOrder(state: ShopState, orderId: string, input: EditInput): void {
  const at = begin(state);
  const order = needOrder(state, orderId);
  if (order.cancelledAt !== null) throw new Error(`${order.name} is cancelled`);
  for (const { lineItemId, quantity } of input.setQuantity ?? []) {
    const line = needLine(order, lineItemId);
    if (line.currentQuantity - quantity > unfulfilled(line))
      throw new Error(`${line.sku} has been fulfilled`);
  }
  const added = allocate(
    state,
    order,
    (input.add ?? []).map((line) => toWanted(state, line, undefined)),
    at,
    'edit',
  );
  const taken = (input.setQuantity ?? []).flatMap(({ lineItemId, quantity, restock }) => {
    const line = needLine(order, lineItemId);
    const less = line.currentQuantity - quantity;
    if (less < 0) {
      line.quantity -= less;
      line.currentQuantity = quantity;
      const home = order.fulfillmentOrders.find((one) => one.lines.some((entry) => entry.line === line));
      if (!home) throw new Error(`${line.sku} is not on any fulfillment order`);
      assign(state, order, line, -less, home.location, at, 'edit');
      added.push({ lineItem: line, quantity: -less });
    }
    const type = restock === false ? 'NO_RESTOCK' : 'CANCEL';
    return less > 0 ? takeUnfulfilled(state, order, line, less, type, at, 'edit') : [];
  });
  order.edited = true;
  if (added.length > 0) addAgreement(state, order, 'ORDER_EDIT', added, at);
  closeEmptied(order, at);
  if (taken.length > 0) addRefund(state, order, taken, at);
  markChanged(state, order, at);
  emitOrder(state, 'ORDERS_EDITED', order, at);
  emitOrder(state, 'ORDERS_UPDATED', order, at);
}

/**
 * Moves what remains of a fulfillment order to another location. Everything and nothing fulfilled yet: the same id gets the
 * new location. Otherwise a new fulfillment order is made there and the original shrinks [S]. Returns the moved one.
 */
export function moveFulfillmentOrder(
  state: ShopState,
  fulfillmentOrderId: string,
  locationId: string,
  lines?: readonly { readonly lineItemId: string; readonly quantity: number }[],
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
  const whole = original.lines.every((line) => part(line) === line.total);
  const moved = whole ? original : openFulfillmentOrder(state, order, destination, at);
  for (const line of original.lines) {
    const quantity = part(line);
    if (quantity === 0) continue;
    if (!whole) {
      line.total -= quantity;
      line.remaining -= quantity;
      const id = nextId(state, 'FulfillmentOrderLineItem');
      moved.lines.push({ id, line: line.line, total: quantity, remaining: quantity, stocked: line.stocked });
    }
    carry(state, order, line, quantity, source, destination, at);
  }
  moved.location = destination;
  moved.updatedAt = at;
  original.updatedAt = at;
  closeEmptied(order, at);
  markChanged(state, order, at);
  emitMove(state, original, moved, source, destination, at);
  emitOrder(state, 'ORDERS_UPDATED', order, at);
  return moved;
}

function carry(
  state: ShopState,
  order: Order,
  { line: { item }, stocked }: FulfillmentOrderLine,
  quantity: number,
  source: Location,
  destination: Location,
  at: number,
): void {
  const from = item && levelAt(item, source);
  if (!stocked || !item || !from) return;
  const to = ensureLevel(item, destination, at, true);
  const rest = { cause: 'move', reference: order.id } as const;
  moveStock(state, item, from, at, { available: quantity, committed: -quantity, ...rest });
  moveStock(state, item, to, at, { available: -quantity, committed: quantity, ...rest });
}
