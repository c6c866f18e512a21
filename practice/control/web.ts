import type { Practice } from '../shops.ts';
import type { Calls } from './calls.ts';
import {
  allowOnly,
  BadCall,
  type Fields,
  flagOf,
  listOf,
  maybe,
  numberOf,
  oneOf,
  textOf,
  wholeOf,
} from './fields.ts';
import { itemOf, lineOf, locationOf, maybeLocation, orderOf } from './find.ts';
import { orderView } from './state.ts';

/** What customers and staff do in the web shop. Every call answers the order after it. */
export function webCalls(practice: Practice): Calls {
  const answering =
    (change: (practice: Practice, fields: Fields) => string): Calls[string] =>
    (fields) => {
      const order = practice.shopify.order(change(practice, fields));
      return order && orderView(practice, order);
    };
  return {
    'POST /web/order': answering(place),
    'POST /web/cancel': answering(cancel),
    'POST /web/refund': answering(refund),
    'POST /web/edit': answering(edit),
    'POST /web/move': answering(move),
    'POST /web/fulfil': answering(fulfil),
    'POST /web/return': answering(takeBack),
  };
}

// Each does what it is called and returns the id of the order.

function place(practice: Practice, fields: Fields): string {
  allowOnly(fields, ['lines', 'location', 'test', 'source', 'routingDelayMs']);
  const { id } = practice.shopify.placeOrder({
    lines: listOf(fields, 'lines', (line) => goods(practice, line)),
    ...maybeLocation(practice, fields),
    ...maybe(fields, 'test', flagOf),
    ...maybe(fields, 'source', (from, name) => oneOf<'web' | 'pos'>(from, name, ['web', 'pos'])),
    ...maybe(fields, 'routingDelayMs', (from, name) => numberOf(from, name, 0)),
  });
  return id;
}

function cancel(practice: Practice, fields: Fields): string {
  allowOnly(fields, ['order', 'restock']);
  const { id } = orderOf(practice, fields);
  practice.shopify.cancelOrder(id, { restock: flagOf(fields, 'restock') });
  return id;
}

function refund(practice: Practice, fields: Fields): string {
  allowOnly(fields, ['order', 'lines']);
  const order = orderOf(practice, fields);
  const lines = listOf(fields, 'lines', (line) => {
    allowOnly(line, ['sku', 'lineItemId', 'quantity', 'restockType', 'location']);
    return {
      lineItemId: lineOf(order, line),
      quantity: quantityOf(line),
      restockType: oneOf(line, 'restockType', ['CANCEL', 'RETURN', 'NO_RESTOCK']),
      ...maybeLocation(practice, line),
    };
  });
  practice.shopify.refund(order.id, { lines });
  return order.id;
}

function edit(practice: Practice, fields: Fields): string {
  allowOnly(fields, ['order', 'add', 'set']);
  const order = orderOf(practice, fields);
  const { add } = maybe(fields, 'add', (from, name) => listOf(from, name, (line) => goods(practice, line)));
  const { set } = maybe(fields, 'set', (from, name) =>
    listOf(from, name, (line) => {
      allowOnly(line, ['sku', 'lineItemId', 'quantity', 'restock']);
      const quantity = wholeOf(line, 'quantity', 0);
      return { lineItemId: lineOf(order, line), quantity, ...maybe(line, 'restock', flagOf) };
    }),
  );
  if (!add && !set) throw new BadCall('an edit needs "add" or "set"');
  practice.shopify.editOrder(order.id, { ...(add && { add }), ...(set && { setQuantity: set }) });
  return order.id;
}

function move(practice: Practice, fields: Fields): string {
  allowOnly(fields, ['order', 'location', 'fulfillmentOrder']);
  const order = orderOf(practice, fields);
  const locationId = locationOf(practice, fields);
  const { fulfillmentOrder } = maybe(fields, 'fulfillmentOrder', textOf);
  const moving = order.fulfillmentOrders.filter(
    ({ id, location, lines }) =>
      (fulfillmentOrder === undefined || id === fulfillmentOrder) &&
      location.id !== locationId &&
      lines.some(({ remaining }) => remaining > 0),
  );
  if (moving.length === 0) throw new BadCall(`${order.name} has nothing left to move there`);
  for (const { id } of moving) practice.shopify.moveFulfillmentOrder(id, locationId);
  return order.id;
}

function fulfil(practice: Practice, fields: Fields): string {
  allowOnly(fields, ['order', 'lines']);
  const order = orderOf(practice, fields);
  const lines = maybe(fields, 'lines', (from, name) =>
    listOf(from, name, (line) => {
      allowOnly(line, ['sku', 'lineItemId', 'quantity']);
      return { lineItemId: lineOf(order, line), quantity: quantityOf(line) };
    }),
  );
  practice.shopify.fulfill(order.id, lines);
  return order.id;
}

function takeBack(practice: Practice, fields: Fields): string {
  allowOnly(fields, ['order', 'sku', 'lineItemId', 'quantity', 'location', 'refund']);
  const order = orderOf(practice, fields);
  const input = {
    lineItemId: lineOf(order, fields),
    quantity: quantityOf(fields),
    ...maybeLocation(practice, fields),
  };
  const { refund: restockType } = maybe(fields, 'refund', (from, name) =>
    oneOf<'RETURN' | 'NO_RESTOCK'>(from, name, ['RETURN', 'NO_RESTOCK']),
  );
  if (restockType) practice.shopify.refundReturned(order.id, { ...input, restockType });
  else practice.shopify.processReturn(order.id, input);
  return order.id;
}

/** A line of an order that is placed or added to. */
function goods(practice: Practice, fields: Fields) {
  allowOnly(fields, ['sku', 'inventoryItemId', 'custom', 'quantity', 'location']);
  const { custom } = maybe(fields, 'custom', textOf);
  const which = custom === undefined ? { inventoryItemId: itemOf(practice, fields) } : { custom };
  return { ...which, quantity: quantityOf(fields), ...maybeLocation(practice, fields) };
}

const quantityOf = (fields: Fields) => wholeOf(fields, 'quantity', 1);
