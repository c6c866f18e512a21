import type { ShopifyClient } from './client.ts';
import { nextPage } from './gateway.ts';
import {
  createSubscription,
  deleteSubscription,
  subscriptionsQuery,
  updateSubscription,
} from './webhook-operations.ts';

export interface Subscription {
  readonly id: string;
  readonly topic: string;
  /** Where Shopify posts to. Of our own it carries a secret. */
  readonly uri: string;
  readonly includeFields: readonly string[];
  readonly apiVersion: string;
}

/** What a subscription asks for. Only top-level members of a body can be left out. */
export interface WantedSubscription {
  readonly topic: string;
  readonly includeFields: readonly string[];
}

const orderFields = ['id', 'admin_graphql_api_id', 'updated_at'];
const plainFields = ['id', 'admin_graphql_api_id', 'updated_at'];

/**
 * All that is wanted, with no customer's data in any of it. Beyond the guide's two (new and cancelled orders): what changes an
 * order afterwards, where its goods are taken from, and what others do to stock, items and places. `updated_at` keeps two
 * bodies apart that would otherwise be the same (`shopify.md` §6).
 */
export const wantedSubscriptions: readonly WantedSubscription[] = [
  { topic: 'ORDERS_CREATE', includeFields: orderFields },
  { topic: 'ORDERS_CANCELLED', includeFields: orderFields },
  { topic: 'ORDERS_UPDATED', includeFields: orderFields },
  { topic: 'ORDERS_EDITED', includeFields: ['order_edit'] },
  { topic: 'REFUNDS_CREATE', includeFields: ['id', 'admin_graphql_api_id', 'order_id', 'created_at'] },
  {
    topic: 'FULFILLMENT_ORDERS_MOVED',
    includeFields: ['original_fulfillment_order', 'moved_fulfillment_order'],
  },
  { topic: 'FULFILLMENT_ORDERS_ORDER_ROUTING_COMPLETE', includeFields: ['fulfillment_order'] },
  {
    topic: 'INVENTORY_LEVELS_UPDATE',
    includeFields: ['inventory_item_id', 'location_id', 'available', 'updated_at', 'admin_graphql_api_id'],
  },
  { topic: 'INVENTORY_ITEMS_CREATE', includeFields: plainFields },
  { topic: 'INVENTORY_ITEMS_UPDATE', includeFields: plainFields },
  { topic: 'INVENTORY_ITEMS_DELETE', includeFields: ['id'] },
  { topic: 'LOCATIONS_CREATE', includeFields: plainFields },
  { topic: 'LOCATIONS_UPDATE', includeFields: plainFields },
  { topic: 'LOCATIONS_ACTIVATE', includeFields: plainFields },
  { topic: 'LOCATIONS_DEACTIVATE', includeFields: plainFields },
  { topic: 'LOCATIONS_DELETE', includeFields: ['id'] },
  { topic: 'APP_UNINSTALLED', includeFields: ['id', 'domain'] },
];

/** Without these polling must be as quick as if there were no relay. */
export const orderTopics = ['ORDERS_CREATE', 'ORDERS_CANCELLED', 'ORDERS_UPDATED'];

/** The app's own subscriptions in this shop; those of other apps are not to be seen. */
export async function readSubscriptions(client: ShopifyClient): Promise<Subscription[]> {
  const found: Subscription[] = [];
  let after: string | null = null;
  do {
    const { webhookSubscriptions }: Awaited<ReturnType<typeof readPage>> = await readPage(client, after);
    for (const { apiVersion, format, ...node } of webhookSubscriptions.nodes) {
      if (format === 'JSON') found.push({ ...node, apiVersion: apiVersion.handle });
    }
    after = nextPage(webhookSubscriptions.pageInfo);
  } while (after !== null);
  return found;
}

const readPage = (client: ShopifyClient, after: string | null) =>
  client.request(subscriptionsQuery, { after });

/** Null when it was done, else Shopify's own words. */
export async function subscribe(
  client: ShopifyClient,
  { topic, includeFields }: WantedSubscription,
  uri: string,
): Promise<string | null> {
  const subscription = { uri, format: 'JSON', includeFields };
  const { webhookSubscriptionCreate } = await client.request(createSubscription, { topic, subscription });
  return webhookSubscriptionCreate?.userErrors[0]?.message ?? null;
}

/** Gives a subscription our address and fields. Null when it was done, else Shopify's own words. */
export async function redirect(
  client: ShopifyClient,
  id: string,
  { includeFields }: WantedSubscription,
  uri: string,
): Promise<string | null> {
  const subscription = { uri, includeFields };
  const { webhookSubscriptionUpdate } = await client.request(updateSubscription, { id, subscription });
  return webhookSubscriptionUpdate?.userErrors[0]?.message ?? null;
}

/** A subscription that is gone already counts as done. */
export async function unsubscribe(client: ShopifyClient, id: string): Promise<void> {
  await client.request(deleteSubscription, { id });
}
