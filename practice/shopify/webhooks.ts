import { createHmac } from 'node:crypto';
import { type Json, jsonText } from './json.ts';
import type { Settings } from './settings.ts';
import { nextId, type ShopState } from './state.ts';
import type { WebhookFaults } from './webhook-faults.ts';

export interface Subscription {
  readonly id: string;
  readonly topic: string;
  uri: string;
  readonly format: 'JSON' | 'XML';
  filter: string | null;
  /** Top-level members of the body; all when empty. */
  includeFields: readonly string[];
  readonly metafieldNamespaces: readonly string[];
  name: string | null;
  readonly createdAt: number;
  updatedAt: number;
}

/** Hands one delivery to the world; a simulation or the relay's listener answers. */
export type Deliver = (request: Request) => Promise<Response>;

interface Delivery {
  readonly subscription: Subscription;
  readonly body: string;
  readonly webhookId: string;
  readonly eventId: string;
  readonly triggeredAt: number;
  readonly firstTriedAt: number | null;
  /** Retries made. */
  readonly tries: number;
  readonly dueAt: number;
  /** Waits for the next webhook to go before it. */
  readonly isHeld: boolean;
}

interface WebhookStats {
  sent: number;
  failed: number;
  subscriptionsDropped: number;
}

export interface Webhooks {
  readonly stats: WebhookStats;
  list(): readonly Subscription[];
  find(id: string): Subscription | undefined;
  add(subscription: Omit<Subscription, 'id'>): Subscription;
  remove(id: string): boolean;
  removeAll(): void;
  emit(topic: string, at: number, body: () => Json): void;
  /** When the next delivery is due, in ms; undefined if none waits. */
  nextDueAt(): number | undefined;
  /** Sends what is due by the clock. Returns how many were sent. */
  sendDue(): Promise<number>;
}

/** 5 s in all [D]. */
const timeoutMs = 5_000;
/** 8 retries over 4 hours, each pause twice the one before [D]; where exactly they lie is our reading. */
const maxRetries = 8;
const firstPauseMs = (4 * 60 * 60 * 1000) / (2 ** maxRetries - 1);

export function createWebhooks(
  state: ShopState,
  settings: Settings,
  faults: WebhookFaults,
  deliver: Deliver | undefined,
): Webhooks {
  let subscriptions: Subscription[] = [];
  let queue: Delivery[] = [];
  const lastSuccess = new Map<string, number>();
  const stats: WebhookStats = { sent: 0, failed: 0, subscriptionsDropped: 0 };
  let triggered = 0;

  const drop = (id: string) => {
    subscriptions = subscriptions.filter((one) => one.id !== id);
    // A delivery on its way keeps going to the address it was made for [D].
  };

  const attempt = async (send: Deliver, delivery: Delivery): Promise<void> => {
    const { subscription } = delivery;
    const firstTriedAt = delivery.firstTriedAt ?? state.clock.now();
    stats.sent += 1;
    if (await succeeds(send, request(state, settings, delivery), state)) {
      lastSuccess.set(subscription.id, state.clock.now());
      return;
    }
    stats.failed += 1;
    if (delivery.tries < maxRetries) {
      queue.push({ ...retryOf(delivery, state.clock.now()), firstTriedAt });
      return;
    }
    const isDead = (lastSuccess.get(subscription.id) ?? -1) < firstTriedAt;
    if (!isDead || !subscriptions.includes(subscription)) return;
    // All 8 retries failed and nothing got through meanwhile: Shopify deletes the subscription [D].
    drop(subscription.id);
    stats.subscriptionsDropped += 1;
  };

  /** Queues what the faults make of a delivery; one that is not held lets those that waited for it go. */
  const enqueue = (delivery: Delivery) => {
    const held = queue.filter(({ isHeld }) => isHeld);
    const sendings = faults
      .strike(delivery.subscription.topic, delivery.triggeredAt)
      .map((sending) => ({ ...delivery, ...sending }));
    queue.push(...sendings);
    const next = sendings.find(({ isHeld }) => !isHeld);
    if (!next || held.length === 0) return;
    queue = queue.filter(({ isHeld }) => !isHeld);
    queue.push(...held.map((one) => ({ ...one, dueAt: next.dueAt, isHeld: false })));
  };

  return {
    stats,
    list: () => subscriptions,
    find: (id) => subscriptions.find((one) => one.id === id),
    add: (subscription) => {
      const made = { id: nextId(state, 'WebhookSubscription'), ...subscription };
      subscriptions.push(made);
      return made;
    },
    remove: (id) => {
      const before = subscriptions.length;
      drop(id);
      return subscriptions.length < before;
    },
    removeAll: () => {
      subscriptions = [];
    },
    emit: (topic, at, body) => {
      if (!deliver) return;
      for (const subscription of subscriptions) {
        if (subscription.topic !== topic) continue;
        triggered += 1;
        const ids = { webhookId: uuid('webhook', triggered), eventId: uuid('event', state.action) };
        enqueue({ ...newDelivery(subscription, body(), at), ...ids });
      }
    },
    nextDueAt: () =>
      queue.length === 0 ? undefined : queue.reduce((least, { dueAt }) => Math.min(least, dueAt), Infinity),
    sendDue: async () => {
      if (!deliver) return 0;
      const now = state.clock.now();
      const due = queue.filter(({ dueAt }) => dueAt <= now).sort((a, b) => a.dueAt - b.dueAt);
      queue = queue.filter(({ dueAt }) => dueAt > now);
      await Promise.all(due.map((delivery) => attempt(deliver, delivery)));
      return due.length;
    },
  };
}

