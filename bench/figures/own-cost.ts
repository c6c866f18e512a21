import { applyPlan, storePlan } from '../../engine/sync/actions/plans.ts';
import { createOrdersIn } from '../../engine/sync/orders/orders-in.ts';
import { beginScanOfAll, noteRead } from '../../engine/sync/stock-in/fresh-balances.ts';
import { createStockOut } from '../../engine/sync/stock-out/stock-out.ts';
import { type Conditions, count, decimals, type Figure, median, processorMs, type Row } from '../figure.ts';
import { seedLedger } from '../seeded-ledger.ts';
import { unlimitedShop } from '../unlimited-shop.ts';

interface Cost {
  readonly cells: number;
  /** Microseconds of processor per cell. */
  readonly plan: number;
  readonly write: number;
}

/** Plans, applies, writes and receipts every cell of a shop that answers at once. */
async function costOf(cells: number): Promise<Cost> {
  const { ledger, dispose } = seedLedger(cells);
  try {
    const { sync, written } = unlimitedShop(ledger);
    const orders = createOrdersIn(sync);
    const stockOut = createStockOut(sync, orders);
    beginScanOfAll(sync)();
    for (const { articleNumber } of ledger.all<{ articleNumber: string }>(
      'SELECT article_number AS articleNumber FROM article',
    ))
      noteRead(sync, articleNumber);
    const start = processorMs();
    const plan = await storePlan(sync, null);
    const planned = processorMs();
    applyPlan(sync, plan.planId, plan.guard?.confirmRows);
    await stockOut.quiesced();
    const end = processorMs();
    if (written() !== cells) throw new Error(`${written()} of ${cells} cells were written`);
    return { cells, plan: ((planned - start) * 1_000) / cells, write: ((end - planned) * 1_000) / cells };
  } finally {
    dispose();
  }
}

/** The middle cost of some runs; small shops need more of them, and their first run warms the program up. */
async function typicalCost(cells: number): Promise<Cost> {
  const runs: Cost[] = [];
  for (let run = 0; run < (cells > 50_000 ? 1 : 3); run += 1) runs.push(await costOf(cells));
  return {
    cells,
    plan: median(runs.map((run) => run.plan)),
    write: median(runs.map((run) => run.write)),
  };
}

const STEEPEST = 2;

/** The slope matters, not the point: a cell must not cost more because there are many. */
export const ownCost: Figure = {
  name: 'own-cost',
  measure: async ({ scale }: Conditions): Promise<Row[]> => {
    const sizes = scale === 'full' ? [1_000, 10_000, 100_000, 1_000_000] : [1_000, 10_000, 50_000];
    await costOf(2_000);
    const costs: Cost[] = [];
    for (const cells of sizes) costs.push(await typicalCost(cells));
    const rows: Row[] = costs.map(({ cells, plan, write }) => ({
      what: `engine's own cost, ${count(cells)} cells`,
      value: `${count(1_000_000 / (plan + write))} cells/s (plan ${decimals(plan)} µs, write and receipt ${decimals(write)} µs a cell)`,
      goal: '≥ 20 000 cells/s and core',
      isMet: null,
    }));
    const base = costs.find((cost) => cost.cells === 10_000);
    const largest = costs.at(-1);
    if (!base || !largest) return rows;
    const slope = (largest.plan + largest.write) / (base.plan + base.write);
    rows.push({
      what: `cost of a cell, ${count(largest.cells)} against 10 000`,
      value: `${decimals(slope)} ×`,
      goal: `≤ ${STEEPEST} × (linear)`,
      isMet: slope <= STEEPEST,
    });
    return rows;
  },
};
