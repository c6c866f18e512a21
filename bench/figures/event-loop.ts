import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { recordBalance } from '../../engine/ledger/balances.ts';
import { writeState } from '../../engine/ledger/engine-state.ts';
import { markDirty } from '../../engine/ledger/queue.ts';
import { retention, thinPlans } from '../../engine/ledger/retention.ts';
import { fillRun, isFilled } from '../../engine/ledger/start-run.ts';
import { keptSince, plansWholeSince } from '../../engine/rules/retention.ts';
import { reportDrift } from '../../engine/sync/actions/drift.ts';
import { applyPlan, storePlan } from '../../engine/sync/actions/plans.ts';
import { scanShop } from '../../engine/sync/shop-levels/shop-index.ts';
import { countPromised } from '../../engine/sync/shop-levels/unseen-orders.ts';
import { fullScan } from '../../engine/sync/stock-in/stock-in.ts';
import { judgeFalls } from '../../engine/sync/stock-out/zero-guard.ts';
import { parseArticleNumbers } from '../../host/cli/csv.ts';
import { createCopies } from '../../host/system/copies.ts';
import { later, ourTime } from '../../shared/words/time.ts';
import { bulkShop } from '../bulk-shop.ts';
import { type Conditions, count, decimals, type Figure, type Row } from '../figure.ts';
import { listShop } from '../list-shop.ts';
import { seedOldLedger } from '../old-ledger.ts';
import { type SeededLedger, seedLedger } from '../seeded-ledger.ts';
import { unlimitedShop } from '../unlimited-shop.ts';

const GOAL_MS = 50;
const MONTH_MS = 30 * 24 * 3_600_000;

/** The longest time nobody else had a turn while that was done, in milliseconds. */
async function longestStop(work: () => unknown): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await sleep(5); // it measures from its first tick on
  await work();
  await sleep(5); // its own timer notices the stop only when it fires
  delay.disable();
  return delay.max / 1e6;
}

/** Every step has a turn of its own, as in the night. */
async function step(steps: Iterable<unknown>): Promise<void> {
  for (const _step of steps) await turn();
}

type ShopSync = ReturnType<typeof unlimitedShop>['sync'];

/** Everything falls by one unit, found article by article. */
async function fallEverywhere({ ledger }: SeededLedger, sync: ShopSync) {
  const positions = ledger.all<{ articleNumber: string; storeNumber: string; thousandths: number }>(
    'SELECT article_number AS articleNumber, store_number AS storeNumber, thousandths FROM balance',
  );
  const at = sync.ports.clock.now();
  for (let from = 0; from < positions.length; from += 50) {
    ledger.transaction(() => {
      for (const { thousandths, ...cell } of positions.slice(from, from + 50)) {
        recordBalance(ledger, { ...cell, thousandths: thousandths - 1_000, readAt: at, sales: null });
        markDirty(ledger, cell.articleNumber, cell.storeNumber, { at, cause: 'stockChange', isInScan: true });
      }
    });
    ledger.transaction(() => judgeFalls(sync));
    await turn();
  }
}

/** Measures in a shop of its own, which is gone afterwards. */
async function inAShop<Answer>(
  positions: number,
  options: Parameters<typeof seedLedger>[1],
  measure: (seeded: SeededLedger, sync: ShopSync) => Promise<Answer>,
): Promise<Answer> {
  const seeded = seedLedger(positions, options);
  try {
    return await measure(seeded, unlimitedShop(seeded.ledger).sync);
  } finally {
    seeded.dispose();
  }
}

const ofAWholeShop = (positions: number): Promise<Map<string, number>> =>
  inAShop(positions, { short: 0 }, async (seeded, sync) => {
    const stops = new Map<string, number>();
    // One in a hundred has no partner: each is explained, and nearly every shop has some.
    seeded.ledger.run("UPDATE shop_item SET sku = sku || ' ' WHERE inventory_item_id LIKE '%00'");
    stops.set('a plan', await longestStop(() => storePlan(sync, null)));
    stops.set('everything falls, and the guard', await longestStop(() => fallEverywhere(seeded, sync)));
    return stops;
  });

