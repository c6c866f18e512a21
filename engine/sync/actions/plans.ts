import { createHash } from 'node:crypto';
import type { PlanSummary, RowReason, RunSummary } from '../../../shared/contract/sync.ts';
import { msBetween } from '../../../shared/words/time.ts';
import { readState } from '../../ledger/engine-state.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { findWebshopArticle } from '../../ledger/matching.ts';
import {
  addPlanRows,
  beginPlan,
  findPlan,
  finishPlan,
  markApplied,
  type PlanRow,
} from '../../ledger/plans.ts';
import { type StockPosition, webshopPositions } from '../../ledger/positions.ts';
import { activeRunId, findRun } from '../../ledger/runs.ts';
import { readSetting } from '../../ledger/settings.ts';
import { startRun, startUndo } from '../../ledger/start-run.ts';
import { Refusal } from '../../refusal.ts';
import { guardOf } from '../../rules/guards.ts';
import { groupOf, isInStep } from '../../rules/target.ts';
import type { OrdersIn } from '../orders/orders-in.ts';
import { type Sync, shortId } from '../runtime/context.ts';
import { createExplainer } from './match-report.ts';
import { readBothSides } from './read-both.ts';

/** A plan older than this shows numbers that nobody should decide by. */
const PLAN_LIFE_MS = 24 * 3_600_000;

type NamedRow = PlanRow & { readonly name: string };

/** Reads both sides and stores what »Synka alla artiklar« would write. Writes nothing to the shop. */
export async function makePlan(sync: Sync, orders: OrdersIn): Promise<PlanSummary> {
  const { short } = await readBothSides(sync, orders);
  sync.onProgress({ runId: null, phase: 'planning', done: 0, total: 0 });
  return storePlan(sync, short);
}

/**
 * The plan of what the ledger holds now, made and stored page by page with a turn for everybody else in between. Each row shows its position at
 * one instant; what moves after that makes the row stale when it is to be written, as after the plan.
 */
export async function storePlan(
  sync: Sync,
  short: 'shorterRead' | 'shorterWalk' | null,
): Promise<PlanSummary> {
  const { ledger, ports } = sync;
  const planId = shortId(sync, 'plan');
  const createdAt = ports.clock.now();
  const tally = startTally();
  const reasonOf = skipReasons(sync);
  ledger.transaction(() => beginPlan(ledger, planId, createdAt));
  let done = 0;
  for (const page of webshopPositions(ledger)) {
    const rows: NamedRow[] = [];
    for (const position of page)
      rows.push(toRow(position, isMissed(position) ? await reasonOf(position) : null));
    ledger.transaction(() => addPlanRows(ledger, planId, done, rows));
    ports.milestone('plan:rows-stored');
    tally.add(rows);
    done += rows.length;
    await ports.monotonic.sleep(0);
  }
  const plan = { planId, createdAt, ...tally.summarize(sync, short), appliedBy: null };
  ledger.transaction(() => {
    finishPlan(ledger, plan);
    writeLog(ledger, {
      at: ports.clock.now(),
      event: 'planned',
      cause: 'syncAll',
      result: 'info',
      reference: planId,
      args: { ...plan.counts, writes: plan.writes },
      by: ports.actor,
    });
  });
  ports.milestone('plan:stored');
  return plan;
}

/** What a plan's rows come to. */
function startTally() {
  const counts = { unchanged: 0, raised: 0, lowered: 0, zeroed: 0, skipped: 0 };
  const impact = { positions: 0, zeroed: 0, unitsBefore: 0, unitsAfter: 0 };
  const hash = createHash('sha256');
  const addOne = (row: PlanRow) => {
    counts[row.group] += 1;
    if (row.group !== 'skipped') {
      impact.positions += 1;
      impact.unitsBefore += row.before ?? 0;
      impact.unitsAfter += row.after ?? 0;
      if (row.group === 'zeroed') impact.zeroed += 1;
    }
    hash.update(JSON.stringify([row.articleNumber, row.storeNumber, row.group, row.before, row.after]));
  };
  return {
    add: (rows: readonly PlanRow[]) => rows.forEach(addOne),
    summarize: ({ ledger }: Sync, short: 'shorterRead' | 'shorterWalk' | null) => {
      const writes = counts.raised + counts.lowered + counts.zeroed;
      const guards = {
        zeroShare: readSetting(ledger, 'guardZeroShare'),
        dropShare: readSetting(ledger, 'guardDropShare'),
      };
      const reason = short ?? guardOf(impact, guards);
      const confirmRows = reason === 'massZero' ? counts.zeroed : writes;
      return { hash: hash.digest('hex'), counts, writes, guard: reason && { reason, confirmRows } };
    },
  };
}

const isMissed = ({ isWritable, inventoryItemId }: StockPosition) => !isWritable || inventoryItemId === null;

