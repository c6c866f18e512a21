import { createPracticeRandom } from '../../practice/random.ts';
import { openEngineInTime } from '../engine-in-time.ts';
import { type Conditions, count, type Figure, type Row, seconds } from '../figure.ts';
import { openShops } from '../shops.ts';
import { createVirtualClock } from '../virtual-clock.ts';

const RUN_MS = 10 * 60_000;
const GOAL_MS = 30_000;
const LIMIT = 250;

/** The longest pause between two readings of the same page. */
function longestGap(pages: readonly { readonly at: number; readonly page: string }[]): number {
  const last = new Map<string, number>();
  let longest = 0;
  for (const { at, page } of pages) {
    const before = last.get(page);
    if (before !== undefined) longest = Math.max(longest, at - before);
    last.set(page, at);
  }
  return longest;
}

/** The most calls in any minute. */
function busiestMinute(times: readonly number[]): number {
  let most = 0;
  for (let first = 0, last = 0; last < times.length; last += 1) {
    while ((times[last] ?? 0) - (times[first] ?? 0) >= 60_000) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

export const easycashierPoll: Figure = {
  name: 'poll',
  measure: async ({ seed, scale }: Conditions): Promise<Row[]> => {
    const clock = createVirtualClock();
    const articles = scale === 'full' ? 10_000 : 2_000;
    const shops = openShops({ clock, articles, stores: 2, short: 0 });
    const time = await openEngineInTime(clock, shops, seed);
    const random = createPracticeRandom(seed);
    const start = clock.now();
    const day = async () => {
      while (clock.now() < start + RUN_MS) {
        await clock.sleep(1_000);
        shops.easycashier.sell(random.pick(shops.articleNumbers), random.pick(shops.places).storeNumber, 1);
      }
    };
    await clock.run(time.withLoops(day));
    const calls = time.calls.filter((call) => call.at >= start && call.path.startsWith('/v1/'));
    const pages = calls.flatMap((call) => {
      const query = new URLSearchParams(call.path.split('?')[1] ?? '');
      const page = query.get('pageNumber');
      return page !== null && !query.has('articleNumber') ? [{ at: call.at, page }] : [];
    });
    const gap = longestGap(pages);
    const busiest = busiestMinute(calls.map((call) => call.at));
    await time.engine.close();
    return [
      {
        what: `EasyCashier poll, ${count(articles)} articles, 1 sale/s`,
        value: `every article seen at least every ${seconds(gap)}, at most ${count(busiest)} calls in a minute`,
        goal: `≤ ${seconds(GOAL_MS)} inside ${LIMIT} calls/min`,
        isMet: gap <= GOAL_MS && busiest <= LIMIT,
      },
    ];
  },
};
