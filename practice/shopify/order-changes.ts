import { addAgreement } from './agreements.ts';
import { type NewLine, needOrder, toWanted } from './orders.ts';
import { addRefund, closeEmptied, needLine, takeUnfulfilled } from './refunds.ts';
import { allocate, assign } from './routing.ts';
import { begin, markChanged, type ShopState } from './state.ts';
import { emitOrder, unfulfilled } from './webhook-bodies.ts';

/** An order edited in the admin. */

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
