import { createPracticeRandom } from '../../practice/random.ts';
import { type Conditions, count, decimals, type Figure, quantile, type Row, seconds } from '../figure.ts';
import { openScene, type Scene } from '../scene.ts';
import { bookedAt, watchSold } from '../sold.ts';

const AWAY_MS = 14 * 24 * 3_600_000;
/** EasyCashier takes 250 calls a minute from us. */
const CALLS_PER_MINUTE = 250;
/** Twelve reports of sales and five pages of the scan a minute go on beside it, or a sale at a till would wait for the backlog. */
const GOAL = 1.15;
const SALE_EVERY_S = 20;
const SALE_GOAL_MS = 5_000;
const LIMIT_MS = 3 * 3_600_000;

/** Positions at which the two sides differ. */
function unequal({ shops }: Scene): number {
  const cells = shops.articleNumbers.flatMap((articleNumber) => {
    const itemId = shops.shopify.itemIdBySku(articleNumber) ?? '';
    return shops.places.map(({ storeNumber, locationId }) => [
      shops.easycashier.balance(articleNumber, storeNumber) ?? 0,
      shops.shopify.available(itemId, locationId),
    ]);
  });
  return cells.filter(([balance, available]) => balance !== available).length;
}

/** The computer was off for two weeks while the webshop sold; nobody tells of orders, they are searched for. */
export const twoWeeksAway: Figure = {
  name: 'away',
  measure: async ({ seed, scale }: Conditions): Promise<Row[]> => {
    const orders = scale === 'full' ? 5_000 : 500;
    const scene = await openScene({ seed, articles: 2_000, hasRelay: false, units: 200 });
    const { clock, shops, time } = scene;
    const random = createPracticeRandom(seed);
    const made: string[] = [];
    const absence = async () => {
      for (let n = 0; n < orders; n += 1) {
        made.push(scene.order(random.pick(shops.articleNumbers)).id);
        await shops.shopify.runDue();
        await clock.sleep(AWAY_MS / orders);
      }
    };
    await clock.run(absence(), 2 * AWAY_MS);
    const watch = watchSold(scene);
    const start = clock.now();
    const heapBefore = process.memoryUsage().heapUsed;
    let heapMost = heapBefore;
    let doneAt = Number.POSITIVE_INFINITY;
    let equalAt = Number.POSITIVE_INFINITY;
    const day = async () => {
      for (
        let second = 1;
        equalAt === Number.POSITIVE_INFINITY && clock.now() < start + LIMIT_MS;
        second += 1
      ) {
        await clock.sleep(1_000);
        heapMost = Math.max(heapMost, process.memoryUsage().heapUsed);
        const booked = bookedAt(scene);
        watch.look(made, booked);
        if (doneAt > clock.now() && booked.size >= orders) doneAt = clock.now();
        if (doneAt <= clock.now()) {
          if (unequal(scene) === 0) equalAt = clock.now();
        } else if (second % SALE_EVERY_S === 0) {
          const { storeNumber } = random.pick(shops.places);
          watch.sell(random.pick(shops.articleNumbers), storeNumber);
        }
      }
    };
    await clock.run(time.withLoops(() => scene.delivering(day)));
    const apart = unequal(scene);
    await scene.close();
    const ideal = (orders / CALLS_PER_MINUTE) * 60_000;
    return [
      {
        what: `${count(orders)} orders of 14 days, nobody told of any: all booked`,
        value: `${seconds(doneAt - start)} virtual, ${decimals((doneAt - start) / ideal)} × what ${CALLS_PER_MINUTE} calls/min need at one call each`,
        goal: `≤ ${decimals(GOAL)} ×`,
        isMet: doneAt - start <= GOAL * ideal,
      },
      {
        what: 'the same: both sides equal after the last booking',
        value: `${seconds(equalAt - doneAt)} virtual, ${count(apart)} positions apart`,
        goal: '≤ 10,00 s, 0',
        isMet: apart === 0 && equalAt - doneAt <= 10_000,
      },
      {
        what: `the same: a sale at a till every ${SALE_EVERY_S} s meanwhile → Shopify offers no unit that is gone`,
        value: `p50 ${seconds(quantile(watch.waits, 0.5))}, p95 ${seconds(quantile(watch.waits, 0.95))} virtual, ${count(watch.waits.length)} sales`,
        goal: `p95 < ${seconds(SALE_GOAL_MS)}`,
        isMet: watch.offered.size === 0 && quantile(watch.waits, 0.95) < SALE_GOAL_MS,
      },
      {
        what: 'the same: heap, before and at most',
        value: `${count(heapBefore / 1e6)} → ${count(heapMost / 1e6)} MB, both practice shops with it`,
        goal: '–',
        isMet: null,
      },
    ];
  },
};
