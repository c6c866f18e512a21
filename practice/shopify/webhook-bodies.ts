import { isoSeconds, legacyId } from './gid.ts';
import type { Json } from './json.ts';
import type { Fulfillment, FulfillmentOrder, LineItem, Location, Order, Refund, ShopState } from './state.ts';

/** Webhook bodies in the REST shape: snake_case, ids as bare numbers [C]. */

const rest = (id: string) => BigInt(legacyId(id));
const time = (ms: number | null) => (ms === null ? null : isoSeconds(ms));

export function emitOrder(state: ShopState, topic: string, order: Order, at: number): void {
  state.emit(topic, at, () => (topic === 'ORDERS_EDITED' ? editBody(order, at) : orderBody(order)));
}

export function emitRefund(state: ShopState, refund: Refund, at: number): void {
  state.emit('REFUNDS_CREATE', at, () => refundBody(refund));
}

export function emitFulfillmentOrder(
  state: ShopState,
  topic: string,
  one: FulfillmentOrder,
  at: number,
): void {
  state.emit(topic, at, () => ({ fulfillment_order: fulfillmentOrderBody(one) }));
}

/** [S]: original, moved, source and destination. */
export function emitMove(
  state: ShopState,
  original: FulfillmentOrder,
  moved: FulfillmentOrder,
  source: Location,
  destination: Location,
  at: number,
): void {
  state.emit('FULFILLMENT_ORDERS_MOVED', at, () => ({
    original_fulfillment_order: fulfillmentOrderBody(original),
    moved_fulfillment_order: fulfillmentOrderBody(moved),
    source_location: { id: source.id, name: source.name },
    destination_location_id: destination.id,
  }));
}

const fulfillmentOrderBody = (one: FulfillmentOrder): Json => ({
  id: one.id,
  status: one.status.toLowerCase(),
  order_id: one.order.id,
  assigned_location_id: one.location.id,
});

/** `orders/edited` names the edit, not the order's new face. */
const editBody = (order: Order, at: number): Json => ({
  order_edit: { order_id: order.number, committed_at: isoSeconds(at), notify_customer: false },
});

/** No line says where its stock is taken from; that stands on the fulfillment orders only [C]. */
function orderBody(order: Order): Json {
  const fulfilled = order.lines.every((line) => shipped(line) >= line.currentQuantity);
  return {
    id: order.number,
    admin_graphql_api_id: order.id,
    name: order.name,
    created_at: isoSeconds(order.createdAt),
    updated_at: isoSeconds(order.updatedAt),
    processed_at: isoSeconds(order.createdAt),
    cancelled_at: time(order.cancelledAt),
    cancel_reason: order.cancelReason?.toLowerCase() ?? null,
    closed_at: time(order.closedAt),
    test: order.test,
    source_name: order.source,
    location_id: order.retailLocation?.number ?? null,
    financial_status: order.refunds.length > 0 ? 'partially_refunded' : 'paid',
    fulfillment_status: order.fulfillments.length === 0 ? null : fulfilled ? 'fulfilled' : 'partial',
    line_items: order.lines.map((line) => lineBody(line)),
    fulfillments: order.fulfillments.map((one) => ({
      id: rest(one.id),
      name: one.name,
      location_id: one.location.number,
      status: one.status.toLowerCase(),
      created_at: isoSeconds(one.createdAt),
    })),
    refunds: order.refunds.map(refundBody),
  };
}

const lineBody = (line: LineItem): Json => ({
  id: rest(line.id),
  admin_graphql_api_id: line.id,
  sku: line.sku,
  title: line.title,
  name: line.title,
  quantity: line.quantity,
  current_quantity: line.currentQuantity,
  fulfillable_quantity: unfulfilled(line),
  fulfillment_service: 'manual',
  variant_id: line.item ? line.item.number - 2_000_000_000_000 : null,
  product_id: line.item ? line.item.number - 36_000_000_000_000 : null,
  product_exists: line.item !== null && !line.item.deleted,
  variant_inventory_management: line.item?.tracked ? 'shopify' : null,
  requires_shipping: true,
  gift_card: false,
});

function refundBody(refund: Refund): Json {
  return {
    id: rest(refund.id),
    admin_graphql_api_id: refund.id,
    order_id: refund.order.number,
    created_at: isoSeconds(refund.createdAt),
    restock: refund.lines.some((line) => line.restockType !== 'NO_RESTOCK'),
    note: null,
    refund_line_items: refund.lines.map((line) => ({
      id: rest(line.id),
      line_item_id: rest(line.lineItem.id),
      quantity: line.quantity,
      restock_type: line.restockType.toLowerCase(),
      location_id: line.location?.number ?? null,
    })),
  };
}

/** Shopify's test notification: its order id is beyond 2^53 [C]. */
export const testOrderBody = (at: number): Json => ({
  id: 820_982_911_946_154_508n,
  admin_graphql_api_id: 'gid://shopify/Order/820982911946154508',
  name: '#9999',
  created_at: isoSeconds(at),
  updated_at: isoSeconds(at),
  cancelled_at: isoSeconds(at),
  cancel_reason: 'customer',
  closed_at: null,
  test: true,
  source_name: 'web',
  location_id: null,
  line_items: [{ id: 866_550_311_766_439_020n, sku: 'IPOD2008PINK', quantity: 1, variant_id: 808_950_810 }],
  fulfillments: [],
  refunds: [],
});

/** Shipments with units of a line; one that was cancelled is none. */
export const shipmentsOf = (line: LineItem): readonly Fulfillment[] =>
  line.order.fulfillments.filter(
    ({ status, lines }) => status === 'SUCCESS' && lines.some((entry) => entry.lineItem === line),
  );

/** Units of a line that have left the shop, returned ones included. */
export const shipped = (line: LineItem): number =>
  shipmentsOf(line)
    .flatMap(({ lines }) => lines)
    .reduce((sum, entry) => sum + (entry.lineItem === line ? entry.quantity : 0), 0);

/** Units of a line still to be sent, at one location or all. */
export const unfulfilled = (line: LineItem, where?: Location): number =>
  line.order.fulfillmentOrders
    .filter((one) => where === undefined || one.location === where)
    .reduce(
      (sum, one) =>
        sum + one.lines.reduce((part, entry) => part + (entry.line === line ? entry.remaining : 0), 0),
      0,
    );