const newDelivery = (subscription: Subscription, body: Json, at: number) => ({
  subscription,
  body: jsonText(limited(body, subscription.includeFields)),
  triggeredAt: at,
  firstTriedAt: null,
  tries: 0,
  dueAt: at,
  isHeld: false,
});

/** The next attempt, after one that failed at `now`. */
const retryOf = (delivery: Delivery, now: number): Delivery => ({
  ...delivery,
  tries: delivery.tries + 1,
  dueAt: now + firstPauseMs * 2 ** delivery.tries,
});

/** Only a 2xx in time counts; a redirect is an error [D]. */
async function succeeds(send: Deliver, sent: Request, { clock }: ShopState): Promise<boolean> {
  try {
    const late = clock.sleep(timeoutMs).then(() => undefined);
    const response = await Promise.race([send(sent), late]);
    return response !== undefined && response.status >= 200 && response.status < 300;
  } catch {
    return false;
  }
}

function request(state: ShopState, settings: Settings, delivery: Delivery): Request {
  const topic = delivery.subscription.topic;
  return new Request(delivery.subscription.uri, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'X-Shopify-Topic': restTopic(topic),
      'X-Shopify-Hmac-Sha256': sign(settings.webhookSecret, delivery.body),
      'X-Shopify-Shop-Domain': state.domain,
      'X-Shopify-API-Version': settings.webhookApiVersion,
      'X-Shopify-Webhook-Id': delivery.webhookId,
      'X-Shopify-Event-Id': delivery.eventId,
      'X-Shopify-Triggered-At': new Date(delivery.triggeredAt).toISOString(),
    },
    body: delivery.body,
  });
}

/** base64 of HMAC-SHA256 over the raw body, with the app's client secret [D]. */
export const sign = (secret: string, body: string) =>
  createHmac('sha256', secret).update(body).digest('base64');

/** `FULFILLMENT_ORDERS_MOVED` → `fulfillment_orders/moved`. */
function restTopic(topic: string): string {
  const match =
    /^(FULFILLMENT_ORDERS|INVENTORY_LEVELS|INVENTORY_ITEMS|BULK_OPERATIONS|[A-Z]+)_(.+)$/.exec(topic) ?? [];
  return `${match[1] ?? topic}/${match[2] ?? ''}`.toLowerCase();
}

function limited(body: Json, fields: readonly string[]): Json {
  if (fields.length === 0 || typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(Object.entries(body).filter(([key]) => fields.includes(key)));
}

/** Names of the shape of a UUID, the same in every run. */
function uuid(kind: string, number: number): string {
  const hex = createHmac('sha256', kind).update(String(number)).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
