/** Step 4 of the guide: the relay is paired, Shopify asked to tell it everything, and a few orders show what it gives. */
import { setTimeout as delay } from 'node:timers/promises';
import { orderNameOf } from './comment.ts';
import type { Goods } from './goods.ts';
import type { Scene } from './morning.ts';
import { type Speed, speedOf } from './speed.ts';
import { count, type Tally } from './tally.ts';
import { PATIENCE_MS } from './wait.ts';

/** While the orders are timed the program itself looks no more often than this: only a webhook can be quicker. */
const SELDOM_SECONDS = 8;
const OFTEN_SECONDS = 1;
const BETWEEN_MS = 250;
const ROUTING_MS = 100;

export async function createWebhooks({ stage, teller }: Scene): Promise<void> {
  const { client, relay } = stage;
  teller.chapter('demo.chapter.webhooks');
  const view = await client.webhooks.create({ relayUrl: relay.url, pairingCode: relay.pairingCode });
  if (!view.ok) throw new Error('the practice Shopify does not tell the relay about orders');
  teller.tell('done', 'demo.paired', { host: view.relay?.host ?? '' });
  teller.tell('done', 'demo.subscribed', { topics: view.topics.length });
}

/** Starts the engine's loops and times a few web orders from purchase to booking. */
export async function timeOrders({ stage, teller }: Scene, goods: Goods, tally: Tally): Promise<Speed> {
  const { client, shops } = stage;
  const { easycashier, shopify, places } = shops.practice;
  teller.chapter('demo.chapter.speed');
  teller.tell('done', 'demo.seldom', { seconds: SELDOM_SECONDS });
  await client.activity.setSettings({ pollSeconds: SELDOM_SECONDS });
  stage.start();
  // What the webhooks told of our own sync is fetched first.
  await untilFetched(stage);

  const seconds: number[] = [];
  for (const [index, ware] of goods.timed.entries()) {
    const place = places[index % places.length];
    if (!place) continue;
    const order = shopify.placeOrder({
      lines: [{ inventoryItemId: ware.inventoryItemId, quantity: 1, locationId: place.locationId }],
      routingDelayMs: ROUTING_MS,
    });
    count(tally, 'orders', [place.storeNumber]);
    const bookedAt = () =>
      easycashier
        .history(ware.articleNumber, place.storeNumber)
        .find(({ comment = '' }) => orderNameOf(comment) === order.name)?.at;
    const giveUpAt = performance.now() + PATIENCE_MS;
    while (bookedAt() === undefined && performance.now() < giveUpAt) await delay(10);
    const taken = ((bookedAt() ?? Number.POSITIVE_INFINITY) - order.createdAt) / 1_000;
    if (!Number.isFinite(taken)) throw new Error(`${order.name} was not booked`);
    seconds.push(taken);
    const rounded = Math.round(taken * 100) / 100;
    teller.tell('web', 'demo.timed', { order: order.name, store: place.storeName, seconds: rounded });
    await delay(BETWEEN_MS);
  }
  const speed = speedOf(seconds);
  if (!speed) throw new Error('there was nothing to time');
  teller.tell('done', 'demo.median', { seconds: speed.medianSeconds });
  await client.activity.setSettings({ pollSeconds: OFTEN_SECONDS });
  return speed;
}

/** Nothing waits at the relay any more. False when that did not come about in time. */
async function untilFetched({ client }: Scene['stage']): Promise<boolean> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (performance.now() < giveUpAt) {
    if ((await client.webhooks.status()).relay?.waiting === 0) return true;
    await delay(50);
  }
  return false;
}
