import { storePlan } from '../../engine/sync/actions/plans.ts';
import {
  type Conditions,
  count,
  decimals,
  type Figure,
  median,
  processorMs,
  type Row,
  seconds,
} from '../figure.ts';
import { seedLedger } from '../seeded-ledger.ts';
import { unlimitedShop } from '../unlimited-shop.ts';

interface Planned {
  readonly ms: number;
  /** The process's peak, in bytes, ledger and SQLite's cache included. */
  readonly peak: number;
}

async function planOnce(cells: number): Promise<Planned> {
  const { ledger, dispose } = seedLedger(cells);
  try {
    const { sync } = unlimitedShop(ledger);
    const start = processorMs();
    await storePlan(sync, null);
    return { ms: processorMs() - start, peak: process.resourceUsage().maxRSS * 1_024 };
  } finally {
    dispose();
  }
}

const STEEPEST = 1.5;

export const planning: Figure = {
  name: 'plan',
  measure: async ({ scale }: Conditions): Promise<Row[]> => {
    const large = scale === 'full' ? 100_000 : 40_000;
    await planOnce(2_000);
    const few: number[] = [];
    for (let run = 0; run < 3; run += 1) few.push((await planOnce(10_000)).ms);
    const small = median(few);
    const { ms, peak } = await planOnce(large);
    const slope = ms / large / (small / 10_000);
    return [
      {
        what: `plan over ${count(large)} cells`,
        value: `${seconds(ms)} of processor`,
        goal: '< 1,00 s',
        isMet: null,
      },
      {
        what: `plan over ${count(large)} cells, the process's peak memory`,
        value: `${count(peak / 1_000_000)} MB`,
        goal: '< 300 MB (first figure of its process only)',
        isMet: null,
      },
      {
        what: `plan, a cell's cost at ${count(large)} against 10 000`,
        value: `${decimals(slope)} ×`,
        goal: `≤ ${decimals(STEEPEST)} × (slope, not point)`,
        isMet: slope <= STEEPEST,
      },
    ];
  },
};
