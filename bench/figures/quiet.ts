import { openEngineInTime, syncEverything } from '../engine-in-time.ts';
import { type Conditions, count, type Figure, type Row } from '../figure.ts';
import { openShops } from '../shops.ts';
import { createVirtualClock } from '../virtual-clock.ts';

/** The documents of stock-out; the order poll and the watch have their own. */
const stockOutCalls = new Set(['SetQuantities', 'ActivateLevel', 'Levels']);
const QUIET_MS = 5 * 60_000;

export const nothingChanged: Figure = {
  name: 'quiet',
  measure: async ({ seed, scale }: Conditions): Promise<Row[]> => {
    const clock = createVirtualClock();
    const shops = openShops({ clock, articles: scale === 'full' ? 5_000 : 500, stores: 2, short: 1 });
    const time = await openEngineInTime(clock, shops, seed);
    const since = await clock.run(
      time.withLoops(async () => {
        await syncEverything(clock, time);
        await clock.sleep(60_000);
        const quietAt = clock.now();
        await clock.sleep(QUIET_MS);
        return quietAt;
      }),
    );
    const calls = time.calls.filter((call) => call.at >= since);
    const ours = calls.filter((call) => stockOutCalls.has(call.operation));
    const readings = calls.filter((call) => call.path.includes('/article?')).length;
    await time.engine.close();
    return [
      {
        what: `nothing changed, ${count(shops.articleNumbers.length * 2)} cells, ${QUIET_MS / 60_000} minutes`,
        value: `${count(ours.length)} Shopify calls by stock-out (${count(readings)} pages of balances read)`,
        goal: '0 calls, 0 writes',
        isMet: ours.length === 0 && readings > 0,
      },
    ];
  },
};
