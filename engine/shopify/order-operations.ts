import { z } from 'zod';
import { type PageInfo, pageInfo } from './answer-parts.ts';
import type { Operation } from './operation.ts';

/** What is read of orders. */
export const orderChangesQuery: Operation<{
  orders: { nodes: { id: string; name: string; updatedAt: string }[]; pageInfo: PageInfo };
}> = {
  name: 'OrderChanges',
  kind: 'read',
  cost: 110,
  document: `query OrderChanges($query: String!, $after: String) {
    orders(first: 100, after: $after, query: $query, sortKey: UPDATED_AT) {
      nodes { id name updatedAt }
      pageInfo { hasNextPage endCursor }
    }
  }`,
  data: z.object({
    orders: z.object({
      nodes: z.array(z.object({ id: z.string(), name: z.string(), updatedAt: z.string() })),
      pageInfo,
    }),
  }),
};

/**
 * Which orders have goods to be shipped, newest change first: told without the order being read, and with the scope for fulfillment
 * orders alone (`shopify.md` §7.1).
 */
export const openFulfillmentOrdersQuery: Operation<{
  fulfillmentOrders: { nodes: { orderId: string; orderName: string }[]; pageInfo: PageInfo };
}> = {
  name: 'OpenFulfillmentOrders',
  kind: 'read',
  cost: 110,
  document: `query OpenFulfillmentOrders($after: String) {
    fulfillmentOrders(first: 100, after: $after, sortKey: UPDATED_AT, reverse: true) {
      nodes { orderId orderName }
      pageInfo { hasNextPage endCursor }
    }
  }`,
  data: z.object({
    fulfillmentOrders: z.object({
      nodes: z.array(z.object({ orderId: z.string(), orderName: z.string() })),
      pageInfo,
    }),
  }),
};

const orderLine = z.object({
  id: z.string(),
  sku: z.string().nullable(),
  quantity: z.number().int(),
  currentQuantity: z.number().int(),
});
const fulfillmentLine = z.object({
  remainingQuantity: z.number().int(),
  inventoryItemId: z.string().nullable(),
  lineItem: z.object({ id: z.string() }),
});
const fulfillmentOrder = z.object({
  id: z.string(),
  status: z.string(),
  updatedAt: z.string(),
  assignedLocation: z.object({ location: z.object({ id: z.string() }).nullable() }),
  lineItems: z.object({ nodes: z.array(fulfillmentLine), pageInfo }),
});
const shipmentLine = z.object({
  quantity: z.number().int().nullable(),
  lineItem: z.object({ id: z.string() }),
});
const shipment = z.object({
  status: z.string(),
  createdAt: z.string(),
  location: z.object({ id: z.string() }).nullable(),
  fulfillmentLineItems: z.object({ nodes: z.array(shipmentLine), pageInfo }),
});
const refundLine = z.object({
  quantity: z.number().int(),
  restockType: z.enum(['CANCEL', 'RETURN', 'NO_RESTOCK', 'LEGACY_RESTOCK']),
  location: z.object({ id: z.string() }).nullable(),
  lineItem: z.object({ id: z.string() }),
});
const refund = z.object({
  createdAt: z.string().nullable(),
  refundLineItems: z.object({ nodes: z.array(refundLine), pageInfo }),
});
const header = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  cancelledAt: z.string().nullable(),
  test: z.boolean(),
  displayFulfillmentStatus: z.string(),
  returnStatus: z.string(),
});

export type OrderLineNode = z.infer<typeof orderLine>;
export type FulfillmentOrderNode = z.infer<typeof fulfillmentOrder>;
export type ShipmentNode = z.infer<typeof shipment>;
export type RefundNode = z.infer<typeof refund>;
export type OrderHeader = z.infer<typeof header>;

const lineSelection = `nodes { id sku quantity currentQuantity } pageInfo { hasNextPage endCursor }`;
const fulfillmentLineSelection = `nodes { remainingQuantity inventoryItemId lineItem { id } } pageInfo { hasNextPage endCursor }`;
const headerSelection = `id name createdAt updatedAt cancelledAt test displayFulfillmentStatus returnStatus`;

const shipmentLineSelection = `nodes { quantity lineItem { id } } pageInfo { hasNextPage endCursor }`;

/** Lists without pages: when they are full there may be more. */
export const REFUNDS_AT_ONCE = 4;
export const SHIPMENTS_AT_ONCE = 3;

/**
 * An order of usual size in one reading; `hasNextPage` anywhere calls for the paged queries below. The bucket must hold what a query
 * could cost at most, although an order of two lines costs a fraction: a larger page here makes every order wait.
 */
export const orderQuery: Operation<{
  order:
    | (OrderHeader & {
        lineItems: { nodes: OrderLineNode[]; pageInfo: PageInfo };
        fulfillmentOrders: { nodes: FulfillmentOrderNode[]; pageInfo: PageInfo };
        fulfillments: ShipmentNode[];
        refunds: RefundNode[];
      })
    | null;
}> = {
  name: 'Order',
  kind: 'read',
  cost: 700,
  document: `query Order($id: ID!) {
    order(id: $id) {
      ${headerSelection}
      lineItems(first: 12) { ${lineSelection} }
      fulfillmentOrders(first: 3, displayable: true) {
        nodes { id status updatedAt assignedLocation { location { id } } lineItems(first: 12) { ${fulfillmentLineSelection} } }
        pageInfo { hasNextPage endCursor }
      }
      fulfillments(first: ${SHIPMENTS_AT_ONCE}) {
        status createdAt location { id } fulfillmentLineItems(first: 12) { ${shipmentLineSelection} }
      }
      refunds(first: ${REFUNDS_AT_ONCE}) {
        createdAt
        refundLineItems(first: 8) {
          nodes { quantity restockType location { id } lineItem { id } }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }`,
  data: z.object({
    order: header
      .extend({
        lineItems: z.object({ nodes: z.array(orderLine), pageInfo }),
        fulfillmentOrders: z.object({ nodes: z.array(fulfillmentOrder), pageInfo }),
        fulfillments: z.array(shipment),
        refunds: z.array(refund),
      })
      .nullable(),
  }),
};

