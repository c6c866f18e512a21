import { agreementsOf } from './agreements.ts';
import type { Context } from './context.ts';
import { itemGid, legacyId } from './gid.ts';
import { type PageArgs, page, pageOf } from './pages.ts';
import type { Resolvers } from './resolvers.ts';
import { returnStatus } from './returns.ts';
import type {
  Fulfillment,
  FulfillmentOrder,
  FulfillmentOrderLine,
  LineItem,
  Location,
  Order,
  Refund,
  RefundLine,
} from './state.ts';
import { shipped, unfulfilled } from './webhook-bodies.ts';

/** Orders, fulfillment orders and refunds as the Admin API shows them. */

const quantities = (order: Order) =>
  order.lines.reduce(
    (sum, line) => ({
      original: sum.original + line.quantity,
      current: sum.current + line.currentQuantity,
      open: sum.open + unfulfilled(line),
      shipped: sum.shipped + shipped(line),
    }),
    { original: 0, current: 0, open: 0, shipped: 0 },
  );

/** RESTOCKED when nothing is left of it and nothing was sent [our reading]. */
export function displayFulfillmentStatus(order: Order): string {
  const { open, current, shipped: sent } = quantities(order);
  if (sent > 0) return open > 0 ? 'PARTIALLY_FULFILLED' : 'FULFILLED';
  const restocked = order.refunds.some((made) => made.lines.some((line) => line.restockType === 'CANCEL'));
  return current === 0 && restocked ? 'RESTOCKED' : 'UNFULFILLED';
}

/** Empty until the background worker has routed the order [S]; without those of fulfillment services that the app may not see [S]. */
export const shownFulfillmentOrders = (order: Order, { settings }: Context) =>
  order.routed ? order.fulfillmentOrders.filter(({ location }) => isShown(location, settings.scopes)) : [];

const isShown = ({ isService }: Location, scopes: readonly string[]) =>
  !isService || scopes.includes('read_third_party_fulfillment_orders');

const isLeftBehind = (one: FulfillmentOrder) =>
  one.isSuperseded &&
  !one.order.fulfillments.some((made) => made.fulfillmentOrder === one && made.status === 'SUCCESS');

const orderResolvers: Resolvers<Order> = {
  legacyResourceId: (order) => String(order.number),
  agreements: (order, args: PageArgs, context) => pageOf(agreementsOf(order), args, context.everything),
  closed: (order) => order.closedAt !== null,
  confirmed: (order) => order.confirmed,
  currentSubtotalLineItemsQuantity: (order) => quantities(order).current,
  subtotalLineItemsQuantity: (order) => quantities(order).original,
  displayFinancialStatus: (order) => {
    if (order.refunds.length === 0) return 'PAID';
    return quantities(order).current === 0 ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
  },
  displayFulfillmentStatus,
  fulfillable: (order) => quantities(order).open > 0,
  fulfillmentOrders: (order, args: PageArgs & { displayable?: boolean; query?: string }, context) => {
    // `displayable` hides what moves and merges have left behind [S].
    const list = shownFulfillmentOrders(order, context).filter(
      (one) => !args.displayable || !isLeftBehind(one),
    );
    return pageOf(list, args, context.everything);
  },
  fulfillments: (order, { first }: { first?: number }) => order.fulfillments.slice(0, first),
  fulfillmentsCount: (order) => ({ count: order.fulfillments.length, precision: 'EXACT' }),
  fullyPaid: () => true,
  unpaid: () => false,
  lineItems: (order, args: PageArgs, context) => pageOf(order.lines, args, context.everything),
  nonFulfillableLineItems: (order, args: PageArgs, context) =>
    pageOf(
      order.lines.filter((line) => line.currentQuantity === 0),
      args,
      context.everything,
    ),
  note: () => null,
  physicalLocation: (order) => order.retailLocation,
  processedAt: (order) => order.createdAt,
  refunds: (order, { first }: { first?: number }) => order.refunds.slice(0, first),
  requiresShipping: () => true,
  restockable: (order) => order.cancelledAt === null,
  returnStatus,
  sourceIdentifier: () => null,
  sourceName: (order) => order.source,
  tags: () => [],
};

