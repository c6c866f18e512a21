import { createPracticeRandom } from '../../practice/random.ts';
import { type Conditions, count, decimals, type Figure, quantile, type Row, seconds } from '../figure.ts';
import { openScene, type Scene } from '../scene.ts';
import { bookedAt, watchSold } from '../sold.ts';

const AWAY_MS = 14 * 24 * 3_600_000;
/** EasyCashier takes 250 calls a minute from us. */
const CALLS_PER_MINUTE = 250;
/** Twenty reports of sales and some pages of the list a minute go on beside it, or a sale at a till would wait for the backlog. */
const GOAL = 1.2;
/** What is sold comes first, and the report of it takes its part of the calls. */
const GOAL_WHILE_SOLD = 1.6;
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

interface Return {
  readonly ideal: number;
  readonly bookedMs: number;
  readonly equalMs: number;
  readonly apart: number;
  readonly heap: readonly [before: number, most: number];
  readonly waits: readonly number[];
  readonly stillOffered: number;
}

/** The computer comes back after two weeks, on a Sunday or while the tills sell. */
async function comeBack(seed: number, orders: number, isOpen: boolean): Promise<Return> {
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
  const before = process.memoryUsage().heapUsed;
  let most = before;
  let doneAt = Number.POSITIVE_INFINITY;
  let equalAt = Number.POSITIVE_INFINITY;
  const day = async () => {
    for (let second = 1; equalAt > clock.now() && clock.now() < start + LIMIT_MS; second += 1) {
      await clock.sleep(1_000);
      most = Math.max(most, process.memoryUsage().heapUsed);
      const booked = bookedAt(scene);
      watch.look(made, booked);
      if (doneAt > clock.now() && booked.size >= orders) doneAt = clock.now();
      if (doneAt <= clock.now() && unequal(scene) === 0) equalAt = clock.now();
      if (isOpen && doneAt > clock.now() && second % SALE_EVERY_S === 0)
        watch.sell(random.pick(shops.articleNumbers), random.pick(shops.places).storeNumber);
    }
  };
  await clock.run(time.withLoops(() => scene.delivering(day)));
  const apart = unequal(scene);
  await scene.close();
  return {
    ideal: (orders / CALLS_PER_MINUTE) * 60_000,
    bookedMs: doneAt - start,
    equalMs: equalAt - doneAt,
    apart,
    heap: [before, most],
    waits: watch.waits,
    stillOffered: watch.offered.size,
  };
}

function bookedRow(what: string, { bookedMs, ideal }: Return, goal: number): Row {
  return {
    what,
    value: `${seconds(bookedMs)} virtual, ${decimals(bookedMs / ideal)} × what ${CALLS_PER_MINUTE} calls/min need at one call each`,
    goal: `≤ ${decimals(goal)} ×`,
    isMet: bookedMs <= goal * ideal,
  };
}

/** The computer was off for two weeks while the webshop sold; nobody tells of orders, they are searched for. */
export const twoWeeksAway: Figure = {
  name: 'away',
  measure: async ({ seed, scale }: Conditions): Promise<Row[]> => {
    const orders = scale === 'full' ? 5_000 : 500;
    const shut = await comeBack(seed, orders, false);
    const open = await comeBack(seed, orders, true);
    const [before, most] = shut.heap.map((bytes) => count(bytes / 1e6));
    const p95 = quantile(open.waits, 0.95);
    return [
      bookedRow(`${count(orders)} orders of 14 days, nobody told of any: all booked`, shut, GOAL),
      {
        what: 'the same: both sides equal after the last booking',
        value: `${seconds(shut.equalMs)} virtual, ${count(shut.apart)} positions apart`,
        goal: '≤ 10,00 s, 0',
        isMet: shut.apart === 0 && shut.equalMs <= 10_000,
      },
      {
        what: 'the same: heap, before and at most',
        value: `${before} → ${most} MB, both practice shops with it`,
        goal: '–',
        isMet: null,
      },
      bookedRow(`the same, with a sale at a till every ${SALE_EVERY_S} s`, open, GOAL_WHILE_SOLD),
      {
        what: 'of those sales: until Shopify offers no unit that is gone',
        value: `p50 ${seconds(quantile(open.waits, 0.5))}, p95 ${seconds(p95)} virtual, ${count(open.waits.length)} sales`,
        goal: `p95 < ${seconds(SALE_GOAL_MS)}`,
        isMet: open.stillOffered === 0 && p95 < SALE_GOAL_MS,
      },
    ];
  },
};
