import { createPracticeRandom } from '../../practice/random.ts';
import { type Conditions, count, decimals, type Figure, quantile, type Row, seconds } from '../figure.ts';
import { openScene, type Scene } from '../scene.ts';

/** EasyCashier takes 250 calls a minute from us, and shows 50 articles a page. */
const CALLS_PER_MINUTE = 250;
const PAGE_ROWS = 50;
const BURST = 40;
const LOOK_MS = 50;
const SALE_GOAL_MS = 5_000;
/** What a scan leaves untouched for sales and bookings, and the looks at the day's sales every three seconds, a minute. */
const KEPT_CALLS = 60 + 20;
/** No scan follows another sooner than this, nor, where it took longer, without a rest. */
const SCAN_EVERY_MS = 25_000;
const LONGEST_REST_MS = 60_000;

interface Sold {
  readonly articleNumber: string;
  readonly place: Scene['shops']['places'][number];
}

/** From now until Shopify shows what EasyCashier has in each of these positions, in milliseconds each. */
async function untilShown(
  { clock, shops }: Scene,
  sold: readonly Sold[],
  limitMs: number,
): Promise<number[]> {
  const start = clock.now();
  const waits: number[] = [];
  const left = new Set(sold);
  while (left.size > 0 && clock.now() < start + limitMs) {
    await clock.sleep(LOOK_MS);
    for (const one of left) {
      const { articleNumber, place } = one;
      const itemId = shops.shopify.itemIdBySku(articleNumber) ?? '';
      const balance = shops.easycashier.balance(articleNumber, place.storeNumber);
      if (shops.shopify.available(itemId, place.locationId) !== balance) continue;
      left.delete(one);
      waits.push(clock.now() - start);
    }
  }
  for (const _one of left) waits.push(Number.POSITIVE_INFINITY);
  return waits;
}

interface Course {
  readonly single: readonly number[];
  readonly bursts: readonly number[];
  readonly deliveries: readonly number[];
}

/** Single sales, then bursts of them, then deliveries that no report tells of. The program runs all the while. */
async function course(scene: Scene, seed: number, times: number): Promise<Course> {
  const { clock, shops, time } = scene;
  const random = createPracticeRandom(seed);
  const pick = (): Sold => ({
    articleNumber: random.pick(shops.articleNumbers),
    place: random.pick(shops.places),
  });
  const passMs = (shops.articleNumbers.length / PAGE_ROWS / CALLS_PER_MINUTE) * 60_000;
  const limitMs = 4 * passMs + 10 * 60_000;
  const sellAll = async (sold: readonly Sold[]) => {
    for (const { articleNumber, place } of sold) shops.easycashier.sell(articleNumber, place.storeNumber, 1);
    return untilShown(scene, sold, limitMs);
  };
  const single: number[] = [];
  const bursts: number[] = [];
  const deliveries: number[] = [];
  const day = async () => {
    // The first pass is over.
    await clock.sleep(2 * passMs + 120_000);
    for (let n = 0; n < 6 * times; n += 1) {
      single.push(...(await sellAll([pick()])));
      await clock.sleep(random.integer(5_000, 25_000));
    }
    for (let n = 0; n < times; n += 1) {
      bursts.push(...(await sellAll(Array.from({ length: BURST }, pick))));
      await clock.sleep(random.integer(60_000, 90_000));
    }
    for (let n = 0; n < times; n += 1) {
      const delivered = pick();
      shops.easycashier.deliver(delivered.articleNumber, delivered.place.storeNumber, 5);
      deliveries.push(...(await untilShown(scene, [delivered], limitMs)));
      await clock.sleep(random.integer(5_000, 60_000));
    }
  };
  await clock.run(
    time.withLoops(() => scene.delivering(day)),
    48 * 3_600_000,
  );
  return { single, bursts, deliveries };
}

export const tillToShop: Figure = {
  name: 'till',
  measure: async ({ seed, scale }: Conditions): Promise<Row[]> => {
    const sizes =
      scale === 'full'
        ? [
            { articles: 10_000, stores: 1 },
            { articles: 50_000, stores: 1 },
            { articles: 10_000, stores: 10 },
          ]
        : [{ articles: 2_000, stores: 2 }];
    const rows: Row[] = [];
    for (const { articles, stores } of sizes) {
      const scene = await openScene({ seed, articles, stores, hasRelay: false });
      const { single, bursts, deliveries } = await course(scene, seed, scale === 'full' ? 5 : 3);
      await scene.close();
      const burstMs = (BURST / CALLS_PER_MINUTE) * 60_000;
      const scanMs = (articles / PAGE_ROWS / (CALLS_PER_MINUTE - KEPT_CALLS)) * 60_000;
      const seenMs = Math.max(SCAN_EVERY_MS, scanMs + Math.min(scanMs, LONGEST_REST_MS));
      const [one, many, all] = [single, bursts, deliveries].map((waits) => quantile(waits, 0.95)) as [
        number,
        number,
        number,
      ];
      const shop = `${count(articles)} articles × ${stores}, pages of ${PAGE_ROWS}`;
      rows.push(
        {
          what: `sale at the till → Shopify, ${shop}`,
          value: `p50 ${seconds(quantile(single, 0.5))}, p95 ${seconds(one)} virtual, ${count(single.length)} sales`,
          goal: `p95 < ${seconds(SALE_GOAL_MS)}`,
          isMet: one < SALE_GOAL_MS,
        },
        {
          what: `the same, ${BURST} sold at once`,
          value: `p50 ${seconds(quantile(bursts, 0.5))}, p95 ${seconds(many)} virtual, ${decimals(many / burstMs)} × ${BURST} reads`,
          goal: '≤ 1,20 ×',
          isMet: many <= 1.2 * burstMs,
        },
        {
          what: 'a delivery, which no report tells of',
          value: `p50 ${seconds(quantile(deliveries, 0.5))}, longest ${seconds(all)} virtual, ${decimals(all / seenMs)} × a scan and its rest of ${seconds(seenMs)}`,
          goal: '≤ 1,20 ×',
          isMet: all <= 1.2 * seenMs,
        },
      );
    }
    return rows;
  },
};
