import { createPracticeRandom } from '../../practice/random.ts';
import { ROUND_TRIP_MS } from '../engine-in-time.ts';
import { type Conditions, count, decimals, type Figure, quantile, type Row, seconds } from '../figure.ts';
import { openScene } from '../scene.ts';
import { bookedAt, watchSold } from '../sold.ts';

const GOAL_MS = 1_000;
const SALE_GOAL_MS = 500;
/** EasyCashier takes 250 calls a minute from us; what is booked and what is read share them. */
const CALLS_PER_MINUTE = 250;

export const webOrders: Figure = {
  name: 'web-order',
  measure: async ({ seed, scale }: Conditions): Promise<Row[]> => {
    const scene = await openScene({ seed, articles: 500 });
    const { clock, shops, time } = scene;
    const random = createPracticeRandom(seed);
    const orders = new Map<string, number>();
    await clock.run(
      time.withLoops(() =>
        scene.delivering(async () => {
          await clock.sleep(60_000);
          for (let n = scale === 'full' ? 500 : 100; n > 0; n -= 1) {
            const order = scene.order(random.pick(shops.articleNumbers));
            orders.set(order.id, clock.now());
            await clock.sleep(random.integer(500, 3_000));
          }
          await clock.sleep(60_000);
        }),
      ),
    );
    const booked = bookedAt(scene);
    const waits = [...orders].flatMap(([id, at]) => (booked.has(id) ? [(booked.get(id) ?? 0) - at] : []));
    await scene.close();
    const p99 = quantile(waits, 0.99);
    return [
      {
        what: `web order → booked in EasyCashier, by webhook through the relay, round trip ${ROUND_TRIP_MS} ms`,
        value: `p50 ${seconds(quantile(waits, 0.5))}, p99 ${seconds(p99)} virtual, ${count(waits.length)} of ${count(orders.size)} orders`,
        goal: 'p99 < 1,00 s',
        isMet: waits.length === orders.size && p99 < GOAL_MS,
      },
    ];
  },
};

export const backlog: Figure = {
  name: 'backlog',
  measure: async ({ seed, scale }: Conditions): Promise<Row[]> => {
    const scene = await openScene({ seed, articles: 2_000 });
    const { clock, shops, time } = scene;
    const random = createPracticeRandom(seed);
    const wanted = scale === 'full' ? 10_000 : 1_000;
    const orders: string[] = [];
    const ordered = new Set<string>();
    // The weekend: the computer is off, the relay is not.
    await clock.run(
      scene.delivering(async () => {
        while (shops.shopify.webhooks.stats.sent < wanted) {
          const articleNumber = random.pick(shops.articleNumbers);
          ordered.add(articleNumber);
          orders.push(scene.order(articleNumber).id);
          await clock.sleep(5_000);
        }
      }),
      7 * 24 * 3_600_000,
    );
    const { waiting } = await clock.run(time.engine.client.webhooks.status()).then(({ relay: told }) => ({
      waiting: told?.waiting ?? 0,
    }));
    const start = clock.now();
    const watch = watchSold(scene);
    let doneAt = Number.POSITIVE_INFINITY;
    await clock.run(
      time.withLoops(() =>
        scene.delivering(async () => {
          while (doneAt === Number.POSITIVE_INFINITY) {
            const { storeNumber } = random.pick(shops.places);
            const articleNumber = random.pick(shops.articleNumbers);
            watch.sell(articleNumber, storeNumber);
            await clock.sleep(500);
            const booked = bookedAt(scene);
            watch.look(orders, booked);
            if (orders.every((id) => booked.has(id))) doneAt = clock.now();
          }
        }),
      ),
    );
    const booked = bookedAt(scene);
    const ideal = (orders.length / CALLS_PER_MINUTE) * 60_000;
    const pushes = time.engine.ledger.all<{ at: number; read: number; article: string }>(
      `SELECT pushed.at, read.at AS read, read.article_number AS article FROM log AS read JOIN log AS pushed ON pushed.id = (
         SELECT min(id) FROM log WHERE event = 'pushed' AND article_number = read.article_number
           AND store_number = read.store_number AND id > read.id)
       WHERE read.event = 'balanceChanged' AND read.cause = 'sale' AND read.at >= ?`,
      start,
    );
    const known = pushes.filter(({ article }) => !ordered.has(article)).map(({ at, read }) => at - read);
    await scene.close();
    const p99 = quantile(known, 0.99);
    return [
      {
        what: `${count(waiting)} webhooks of a weekend, ${count(orders.length)} orders, with 2 sales/s: all booked`,
        value: `${seconds(doneAt - start)} virtual, ${decimals((doneAt - start) / ideal)} × the time EasyCashier's ${CALLS_PER_MINUTE} calls/min need`,
        goal: '≤ 3,00 ×',
        isMet: booked.size >= orders.length && doneAt - start <= 3 * ideal,
      },
      {
        what: 'sale read → Shopify meanwhile, articles nobody ordered',
        value: `p50 ${seconds(quantile(known, 0.5))}, p99 ${seconds(p99)} virtual, ${count(known.length)} sales`,
        goal: 'p99 < 0,50 s',
        isMet: known.length > 20 && p99 < SALE_GOAL_MS,
      },
      {
        what: 'sale at a till → Shopify offers no unit that is gone, all articles',
        value: `p50 ${seconds(quantile(watch.waits, 0.5))}, p99 ${seconds(quantile(watch.waits, 0.99))} virtual, ${count(watch.waits.length)} sales, ${count(watch.offered.size)} of the last not yet`,
        goal: '–',
        isMet: null,
      },
    ];
  },
};
