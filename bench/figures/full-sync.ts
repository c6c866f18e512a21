import { openEngineInTime, ROUND_TRIP_MS, syncEverything } from '../engine-in-time.ts';
import { type Conditions, count, decimals, type Figure, percent, type Row, seconds } from '../figure.ts';
import { openShops } from '../shops.ts';
import { createVirtualClock } from '../virtual-clock.ts';
import { onePerItem } from './call-patterns.ts';

const BURST = 2_000;
const RATE = 100;
const POINTS = 10;
const BATCH = 250;
/** As many as the engine has; the ideal of a small shop is judged with the same number in flight. */
const IN_FLIGHT = 4;

/** What the bucket lets through in `ms`: `(burst + rate · t) / 10 · 250`. */
const bucketMax = (ms: number) => ((BURST + (RATE * ms) / 1_000) / POINTS) * BATCH;

async function measureSync(seed: number, articles: number, stores: number) {
  const clock = createVirtualClock();
  const shops = openShops({ clock, articles, stores, short: 1 });
  const time = await openEngineInTime(clock, shops, seed);
  const { cells, start, end } = await clock.run(syncEverything(clock, time));
  const { throttled } = shops.shopify.stats;
  await time.engine.close();
  return { cells, ms: end - start, throttled };
}

export const largeSync: Figure = {
  name: 'full-sync',
  measure: async ({ seed, scale }: Conditions): Promise<Row[]> => {
    // A tenth of the cells would fit the burst: the small scale is still beyond it.
    const articles = scale === 'full' ? 10_000 : 4_000;
    // What a call takes and what is reserved weigh more in a shorter sync.
    const least = scale === 'full' ? 0.98 : 0.95;
    const { cells, ms, throttled } = await measureSync(seed, articles, 20);
    const share = cells / bucketMax(ms);
    const perItem = await onePerItem(ms);
    const times = cells / perItem;
    const what = `full sync, ${count(cells)} cells, Standard bucket`;
    return [
      {
        what,
        value: `${percent(share)} of the bucket (${seconds(ms)} virtual, ${count((cells / ms) * 1_000)} quantities/s)`,
        goal: `≥ ${count(least * 100)} %`,
        isMet: share >= least,
      },
      {
        what: `${what}, against one call per item`,
        value: `${count(times)} × (${count(perItem)} quantities in the same time)`,
        goal: '≥ 1 000 ×',
        isMet: times >= 1_000,
      },
      { what: `${what}, THROTTLED answers`, value: count(throttled), goal: '0', isMet: throttled === 0 },
    ];
  },
};

export const smallSync: Figure = {
  name: 'small-sync',
  measure: async ({ seed }: Conditions): Promise<Row[]> => {
    const { cells, ms } = await measureSync(seed, 2_000, 10);
    const ideal = Math.ceil(cells / BATCH / IN_FLIGHT) * ROUND_TRIP_MS;
    return [
      {
        what: `full sync, ${count(cells)} cells, within the burst`,
        value: `${decimals(ms / ideal)} × ideal (${seconds(ms)} virtual, ${IN_FLIGHT} calls in flight)`,
        goal: '≤ 1,20 ×',
        isMet: ms / ideal <= 1.2,
      },
    ];
  },
};