export const orderLinesQuery: Operation<{
  order: { lineItems: { nodes: OrderLineNode[]; pageInfo: PageInfo } } | null;
}> = {
  name: 'OrderLines',
  kind: 'read',
  cost: 260,
  document: `query OrderLines($id: ID!, $after: String) {
    order(id: $id) { lineItems(first: 250, after: $after) { ${lineSelection} } }
  }`,
  data: z.object({
    order: z.object({ lineItems: z.object({ nodes: z.array(orderLine), pageInfo }) }).nullable(),
  }),
};

const sale = z.object({
  quantity: z.number().int().nullable(),
  lineItem: z.object({ id: z.string() }).optional(),
});
const agreement = z.object({
  happenedAt: z.string(),
  sales: z.object({ nodes: z.array(sale), pageInfo }),
});

/** What was ordered when: an order has one agreement for itself and one for each edit and refund; one is read at a time. */
export const orderAgreementQuery: Operation<{
  order: { agreements: { nodes: z.infer<typeof agreement>[]; pageInfo: PageInfo } } | null;
}> = {
  name: 'OrderAgreement',
  kind: 'read',
  cost: 210,
  document: `query OrderAgreement($id: ID!, $after: String, $afterSale: String) {
    order(id: $id) {
      agreements(first: 1, after: $after) {
        nodes {
          happenedAt
          sales(first: 100, after: $afterSale) {
            nodes { quantity ... on ProductSale { lineItem { id } } }
            pageInfo { hasNextPage endCursor }
          }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }`,
  data: z.object({
    order: z.object({ agreements: z.object({ nodes: z.array(agreement), pageInfo }) }).nullable(),
  }),
};

/** `displayable`: without those that a move or a merge has left behind. */
export const orderFulfillmentOrdersQuery: Operation<{
  order: { fulfillmentOrders: { nodes: { id: string }[]; pageInfo: PageInfo } } | null;
}> = {
  name: 'OrderFulfillmentOrders',
  kind: 'read',
  cost: 110,
  document: `query OrderFulfillmentOrders($id: ID!, $after: String, $displayable: Boolean!) {
    order(id: $id) { fulfillmentOrders(first: 100, after: $after, displayable: $displayable) { nodes { id } pageInfo { hasNextPage endCursor } } }
  }`,
  data: z.object({
    order: z
      .object({ fulfillmentOrders: z.object({ nodes: z.array(z.object({ id: z.string() })), pageInfo }) })
      .nullable(),
  }),
};

export const fulfillmentOrderQuery: Operation<{ fulfillmentOrder: FulfillmentOrderNode | null }> = {
  name: 'FulfillmentOrder',
  kind: 'read',
  cost: 510,
  document: `query FulfillmentOrder($id: ID!, $after: String) {
    fulfillmentOrder(id: $id) {
      id status updatedAt assignedLocation { location { id } }
      lineItems(first: 200, after: $after) { ${fulfillmentLineSelection} }
    }
  }`,
  data: z.object({ fulfillmentOrder: fulfillmentOrder.nullable() }),
};

export const orderShipmentsQuery: Operation<{ order: { fulfillments: { id: string }[] } | null }> = {
  name: 'OrderShipments',
  kind: 'read',
  cost: 260,
  document: `query OrderShipments($id: ID!) { order(id: $id) { fulfillments(first: 250) { id } } }`,
  data: z.object({ order: z.object({ fulfillments: z.array(z.object({ id: z.string() })) }).nullable() }),
};

export const shipmentQuery: Operation<{ fulfillment: ShipmentNode | null }> = {
  name: 'Shipment',
  kind: 'read',
  cost: 510,
  document: `query Shipment($id: ID!, $after: String) {
    fulfillment(id: $id) {
      status createdAt location { id } fulfillmentLineItems(first: 200, after: $after) { ${shipmentLineSelection} }
    }
  }`,
  data: z.object({ fulfillment: shipment.nullable() }),
};

export const orderRefundsQuery: Operation<{ order: { refunds: { id: string }[] } | null }> = {
  name: 'OrderRefunds',
  kind: 'read',
  cost: 260,
  document: `query OrderRefunds($id: ID!) { order(id: $id) { refunds(first: 250) { id } } }`,
  data: z.object({ order: z.object({ refunds: z.array(z.object({ id: z.string() })) }).nullable() }),
};

export const refundQuery: Operation<{ refund: RefundNode | null }> = {
  name: 'Refund',
  kind: 'read',
  cost: 610,
  document: `query Refund($id: ID!, $after: String) {
    refund(id: $id) {
      createdAt
      refundLineItems(first: 200, after: $after) {
        nodes { quantity restockType location { id } lineItem { id } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }`,
  data: z.object({ refund: refund.nullable() }),
};

export const fulfillmentOrderOwnerQuery: Operation<{ fulfillmentOrder: { orderId: string } | null }> = {
  name: 'FulfillmentOrderOwner',
  kind: 'read',
  cost: 1,
  document: 'query FulfillmentOrderOwner($id: ID!) { fulfillmentOrder(id: $id) { orderId } }',
  data: z.object({ fulfillmentOrder: z.object({ orderId: z.string() }).nullable() }),
};
