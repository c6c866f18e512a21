import { createPracticeRandom } from '../../practice/random.ts';
import { openEngineInTime } from '../engine-in-time.ts';
import { type Conditions, count, decimals, type Figure, type Row, seconds } from '../figure.ts';
import { openShops } from '../shops.ts';
import { createVirtualClock } from '../virtual-clock.ts';

const RUN_MS = 10 * 60_000;
const LIMIT = 250;
const PAGE_ROWS = 50;
/** What a scan leaves of the limit untouched, for sales and bookings to come. */
const KEPT_CALLS = 60;
/** Between two scans, where one takes longer than this. */
const REST_MS = 60_000;

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

const queryOf = (path: string) => new URLSearchParams(path.split('?')[1]);

/** A page of EasyCashier's list, not one article of it. */
const isOfList = (path: string) =>
  path.split('?')[0]?.endsWith('/article') === true && !queryOf(path).has('articleNumber');

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
    const pages = calls
      .filter(({ path }) => isOfList(path))
      .map(({ at, path }) => ({ at, page: queryOf(path).get('pageNumber') ?? '1' }));
    const gap = longestGap(pages);
    const busiest = busiestMinute(calls.map((call) => call.at));
    await time.engine.close();
    // Sold articles and the day's report, longer with each sale, go before the scan, which has what they and the kept ones leave.
    const ahead = busiestMinute(calls.filter((call) => !isOfList(call.path)).map((call) => call.at));
    const limit = (articles / PAGE_ROWS / (LIMIT - KEPT_CALLS - ahead)) * 60_000 + REST_MS;
    return [
      {
        what: `EasyCashier poll, ${count(articles)} articles, pages of ${PAGE_ROWS}, 1 sale/s`,
        value: `every article seen at least every ${seconds(gap)}, ${decimals(gap / limit)} × what ${count(ahead)} calls a minute for sales leave; at most ${count(busiest)} calls in a minute`,
        goal: `≤ 1,20 × inside ${LIMIT} calls/min`,
        isMet: gap <= 1.2 * limit && busiest <= LIMIT,
      },
    ];
  },
};
