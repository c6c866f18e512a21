import { createPracticeRandom } from '../../practice/random.ts';
import { type Conditions, count, decimals, type Figure, type Row, seconds } from '../figure.ts';
import { openScene, type Scene } from '../scene.ts';

const AWAY_MS = 14 * 24 * 3_600_000;
/** EasyCashier takes 250 calls a minute from us. */
const CALLS_PER_MINUTE = 250;
/** Twelve reports of sales and five pages of the scan a minute go on beside it, or a sale at a till would wait for the backlog. */
const GOAL = 1.15;
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
    const absence = async () => {
      for (let n = 0; n < orders; n += 1) {
        scene.order(random.pick(shops.articleNumbers));
        await shops.shopify.runDue();
        await clock.sleep(AWAY_MS / orders);
      }
    };
    await clock.run(absence(), 2 * AWAY_MS);
    const booked = () =>
      time.engine.ledger.get<{ n: number }>("SELECT count(*) AS n FROM booking WHERE state = 'confirmed'")
        ?.n ?? 0;
    const start = clock.now();
    const heapBefore = process.memoryUsage().heapUsed;
    let heapMost = heapBefore;
    let bookedAt = Number.POSITIVE_INFINITY;
    let equalAt = Number.POSITIVE_INFINITY;
    const day = async () => {
      while (equalAt === Number.POSITIVE_INFINITY && clock.now() < start + LIMIT_MS) {
        await clock.sleep(1_000);
        heapMost = Math.max(heapMost, process.memoryUsage().heapUsed);
        if (bookedAt > clock.now() && booked() >= orders) bookedAt = clock.now();
        if (bookedAt <= clock.now() && unequal(scene) === 0) equalAt = clock.now();
      }
    };
    await clock.run(time.withLoops(() => scene.delivering(day)));
    const apart = unequal(scene);
    await scene.close();
    const ideal = (orders / CALLS_PER_MINUTE) * 60_000;
    return [
      {
        what: `${count(orders)} orders of 14 days, nobody told of any: all booked`,
        value: `${seconds(bookedAt - start)} virtual, ${decimals((bookedAt - start) / ideal)} × what ${CALLS_PER_MINUTE} calls/min need at one call each`,
        goal: `≤ ${decimals(GOAL)} ×`,
        isMet: bookedAt - start <= GOAL * ideal,
      },
      {
        what: 'the same: both sides equal after the last booking',
        value: `${seconds(equalAt - bookedAt)} virtual, ${count(apart)} positions apart`,
        goal: '≤ 10,00 s, 0',
        isMet: apart === 0 && equalAt - bookedAt <= 10_000,
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
