import { z } from 'zod';
import type { Operation } from './client.ts';

/**
 * Every document the engine sends. They need the guide's five scopes and no other: nothing of a product or variant is
 * selected (`shopify.md` §3.5).
 */
const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() });

export const shopQuery: Operation<{
  shop: { name: string; myshopifyDomain: string; plan: { publicDisplayName: string } };
  currentAppInstallation: { accessScopes: { handle: string }[] };
  publicApiVersions: { handle: string; supported: boolean }[];
}> = {
  name: 'Shop',
  kind: 'read',
  cost: 60,
  document: `query Shop {
    shop { name myshopifyDomain plan { publicDisplayName } }
    currentAppInstallation { accessScopes { handle } }
    publicApiVersions { handle supported }
  }`,
  data: z.object({
    shop: z.object({
      name: z.string(),
      myshopifyDomain: z.string(),
      plan: z.object({ publicDisplayName: z.string() }),
    }),
    currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }),
    publicApiVersions: z.array(z.object({ handle: z.string(), supported: z.boolean() })),
  }),
};

const location = z.object({
  id: z.string(),
  name: z.string(),
  isActive: z.boolean(),
  fulfillsOnlineOrders: z.boolean(),
});
export const locationsQuery: Operation<{
  locations: { nodes: z.infer<typeof location>[]; pageInfo: z.infer<typeof pageInfo> };
}> = {
  name: 'Locations',
  kind: 'read',
  cost: 110,
  document: `query Locations($after: String) {
    locations(first: 100, after: $after, includeInactive: true) {
      nodes { id name isActive fulfillsOnlineOrders }
      pageInfo { hasNextPage endCursor }
    }
  }`,
  data: z.object({ locations: z.object({ nodes: z.array(location), pageInfo }) }),
};

const level = z
  .object({ isActive: z.boolean(), quantities: z.array(z.object({ quantity: z.number().int() })) })
  .nullable();
const levelSelection = `{ isActive quantities(names: ["available"]) { quantity } }`;

/** Levels of the mapped locations are asked for one by one, as `level0`, `level1`, … */
const itemNode = z
  .object({ id: z.string(), sku: z.string().nullable(), tracked: z.boolean(), updatedAt: z.string() })
  .catchall(z.unknown());
export type ItemNode = z.infer<typeof itemNode>;

const levelArguments = (count: number) =>
  Array.from({ length: count }, (_, n) => `$location${n}: ID!`).join(', ');
const levelFields = (count: number) =>
  Array.from(
    { length: count },
    (_, n) => `level${n}: inventoryLevel(locationId: $location${n}, includeInactive: true) ${levelSelection}`,
  ).join('\n');

/** The variables that go with `levelFields`. */
export function levelVariables(locationIds: readonly string[]): Record<string, string> {
  return Object.fromEntries(locationIds.map((id, n) => [`location${n}`, id]));
}

/** Reads the n-th level of a node: null when the item has never been stocked there. */
export function levelOf(node: ItemNode, n: number): { available: number; isActive: boolean } | null {
  const parsed = level.parse(node[`level${n}`] ?? null);
  const quantity = parsed?.quantities[0]?.quantity;
  return parsed && quantity !== undefined ? { available: quantity, isActive: parsed.isActive } : null;
}

/** Items per page so that the page stays under the 1,000 points that one query may ask for. */
export function itemsPerPage(locations: number): number {
  return Math.min(250, Math.floor(900 / (1 + 2 * locations)));
}

export function itemsQuery(
  locations: number,
  size: number = itemsPerPage(locations),
): Operation<{
  inventoryItems: { nodes: ItemNode[]; pageInfo: z.infer<typeof pageInfo> };
}> {
  return {
    name: `Items${locations}x${size}`,
    kind: 'read',
    cost: 2 + size * (1 + 2 * locations),
    document: `query Items($first: Int!, $after: String, $query: String${locations ? ', ' : ''}${levelArguments(locations)}) {
      inventoryItems(first: $first, after: $after, query: $query) {
        nodes { id sku tracked updatedAt ${levelFields(locations)} }
        pageInfo { hasNextPage endCursor }
      }
    }`,
    data: z.object({ inventoryItems: z.object({ nodes: z.array(itemNode), pageInfo }) }),
  };
}

export function levelsQuery(locations: number): Operation<{ nodes: (ItemNode | null)[] }> {
  return {
    name: `Levels${locations}`,
    kind: 'read',
    cost: 300,
    document: `query Levels($ids: [ID!]!${locations ? ', ' : ''}${levelArguments(locations)}) {
      nodes(ids: $ids) {
        ... on InventoryItem { id sku tracked updatedAt ${levelFields(locations)} }
      }
    }`,
    data: z.object({ nodes: z.array(itemNode.nullable()) }),
  };
}

/** The whole index as a bulk operation: no points, no paging (`shopify.md` §5). */
export const bulkItemsDocument = `{
  inventoryItems {
    edges { node {
      id sku tracked updatedAt
      inventoryLevels(includeInactive: true) {
        edges { node { id isActive location { id } quantities(names: ["available"]) { name quantity } } }
      }
    } }
  }
}`;

const userErrors = z.array(
  z.object({ field: z.array(z.string()).nullish(), message: z.string(), code: z.string().nullish() }),
);
export type UserErrors = z.infer<typeof userErrors>;

/** Starts a reading, although Shopify files it under mutations. */
export const bulkRun: Operation<{
  bulkOperationRunQuery: { bulkOperation: { id: string } | null; userErrors: UserErrors };
}> = {
  name: 'BulkRun',
  kind: 'read',
  cost: 12,
  document: `mutation BulkRun($query: String!) {
    bulkOperationRunQuery(query: $query) { bulkOperation { id } userErrors { field message } }
  }`,
  data: z.object({
    bulkOperationRunQuery: z.object({ bulkOperation: z.object({ id: z.string() }).nullable(), userErrors }),
  }),
};

