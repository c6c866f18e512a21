import { z } from 'zod';
import { type PageInfo, pageInfo, type UserErrors, userErrors } from './answer-parts.ts';
import { type LevelVector, levelQuantityNames, levelVector } from './level-vector.ts';
import type { Operation } from './operation.ts';

/** Asked for its `Date` alone. */
export const timeQuery: Operation<{ shop: { id: string } }> = {
  name: 'Time',
  kind: 'read',
  cost: 1,
  document: 'query Time { shop { id } }',
  data: z.object({ shop: z.object({ id: z.string() }) }),
};

/** What is read of the shop itself: who it is, where it keeps stock, what it holds. Nothing of a product or variant is selected (`shopify.md` §3.5). */
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
  locations: { nodes: z.infer<typeof location>[]; pageInfo: PageInfo };
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

const level = z.object({ isActive: z.boolean(), quantities: levelVector }).nullable();
const levelSelection = `{ isActive quantities(names: ${levelQuantityNames}) { name quantity } }`;

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
export function levelOf(node: ItemNode, n: number): (LevelVector & { isActive: boolean }) | null {
  const parsed = level.parse(node[`level${n}`] ?? null);
  return parsed && { ...parsed.quantities, isActive: parsed.isActive };
}

/** Items per page so that the page stays under the 1,000 points that one query may ask for. */
export function itemsPerPage(locations: number): number {
  return Math.min(250, Math.floor(900 / (1 + 2 * locations)));
}

export function itemsQuery(
  locations: number,
  size: number = itemsPerPage(locations),
): Operation<{
  inventoryItems: { nodes: ItemNode[]; pageInfo: PageInfo };
}> {
  return {
    name: `Items${locations}x${size}`,
    kind: 'read',
    cost: 2 + size * (1 + 2 * locations),
    document: `query Items($first: Int!, $after: String, $query: String, $reverse: Boolean${locations ? ', ' : ''}${levelArguments(locations)}) {
      inventoryItems(first: $first, after: $after, query: $query, reverse: $reverse) {
        nodes { id sku tracked updatedAt ${levelFields(locations)} }
        pageInfo { hasNextPage endCursor }
      }
    }`,
    data: z.object({ inventoryItems: z.object({ nodes: z.array(itemNode), pageInfo }) }),
  };
}

/** The levels of so many items. What it costs goes by how many: each number is an operation of its own. */
export function levelsQuery(locations: number, items: number): Operation<{ nodes: (ItemNode | null)[] }> {
  return {
    name: `Levels${locations}x${items}`,
    kind: 'read',
    cost: items * (1 + 2 * locations),
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
        edges { node { id isActive location { id } quantities(names: ${levelQuantityNames}) { name quantity } } }
      }
    } }
  }
}`;

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
