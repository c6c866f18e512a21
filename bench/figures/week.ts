import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Conditions, count, decimals, type Figure, type Row } from '../figure.ts';
import { openScene, type Scene } from '../scene.ts';

const HOUR_MS = 3_600_000;
/** What a garbage collector leaves lying. */
const GOAL = 1.1;

/** Megabytes that something still holds. */
function heldMegabytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed / 1e6;
}

function ledgerMegabytes({ time }: Scene): number {
  const pragma = (name: string) =>
    Object.values(time.engine.ledger.get<Record<string, number>>(`PRAGMA ${name}`) ?? {})[0] ?? 0;
  return ((pragma('page_count') - pragma('freelist_count')) * pragma('page_size')) / 1e6;
}

/** The program runs for a week in which nothing happens in either shop: what it holds after the first day and after the last. */
export const quietWeek: Figure = {
  name: 'week',
  measure: async ({ seed, scale }: Conditions): Promise<Row[]> => {
    const days = scale === 'full' ? 7 : 2;
    const scene = await openScene({ seed, articles: 50, hasRelay: false });
    const { clock, time } = scene;
    const dayOfRest = async () => {
      for (let hour = 0; hour < 24; hour += 1) {
        await clock.sleep(HOUR_MS);
        // Ours, and no part of the program.
        time.calls.length = 0;
      }
    };
    const measured: { heap: number; ledger: number }[] = [];
    const week = async () => {
      for (let day = 0; day < days; day += 1) {
        await dayOfRest();
        measured.push({ heap: heldMegabytes(), ledger: ledgerMegabytes(scene) });
      }
    };
    await clock.run(time.withLoops(week), (days + 1) * 24 * HOUR_MS);
    await scene.close();
    const [first, last] = [measured[0], measured.at(-1)];
    const growth = (what: 'heap' | 'ledger') => (last?.[what] ?? Number.NaN) / (first?.[what] ?? Number.NaN);
    const both = (what: 'heap' | 'ledger') =>
      `${decimals(first?.[what] ?? Number.NaN)} → ${decimals(last?.[what] ?? Number.NaN)} MB`;
    return [
      {
        what: `${count(days)} days in which nothing happens, by their first and last evening: held in memory`,
        value: `${both('heap')}, both practice shops with it: ${decimals(growth('heap'))} ×`,
        goal: `≤ ${decimals(GOAL)} ×`,
        isMet: growth('heap') <= GOAL,
      },
      {
        what: 'the same: the ledger',
        value: `${both('ledger')}: ${decimals(growth('ledger'))} ×`,
        goal: `≤ ${decimals(GOAL)} ×`,
        isMet: growth('ledger') <= GOAL,
      },
    ];
  },
};
