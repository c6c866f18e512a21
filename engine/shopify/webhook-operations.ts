import { z } from 'zod';
import { type PageInfo, pageInfo, type UserErrors, userErrors } from './answer-parts.ts';
import type { Operation } from './operation.ts';

/** The app's own webhook subscriptions. */
const subscription = z.object({
  id: z.string(),
  topic: z.string(),
  uri: z.string(),
  format: z.string(),
  includeFields: z.array(z.string()),
  apiVersion: z.object({ handle: z.string() }),
});
type SubscriptionNode = z.infer<typeof subscription>;
const selection = 'id topic uri format includeFields apiVersion { handle }';

const payload = z.object({ userErrors }).nullable();
type Payload = { userErrors: UserErrors } | null;

export const subscriptionsQuery: Operation<{
  webhookSubscriptions: { nodes: SubscriptionNode[]; pageInfo: PageInfo };
}> = {
  name: 'Subscriptions',
  kind: 'read',
  cost: 30,
  document: `query Subscriptions($after: String) {
    webhookSubscriptions(first: 100, after: $after) { nodes { ${selection} } pageInfo { hasNextPage endCursor } }
  }`,
  data: z.object({ webhookSubscriptions: z.object({ nodes: z.array(subscription), pageInfo }) }),
};

export const createSubscription: Operation<{ webhookSubscriptionCreate: Payload }> = {
  name: 'CreateSubscription',
  kind: 'write',
  cost: 10,
  document: `mutation CreateSubscription($topic: WebhookSubscriptionTopic!, $subscription: WebhookSubscriptionInput!) {
    webhookSubscriptionCreate(topic: $topic, webhookSubscription: $subscription) { userErrors { field message } }
  }`,
  data: z.object({ webhookSubscriptionCreate: payload }),
};

export const updateSubscription: Operation<{ webhookSubscriptionUpdate: Payload }> = {
  name: 'UpdateSubscription',
  kind: 'write',
  cost: 10,
  document: `mutation UpdateSubscription($id: ID!, $subscription: WebhookSubscriptionInput!) {
    webhookSubscriptionUpdate(id: $id, webhookSubscription: $subscription) { userErrors { field message } }
  }`,
  data: z.object({ webhookSubscriptionUpdate: payload }),
};

export const deleteSubscription: Operation<{ webhookSubscriptionDelete: Payload }> = {
  name: 'DeleteSubscription',
  kind: 'write',
  cost: 10,
  document: `mutation DeleteSubscription($id: ID!) {
    webhookSubscriptionDelete(id: $id) { userErrors { field message } }
  }`,
  data: z.object({ webhookSubscriptionDelete: payload }),
};