/** A run of every row; and of a plan that finds everything as it should be. */
const ofAnApplied = (positions: number, short: number): Promise<number> =>
  inAShop(positions, { short }, async (_, sync) => {
    const { planId, guard } = await storePlan(sync, null);
    return longestStop(async () => {
      const runId = applyPlan(sync, planId, guard?.confirmRows);
      // As whoever writes its rows does.
      while (!isFilled(sync.ledger, runId)) {
        sync.ledger.transaction(() => fillRun(sync.ledger, runId));
        await turn();
      }
    });
  });

/** Ten stores: all of Shopify is read and compared with what is known. */
const ofAWalk = (levels: number): Promise<number> =>
  inAShop(levels, { stores: 10, short: 0 }, async ({ ledger }, sync) => {
    const shopify = bulkShop(ledger, sync.shopify());
    const walking = { ...sync, shopify: () => shopify };
    return longestStop(async () => {
      await scanShop(walking);
      ledger.transaction(() => countPromised(walking));
      await reportDrift(walking, false);
    });
  });

/** The first scan of a day: what each position has sold that day is nothing, and was something else yesterday. */
const ofAMidnight = (positions: number): Promise<number> =>
  inAShop(positions, { stores: 10, short: 0 }, async ({ ledger }, sync) => {
    const on = (day: string) => ({ ...sync, easycashier: () => listShop(ledger, day) });
    writeState(ledger, 'firstSyncAt', sync.ports.clock.now());
    await fullScan(on('2026-11-22'));
    return longestStop(() => fullScan(on('2026-11-23')));
  });

/** A list of the largest size that the window takes. */
async function ofAList(bytes: number): Promise<number> {
  const row = (n: number) => `${String(n).padStart(8, '0')};Artikel ${n};7391111${n};99,00;25;Varor;12\r\n`;
  const rows = Array.from({ length: bytes / row(bytes).length }, (_, n) => row(n));
  const list = Buffer.from(`Artikelnummer;Benämning;Streckkod;Pris;Moms;Grupp;Saldo\r\n${rows.join('')}`);
  return await longestStop(() => parseArticleNumbers(list, 'lista.csv'));
}

async function ofAnOldLedger(articles: number, seed: number): Promise<Map<string, number>> {
  const now = Date.now();
  const { folder, ledger, close, dispose } = seedOldLedger(articles, 365, seed, now);
  try {
    // A month later: the nights of a month at once.
    const then = later(ourTime(now), 3 * MONTH_MS);
    const stops = new Map<string, number>();
    stops.set('folding old rows', await longestStop(() => step(retention(ledger, keptSince(then)))));
    stops.set('thinning plans', await longestStop(() => step(thinPlans(ledger, plansWholeSince(then)))));
    close(); // it has the file for itself alone
    stops.set('the report goes through the file', await longestStop(() => createCopies(folder).examine()));
    return stops;
  } finally {
    dispose();
  }
}

export const eventLoop: Figure = {
  name: 'event-loop',
  measure: async ({ seed, scale }: Conditions): Promise<Row[]> => {
    const positions = scale === 'full' ? 100_000 : 10_000;
    const articles = scale === 'full' ? 20_000 : 2_000;
    const stops = [
      ...(await ofAWholeShop(positions)),
      ['a plan of all of them is applied', await ofAnApplied(positions, 1)] as const,
      ['a plan that leaves all of them alone is applied', await ofAnApplied(positions, 0)] as const,
      ['the first scan of a day', await ofAMidnight(positions)] as const,
      ['a walk, × 10', await ofAWalk(positions * 10)] as const,
      ['a list of 10 MB', await ofAList(10_000_000)] as const,
      ...(await ofAnOldLedger(articles, seed)),
    ];
    return stops.map(([what, stop]) => ({
      what: `nobody else has a turn: ${what}, ${count(positions)} positions`,
      value: `${decimals(stop)} ms at the longest`,
      goal: `≤ ${GOAL_MS} ms`,
      isMet: null,
    }));
  },
};
