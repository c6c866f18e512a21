import { missingForTopic } from './access.ts';
import type { Context } from './context.ts';
import { legacyId } from './gid.ts';
import type { Resolvers } from './resolvers.ts';
import type { UserError } from './user-error.ts';
import type { Subscription } from './webhooks.ts';

/** Webhook subscriptions as the Admin API makes and shows them. */

interface SubscriptionInput {
  readonly uri?: string | null;
  readonly callbackUrl?: string | null;
  readonly format?: 'JSON' | 'XML' | null;
  readonly filter?: string | null;
  readonly includeFields?: readonly string[] | null;
  readonly metafieldNamespaces?: readonly string[] | null;
  readonly name?: string | null;
}

const refused = (
  message: string,
  ...field: string[]
): { webhookSubscription: null; userErrors: UserError[] } => ({
  webhookSubscription: null,
  userErrors: [{ field, message }],
});

/** Https only, says Shopify [D]; a practice shop also reaches a relay on its own computer. */
const address =
  /^(https:\/\/\S+|http:\/\/(127\.0\.0\.1|localhost)(:\d+)?\/\S*|pubsub:\/\/[^:\s]+:\S+|arn:aws:events:\S+)$/;

function create(
  { webhooks, settings, state }: Context,
  topic: string,
  input: SubscriptionInput,
): { webhookSubscription: Subscription | null; userErrors: UserError[] } {
  const uri = input.uri ?? input.callbackUrl ?? '';
  const missing = missingForTopic(topic, settings.scopes);
  if (missing)
    return refused(
      `You cannot create a webhook subscription with the specified topic. Required scopes: ${missing.join(', ')}`,
      'webhookSubscription',
    );
  // Seen where the app's distribution does not allow protected customer data [C].
  if (!settings.protectedData && /^(ORDERS|REFUNDS)_/.test(topic))
    return refused(
      'This app is not approved to subscribe to webhook topics containing protected customer data. See https://shopify.dev/docs/apps/launch/protected-customer-data for more details.',
      'webhookSubscription',
    );
  if (!address.test(uri)) return refused('Address is not a valid URL', 'webhookSubscription', 'callbackUrl');
  if (webhooks.list().some((other) => other.topic === topic && other.uri === uri))
    return refused('Address for this topic has already been taken', 'webhookSubscription', 'callbackUrl');
  const now = state.clock.now();
  const webhookSubscription = webhooks.add({
    topic,
    uri,
    format: input.format ?? 'JSON',
    filter: input.filter ?? null,
    includeFields: input.includeFields ?? [],
    metafieldNamespaces: input.metafieldNamespaces ?? [],
    name: input.name ?? null,
    createdAt: now,
    updatedAt: now,
  });
  return { webhookSubscription, userErrors: [] };
}

export const subscriptionMutations: Resolvers<unknown> = {
  webhookSubscriptionCreate: (
    _,
    { topic, webhookSubscription }: { topic: string; webhookSubscription: SubscriptionInput },
    context,
  ) => create(context, topic, webhookSubscription),
  webhookSubscriptionUpdate: (
    _,
    { id, webhookSubscription: input }: { id: string; webhookSubscription: SubscriptionInput },
    { webhooks, state },
  ) => {
    const found = webhooks.find(id);
    if (!found) return refused('Webhook subscription does not exist', 'id');
    const uri = input.uri ?? input.callbackUrl ?? found.uri;
    if (!address.test(uri))
      return refused('Address is not a valid URL', 'webhookSubscription', 'callbackUrl');
    if (webhooks.list().some((other) => other !== found && other.topic === found.topic && other.uri === uri))
      return refused('Address for this topic has already been taken', 'webhookSubscription', 'callbackUrl');
    found.uri = uri;
    if (input.includeFields != null) found.includeFields = input.includeFields;
    if (input.filter !== undefined) found.filter = input.filter;
    if (input.name !== undefined) found.name = input.name;
    found.updatedAt = state.clock.now();
    return { webhookSubscription: found, userErrors: [] };
  },
  webhookSubscriptionDelete: (_, { id }: { id: string }, { webhooks }) =>
    webhooks.remove(id)
      ? { deletedWebhookSubscriptionId: id, userErrors: [] }
      : {
          deletedWebhookSubscriptionId: null,
          userErrors: [{ field: ['id'], message: 'Webhook subscription does not exist' }],
        },
};

const subscriptionResolvers: Resolvers<Subscription> = {
  legacyResourceId: ({ id }) => legacyId(id),
  callbackUrl: ({ uri }) => uri,
  // The version is the app's, never the subscription's [S][D].
  apiVersion: (_, _args, { settings: { webhookApiVersion } }) => ({
    handle: webhookApiVersion,
    displayName: webhookApiVersion,
    supported: true,
  }),
};

export const webhookTypes = { WebhookSubscription: subscriptionResolvers };