/** Why an article that lacks its partner is left alone. */
function skipReasons(sync: Sync): (position: StockPosition) => Promise<RowReason> {
  const explain = createExplainer(sync);
  return async ({ articleNumber }) => {
    const article = findWebshopArticle(sync.ledger, articleNumber);
    const miss = article ? await explain(article) : null;
    return miss?.cause ?? 'noSuchSku';
  };
}

/** `missed`: why the position has no partner; null where it has one. */
function toRow(position: StockPosition, missed: RowReason | null): NamedRow {
  const base = {
    articleNumber: position.articleNumber,
    name: position.name,
    storeNumber: position.storeNumber,
    inventoryItemId: position.inventoryItemId,
    locationId: position.locationId,
    easycashier: position.balance,
    before: position.level?.available ?? null,
  };
  const skipped = (reason: RowReason) => ({ ...base, group: 'skipped' as const, after: null, reason });
  if (missed !== null) return skipped(missed);
  if (position.isInStocktake) return skipped('stocktake');
  if (position.isAtClosedLocation) return skipped('locationInactive');
  // What Shopify shows there now is not known.
  if (position.failsAt === 'read') return skipped('failsInShopify');
  if (position.target === null) return skipped('unknownBalance');
  if (position.isUnrouted) return skipped('waitingForRouting');
  if (
    position.unconfirmed !== null &&
    position.unconfirmed !== position.target &&
    !isInStep(position.target, position.level)
  ) {
    // Shown as it was read; writing it is guarded by the same number.
    const before = position.unconfirmed;
    return {
      ...base,
      before,
      after: position.target,
      group: groupOf(before, position.target, null),
      reason: null,
    };
  }
  const before = position.level?.available ?? 0;
  const isDecimal = position.balance !== null && position.balance % 1000 !== 0;
  return {
    ...base,
    before: position.level ? before : null,
    after: position.target,
    group: groupOf(before, position.target, position.level),
    reason: isDecimal ? 'decimals' : null,
  };
}

/**
 * The plan, if it can be applied now.
 * @throws Refusal `unknownPlan`, `planSpent`, `planTooOld`, `guardConfirm`, `notActivated`, `shadowMode`
 */
export function requireApplicable(sync: Sync, planId: string, confirmRows: number | undefined): PlanSummary {
  const { ledger, ports } = sync;
  const plan = findPlan(ledger, planId);
  if (!plan) throw new Refusal('unknownPlan', { plan: planId });
  if (plan.appliedBy !== null) throw new Refusal('planSpent', { plan: planId, run: plan.appliedBy });
  // Older than that by our clock, or from its future: then its age is unknown.
  if (Math.abs(msBetween(plan.createdAt, ports.clock.now())) > PLAN_LIFE_MS)
    throw new Refusal('planTooOld', { plan: planId });
  if (readState(ledger, 'activatedAt') === null) throw new Refusal('notActivated');
  if (readSetting(ledger, 'shadow')) throw new Refusal('shadowMode');
  if (plan.guard && plan.guard.confirmRows !== confirmRows) {
    throw new Refusal('guardConfirm', {
      rows: plan.guard.confirmRows,
      reason: plan.guard.reason,
      plan: planId,
    });
  }
  refuseWhileRunning(sync);
  return plan;
}

/**
 * Starts the run that writes the plan's rows and no others.
 * @throws as `requireApplicable`
 */
export function applyPlan(sync: Sync, planId: string, confirmRows: number | undefined): string {
  const { ledger, ports } = sync;
  requireApplicable(sync, planId, confirmRows);
  const at = ports.clock.now();
  const runId = shortId(sync, 'run');
  ledger.transaction(() => {
    const rows = startRun(ledger, { runId, planId, startedAt: at, by: ports.actor });
    markApplied(ledger, planId, runId);
    writeLog(ledger, {
      at,
      event: 'runStarted',
      cause: 'syncAll',
      result: 'info',
      reference: runId,
      args: { rows },
      by: ports.actor,
    });
  });
  ports.milestone('run:started');
  return runId;
}

function refuseWhileRunning(sync: Sync): void {
  const active = activeRunId(sync.ledger);
  if (active) throw new Refusal('planSpent', { plan: active, run: active });
}

/**
 * Starts the run that puts back what a run changed, only where Shopify still shows what it wrote.
 * @throws Refusal `unknownRun`, `nothingToUndo`
 */
export function undoRun(sync: Sync, runId: string): string {
  const { ledger, ports } = sync;
  const run: RunSummary | undefined = findRun(ledger, runId);
  if (!run) throw new Refusal('unknownRun', { run: runId });
  if (run.undoneBy !== null || run.state === 'running') throw new Refusal('nothingToUndo', { run: runId });
  if (readSetting(ledger, 'shadow')) throw new Refusal('shadowMode');
  if (run.counts.done === 0) throw new Refusal('nothingToUndo', { run: runId });
  refuseWhileRunning(sync);
  const undoId = shortId(sync, 'run');
  const startedAt = ports.clock.now();
  ledger.transaction(() => startUndo(ledger, { runId: undoId, undoes: runId, startedAt, by: ports.actor }));
  ports.milestone('undo:started');
  return undoId;
}