export const bulkStatus: Operation<{ bulkOperation: { status: string; url: string | null } | null }> = {
  name: 'BulkStatus',
  kind: 'read',
  cost: 2,
  document: `query BulkStatus($id: ID!) { bulkOperation(id: $id) { status url } }`,
  data: z.object({ bulkOperation: z.object({ status: z.string(), url: z.string().nullable() }).nullable() }),
};

export const orderChangesQuery: Operation<{
  orders: { nodes: { id: string; updatedAt: string }[]; pageInfo: z.infer<typeof pageInfo> };
}> = {
  name: 'OrderChanges',
  kind: 'read',
  cost: 110,
  document: `query OrderChanges($query: String!, $after: String) {
    orders(first: 100, after: $after, query: $query, sortKey: UPDATED_AT) {
      nodes { id updatedAt }
      pageInfo { hasNextPage endCursor }
    }
  }`,
  data: z.object({
    orders: z.object({ nodes: z.array(z.object({ id: z.string(), updatedAt: z.string() })), pageInfo }),
  }),
};

const orderLine = z.object({
  id: z.string(),
  sku: z.string().nullable(),
  quantity: z.number().int(),
  currentQuantity: z.number().int(),
});
const fulfillmentLine = z.object({
  totalQuantity: z.number().int(),
  remainingQuantity: z.number().int(),
  lineItem: z.object({ id: z.string() }),
});
const fulfillmentOrder = z.object({
  id: z.string(),
  status: z.string(),
  assignedLocation: z.object({ location: z.object({ id: z.string() }).nullable() }),
  lineItems: z.object({ nodes: z.array(fulfillmentLine), pageInfo }),
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
});

export type OrderLineNode = z.infer<typeof orderLine>;
export type FulfillmentOrderNode = z.infer<typeof fulfillmentOrder>;
export type RefundNode = z.infer<typeof refund>;
export type OrderHeader = z.infer<typeof header>;

const lineSelection = `nodes { id sku quantity currentQuantity } pageInfo { hasNextPage endCursor }`;
const fulfillmentLineSelection = `nodes { totalQuantity remainingQuantity lineItem { id } } pageInfo { hasNextPage endCursor }`;
const headerSelection = `id name createdAt updatedAt cancelledAt test displayFulfillmentStatus`;

/** An order of usual size in one reading; `hasNextPage` anywhere calls for the paged queries below. */
export const orderQuery: Operation<{
  order:
    | (OrderHeader & {
        lineItems: { nodes: OrderLineNode[]; pageInfo: z.infer<typeof pageInfo> };
        fulfillmentOrders: { nodes: FulfillmentOrderNode[]; pageInfo: z.infer<typeof pageInfo> };
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
      lineItems(first: 30) { ${lineSelection} }
      fulfillmentOrders(first: 6) {
        nodes { id status assignedLocation { location { id } } lineItems(first: 25) { ${fulfillmentLineSelection} } }
        pageInfo { hasNextPage endCursor }
      }
      refunds(first: 6) {
        createdAt
        refundLineItems(first: 15) {
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
        refunds: z.array(refund),
      })
      .nullable(),
  }),
};

export const orderLinesQuery: Operation<{
  order: { lineItems: { nodes: OrderLineNode[]; pageInfo: z.infer<typeof pageInfo> } } | null;
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

export const orderFulfillmentOrdersQuery: Operation<{
  order: { fulfillmentOrders: { nodes: { id: string }[]; pageInfo: z.infer<typeof pageInfo> } } | null;
}> = {
  name: 'OrderFulfillmentOrders',
  kind: 'read',
  cost: 110,
  document: `query OrderFulfillmentOrders($id: ID!, $after: String) {
    order(id: $id) { fulfillmentOrders(first: 100, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }
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
      id status assignedLocation { location { id } }
      lineItems(first: 200, after: $after) { ${fulfillmentLineSelection} }
    }
  }`,
  data: z.object({ fulfillmentOrder: fulfillmentOrder.nullable() }),
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

export const setQuantities: Operation<{ inventorySetQuantities: { userErrors: UserErrors } | null }> = {
  name: 'SetQuantities',
  kind: 'write',
  cost: 10,
  document: `mutation SetQuantities($input: InventorySetQuantitiesInput!, $key: String!) {
    inventorySetQuantities(input: $input) @idempotent(key: $key) { userErrors { field message code } }
  }`,
  data: z.object({ inventorySetQuantities: z.object({ userErrors }) }),
};

export const activateLevel: Operation<{ inventoryActivate: { userErrors: UserErrors } | null }> = {
  name: 'ActivateLevel',
  kind: 'write',
  cost: 10,
  document: `mutation ActivateLevel($inventoryItemId: ID!, $locationId: ID!, $key: String!) {
    inventoryActivate(inventoryItemId: $inventoryItemId, locationId: $locationId) @idempotent(key: $key) {
      userErrors { field message }
    }
  }`,
  data: z.object({ inventoryActivate: z.object({ userErrors }) }),
};

/** What the tests validate against the whole schema. */
export const everyOperation: readonly Operation<unknown>[] = [
  shopQuery,
  locationsQuery,
  itemsQuery(0),
  itemsQuery(1),
  itemsQuery(3),
  levelsQuery(2),
  bulkRun,
  bulkStatus,
  orderChangesQuery,
  orderQuery,
  orderLinesQuery,
  orderFulfillmentOrdersQuery,
  fulfillmentOrderQuery,
  orderRefundsQuery,
  refundQuery,
  setQuantities,
  activateLevel,
];
