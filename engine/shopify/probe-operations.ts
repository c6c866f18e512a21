import { z } from 'zod';
import type { Operation } from './operation.ts';

/** What is read of Shopify only to find out what it lets us read. */

/** The oldest open fulfillment orders: told with the scope for them alone, the order's age too (`shopify.md` §7.1). */
export const oldestFulfillmentOrdersQuery: Operation<{
  fulfillmentOrders: { nodes: { orderId: string; orderProcessedAt: string }[] };
}> = {
  name: 'OldestFulfillmentOrders',
  kind: 'read',
  cost: 60,
  document: `query OldestFulfillmentOrders {
    fulfillmentOrders(first: 50, sortKey: ID) { nodes { orderId orderProcessedAt } }
  }`,
  data: z.object({
    fulfillmentOrders: z.object({
      nodes: z.array(z.object({ orderId: z.string(), orderProcessedAt: z.string() })),
    }),
  }),
};

/** Whether an order can be read at all; null: it is gone or older than we may read. */
export const orderReachQuery: Operation<{ order: { id: string } | null }> = {
  name: 'OrderReach',
  kind: 'read',
  cost: 1,
  document: 'query OrderReach($id: ID!) { order(id: $id) { id } }',
  data: z.object({ order: z.object({ id: z.string() }).nullable() }),
};

/**
 * The only document that selects a variant, which the guide's scopes do not open as far as the schema tells (`shopify.md` §3.5): it is asked to
 * be refused, and nothing of what it may show is used.
 */
export const variantQuery: Operation<{ inventoryItems: { nodes: { variant: { id: string } }[] } }> = {
  name: 'Variant',
  kind: 'read',
  cost: 4,
  document: 'query Variant { inventoryItems(first: 1) { nodes { variant { id } } } }',
  data: z.object({
    inventoryItems: z.object({ nodes: z.array(z.object({ variant: z.object({ id: z.string() }) })) }),
  }),
};