const lineResolvers: Resolvers<LineItem> = {
  isGiftCard: () => false,
  name: (line) => line.title,
  nonFulfillableQuantity: (line) => line.quantity - line.currentQuantity,
  refundableQuantity: (line) => line.currentQuantity,
  requiresShipping: () => true,
  restockable: (line) => line.item !== null,
  unfulfilledQuantity: (line) => unfulfilled(line),
  variant: () => null,
  variantTitle: () => null,
  product: () => null,
  vendor: () => null,
};

const fulfillmentOrderResolvers: Resolvers<FulfillmentOrder> = {
  assignedLocation: ({ location }) => ({
    location: location.deleted ? null : location,
    name: location.name,
    countryCode: 'SE',
    address1: null,
    address2: null,
    city: null,
    phone: null,
    province: null,
    zip: null,
  }),
  deliveryMethod: () => null,
  fulfillAt: (one) => one.createdAt,
  fulfillBy: () => null,
  fulfillmentHolds: () => [],
  fulfillments: (one, args: PageArgs, context) =>
    pageOf(
      one.order.fulfillments.filter((made) => made.fulfillmentOrder === one),
      args,
      context.everything,
    ),
  lineItems: (one, args: PageArgs, context) => pageOf(one.lines, args, context.everything),
  orderId: (one) => one.order.id,
  orderName: (one) => one.order.name,
  orderProcessedAt: (one) => one.order.createdAt,
  requestStatus: () => 'UNSUBMITTED',
  supportedActions: (one) =>
    one.status === 'OPEN' || one.status === 'IN_PROGRESS'
      ? [
          { action: 'CREATE_FULFILLMENT', externalUrl: null },
          { action: 'MOVE', externalUrl: null },
        ]
      : [],
};

const fulfillmentOrderLineResolvers: Resolvers<FulfillmentOrderLine> = {
  inventoryItemId: ({ line: { item } }) => (item && !item.deleted ? itemGid(item) : null),
  lineItem: ({ line }) => line,
  productTitle: ({ line }) => line.title,
  remainingQuantity: ({ remaining }) => remaining,
  totalQuantity: ({ total }) => total,
  requiresShipping: () => true,
  sku: ({ line }) => (line.sku === '' ? null : line.sku),
  variant: () => null,
  variantTitle: () => null,
  vendor: () => null,
};

const refundResolvers: Resolvers<Refund> = {
  legacyResourceId: (made) => legacyId(made.id),
  note: () => null,
  updatedAt: (made) => made.createdAt,
  refundLineItems: (made, args: PageArgs, context) => pageOf(made.lines, args, context.everything),
};

const refundLineResolvers: Resolvers<RefundLine> = {
  restocked: (line) => line.restockType !== 'NO_RESTOCK',
};

const fulfillmentResolvers: Resolvers<Fulfillment> = {
  legacyResourceId: (made) => legacyId(made.id),
  totalQuantity: (made) => made.lines.reduce((sum, line) => sum + line.quantity, 0),
  updatedAt: (made) => made.createdAt,
  fulfillmentLineItems: (made, args: PageArgs, context) => pageOf(made.lines, args, context.everything),
  fulfillmentOrders: (made, args: PageArgs, context) =>
    page([made.fulfillmentOrder], () => [0, 0], args, { everything: context.everything }),
};

export const orderTypes = {
  Order: orderResolvers,
  LineItem: lineResolvers,
  FulfillmentOrder: fulfillmentOrderResolvers,
  FulfillmentOrderLineItem: fulfillmentOrderLineResolvers,
  Refund: refundResolvers,
  RefundLineItem: refundLineResolvers,
  Fulfillment: fulfillmentResolvers,
};
