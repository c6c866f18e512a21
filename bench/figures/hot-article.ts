import { type Conditions, count, type Figure, quantile, type Row, seconds } from '../figure.ts';
import { openScene, type SceneOptions } from '../scene.ts';

const RUN_MS = 30 * 60_000;
const SALE_EVERY_MS = 60_000;
const SEARCH_LAG_MS = 15_000;
const GOAL_MS = 5_000;
/** How often the webshop's number is looked at. */
const LOOK_MS = 50;

interface Course {
  /** From each sale to the moment the webshop offered no unit more than was left. */
  readonly waits: readonly number[];
  readonly sold: number;
  readonly ordered: number;
  readonly booked: number;
}

/** One article that everybody wants: it is ordered `perSecond` times a second and sold at a till once a minute. */
async function hotCourse(options: SceneOptions, perSecond: number, runMs: number): Promise<Course> {
  const scene = await openScene(options);
  const { clock, shops, time } = scene;
  const [articleNumber = ''] = shops.articleNumbers;
  const itemId = shops.shopify.itemIdBySku(articleNumber) ?? '';
  const [place = { storeNumber: '', locationId: '' }] = shops.places;
  const atFirst = shops.shopify.available(itemId, place.locationId);
  const start = clock.now() + 60_000;
  const sales: number[] = [];
  const waits: number[] = [];
  let ordered = 0;
  await clock.run(
    time.withLoops(() =>
      scene.delivering(async () => {
        while (clock.now() < start + runMs + 60_000) {
          await clock.sleep(LOOK_MS);
          const passed = Math.min(clock.now() - start, runMs);
          while (ordered < (passed / 1_000) * perSecond) {
            scene.order(articleNumber);
            ordered += 1;
          }
          while (sales.length < Math.floor(passed / SALE_EVERY_MS)) {
            shops.easycashier.sell(articleNumber, place.storeNumber, 1);
            sales.push(clock.now());
          }
          // What the webshop has come down beyond its own orders, sold at the tills.
          const shown = atFirst - ordered - shops.shopify.available(itemId, place.locationId);
          while (waits.length < Math.min(shown, sales.length))
            waits.push(clock.now() - (sales[waits.length] ?? 0));
        }
      }),
    ),
  );
  const booked = time.engine.ledger.all("SELECT 1 FROM booking WHERE state = 'confirmed'").length;
  await scene.close();
  return { waits, sold: sales.length, ordered, booked };
}

export const hotArticle: Figure = {
  name: 'hot-article',
  measure: async ({ seed, scale }: Conditions): Promise<Row[]> => {
    const rows: Row[] = [];
    for (const hasRelay of [true, false]) {
      for (const perSecond of [0.5, 2]) {
        const options = {
          seed,
          articles: 50,
          stores: 1,
          units: 10_000,
          hasRelay,
          searchLagMs: SEARCH_LAG_MS,
        };
        const course = await hotCourse(options, perSecond, scale === 'full' ? RUN_MS : RUN_MS / 6);
        const { waits, sold, ordered, booked } = course;
        const p95 = quantile(waits, 0.95);
        rows.push({
          what: `hot article, ${perSecond} orders/s, search ${SEARCH_LAG_MS / 1_000} s behind, ${hasRelay ? 'relay' : 'polling'}: sale at the till → Shopify`,
          value: `p50 ${seconds(quantile(waits, 0.5))}, p95 ${seconds(p95)}, longest ${seconds(Math.max(...waits))} virtual, ${count(waits.length)} of ${count(sold)} (${count(booked)} of ${count(ordered)} orders booked)`,
          goal: `p95 ≤ ${seconds(GOAL_MS)}, all`,
          isMet: waits.length === sold && p95 <= GOAL_MS,
        });
      }
    }
    return rows;
  },
};
