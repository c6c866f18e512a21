/** What a whole shop does, beside the single events of the simulation: a supplier comes, a release is sold, a count goes wrong. */
import { setTimeout as delay } from 'node:timers/promises';
import { createPracticeRandom, type PracticeRandom } from '../../practice/random.ts';
import { attemptInShop } from '../simulation/shops.ts';
import type { Setting } from './setting.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Deliveries and counts move by more than any order: see `till-events.ts`. */
const DELIVERED = [20, 40] as const;
const RELEASE_ORDERS = [15, 40] as const;
/** What is counted away by mistake is more than any order, so that it is nobody's booking. */
const MISCOUNTED = 10;

/** Goes on until the signal aborts. What was counted wrongly has been put right by then. */
export function beginRushes(setting: Setting, signal: AbortSignal): Promise<unknown> {
  const { seed, pace } = setting;
  const now = createPracticeRandom(`rushes ${seed}`);
  const repeat = async (from: number, to: number, work: () => void | Promise<void>) => {
    for (;;) {
      await delay(pace.scaled(now.integer(from, to)), undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await work();
    }
  };
  return Promise.all([
    repeat(2 * MINUTE, 4 * MINUTE, () => deliver(setting, now)),
    repeat(5 * MINUTE, 10 * MINUTE, () => release(setting, now, signal)),
    repeat(6 * MINUTE, 14 * MINUTE, () => miscount(setting, now, signal)),
  ]);
}

/** The supplier brings what is sold out. */
function deliver({ practice, drawn }: Setting, random: PracticeRandom): void {
  const { easycashier } = practice;
  let delivered = 0;
  for (const articleNumber of drawn.articles) {
    for (const storeNumber of drawn.stores) {
      const balance = easycashier.balance(articleNumber, storeNumber);
      if (balance === undefined || balance >= 2 || !random.chance(0.5)) continue;
      easycashier.deliver(articleNumber, storeNumber, random.integer(...DELIVERED));
      delivered += 1;
    }
  }
  drawn.tell(`the supplier delivers at ${delivered} places`);
}

/** Everybody has waited for one article: orders come every second or so, and the till sells of it. */
async function release(setting: Setting, random: PracticeRandom, signal: AbortSignal): Promise<void> {
  const { practice, drawn, pace } = setting;
  const { shopify, easycashier } = practice;
  const inventoryItemId = random.pick(drawn.inventoryItems);
  const { storeNumber, locationId } = random.pick(practice.places);
  const sku = shopify.items().find(({ id }) => id === inventoryItemId)?.sku ?? '';
  const orders = random.integer(...RELEASE_ORDERS);
  drawn.tell(`a release of ${sku} @${storeNumber}: ${orders} orders`);
  for (let n = 0; n < orders && !signal.aborted; n += 1) {
    attemptInShop(drawn, `  an order for the release`, () => {
      const lines = [{ inventoryItemId, quantity: random.integer(1, 2), locationId }];
      shopify.placeOrder({ lines, routingDelayMs: random.pick([0, 500, 2_000]) });
    });
    if (random.chance(0.3) && (easycashier.balance(sku, storeNumber) ?? 0) >= 1)
      easycashier.sell(sku, storeNumber, 1);
    await delay(pace.scaled(random.integer(200, 3_000)), undefined, { signal }).catch(() => undefined);
  }
}

/**
 * A stocktake with »zero what was not counted« in all stores but one, noticed after some minutes: so many fall that the program holds them
 * and asks.
 */
async function miscount(setting: Setting, random: PracticeRandom, signal: AbortSignal): Promise<void> {
  const { practice, drawn, pace } = setting;
  const { easycashier, catalogue, places } = practice;
  const spared = random.pick(places);
  const lost = places
    .filter((place) => place !== spared)
    .flatMap(({ storeNumber }) =>
      catalogue.articles.flatMap(({ articleNumber }) => {
        const balance = easycashier.balance(articleNumber, storeNumber) ?? 0;
        if (balance <= MISCOUNTED) return [];
        easycashier.count(articleNumber, storeNumber, 0);
        return [{ articleNumber, storeNumber, balance }];
      }),
    );
  drawn.tell(`a count zeroes ${lost.length} positions`);
  await delay(pace.scaled(random.integer(MINUTE, 4 * MINUTE)), undefined, { signal }).catch(() => undefined);
  for (const { articleNumber, storeNumber, balance } of lost) {
    const now = easycashier.balance(articleNumber, storeNumber);
    if (now !== undefined) easycashier.count(articleNumber, storeNumber, now + balance);
  }
  drawn.tell('the count is put right');
}
