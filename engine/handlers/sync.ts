import type { RunSummary } from '../../shared/contract/sync.ts';
import { ourTime } from '../../shared/words/time.ts';
import { findArticle } from '../ledger/catalogue.ts';
import type { Ledger } from '../ledger/database.ts';
import { readState } from '../ledger/engine-state.ts';
import { countPlanRows, findPlan, type PlanFilter, type PlanRow, planRows } from '../ledger/plans.ts';
import { readPosition } from '../ledger/positions.ts';
import { findRun, listRuns, runRows, setRunState } from '../ledger/runs.ts';
import { fillRun, isFilled } from '../ledger/start-run.ts';
import { Refusal } from '../refusal.ts';
import { checkDrift } from '../sync/actions/drift.ts';
import { applyPlan, makePlan, requireApplicable, undoRun } from '../sync/actions/plans.ts';
import type { Sync } from '../sync/runtime/context.ts';
import { requireWriter } from '../sync/runtime/lease.ts';
import { requireLedger } from '../sync/runtime/ledger-file.ts';
import { whyPaused } from '../sync/runtime/paused.ts';
import { isAllRead } from '../sync/stock-in/fresh-balances.ts';
import { fullScan } from '../sync/stock-in/stock-in.ts';
import { os } from './base.ts';
import type { Host } from './host.ts';
import { readMoment, writeMoment } from './moment.ts';

/** A paused or unreachable run is looked at this often. */
const LOOK_MS = 500;

interface RowPage {
  readonly after?: string | undefined;
  readonly offset?: number | undefined;
  readonly limit: number;
}

export function syncHandlers(host: Host) {
  const { sync, orders } = host;
  const { ledger } = sync;

  return {
    plan: os.sync.plan.handler(() => makePlan(sync, orders)),

    planShow: os.sync.planShow.handler(({ input }) => showPlan(ledger, input)),

    apply: os.sync.apply.handler(async ({ input }) => {
      await requireWriter(sync);
      requireApplicable(sync, input.planId, input.confirmRows);
      await readAfterAbsence(sync);
      // Orders that came since the plan was made: their rows have moved and must be left.
      if (readState(ledger, 'activatedAt') !== null) await orders.catchUp();
      return finish(host, applyPlan(sync, input.planId, input.confirmRows));
    }),

    undo: os.sync.undo.handler(async ({ input }) => {
      await requireWriter(sync);
      return finish(host, undoRun(sync, input.runId));
    }),
    pause: os.sync.pause.handler(({ input }) => change(sync, input.runId, ['running'], 'paused')),
    cancel: os.sync.cancel.handler(({ input }) =>
      change(sync, input.runId, ['running', 'paused'], 'cancelled'),
    ),
    resume: os.sync.resume.handler(async ({ input }) => {
      await requireWriter(sync);
      await readAfterAbsence(sync);
      const run = change(sync, input.runId, ['paused'], 'running');
      return run.state === 'running' ? finish(host, input.runId) : run;
    }),

    runs: os.sync.runs.handler(({ input }) => {
      const runs = listRuns(ledger, readMoment(input.after, ourTime), input.limit);
      const last = runs.at(-1);
      const next = last && writeMoment({ at: last.startedAt, id: last.runId });
      return { runs, next: runs.length === input.limit && next ? next : null };
    }),

    runShow: os.sync.runShow.handler(({ input }) => showRun(ledger, input)),

    drift: os.sync.drift.handler(() => checkDrift(sync, orders)),
  };
}

/** One page of a plan's rows, in pieces as people count them. */
function showPlan(ledger: Ledger, input: RowPage & PlanFilter & { planId: string }) {
  const plan = findPlan(ledger, input.planId);
  if (!plan) throw new Refusal('unknownPlan', { plan: input.planId });
  const filter = { groups: input.groups, search: input.search };
  const { offset, limit } = input;
  const rows = planRows(ledger, input.planId, {
    ...filter,
    after: Number(input.after ?? -1),
    offset,
    limit,
  });
  const last = rows.at(-1);
  return {
    plan,
    rows: rows.map((row) => ({
      ...row,
      easycashier: row.easycashier === null ? null : row.easycashier / 1000,
      held: heldBack(ledger, row),
    })),
    next: rows.length === input.limit && last ? String(last.position) : null,
    total: countPlanRows(ledger, input.planId, filter),
  };
}

/** A plan does not keep it: it is told where the position stands as the plan has it. */
function heldBack(ledger: Ledger, { articleNumber, storeNumber, after }: PlanRow): number {
  if (after === null) return 0;
  const position = readPosition(ledger, articleNumber, storeNumber);
  return position?.target === after ? position.held : 0;
}

/** One page of a run's rows. */
function showRun(ledger: Ledger, input: RowPage & { runId: string; state?: string | undefined }) {
  const run = runOf(ledger, input.runId);
  const rows = runRows(ledger, input.runId, {
    state: input.state,
    after: Number(input.after ?? -1),
    offset: input.offset,
    limit: input.limit,
  });
  const last = rows.at(-1);
  return {
    run,
    rows: rows.map((row) => ({ ...row, name: findArticle(ledger, row.articleNumber)?.name ?? '' })),
    next: rows.length === input.limit && last ? String(last.position) : null,
  };
}

function runOf(ledger: Ledger, runId: string): RunSummary {
  const run = findRun(ledger, runId);
  if (!run) throw new Refusal('unknownRun', { run: runId });
  return run;
}

/** No plan is written by balances of before an absence; where no loops run, nobody else reads what has changed meanwhile. */
async function readAfterAbsence(sync: Sync): Promise<void> {
  if (!isAllRead(sync)) await fullScan(sync);
}

/** Drives the run until it has ended or been paused, until everything is paused (it goes on when that ends), or until Shopify turns us away. */
async function finish({ sync, stockOut }: Host, runId: string): Promise<RunSummary> {
  const { ledger, ports } = sync;
  sync.signals.stockOut.notify();
  for (;;) {
    await requireLedger(sync);
    await readAfterAbsence(sync);
    await stockOut.quiesced();
    const run = runOf(ledger, runId);
    if (run.state !== 'running' || whyPaused(ledger) !== null) return run;
    const trouble = sync.troubles.get('shopify');
    if (trouble && isFinal(trouble.code)) {
      setRunState(ledger, runId, 'paused', null);
      throw new Refusal(trouble.code as 'shopifyRefusedKey', trouble.args);
    }
    await ports.monotonic.sleep(LOOK_MS);
  }
}

/** A run that is in none of the states `from` stays as it is. */
function change(
  { ledger, ports }: Sync,
  runId: string,
  from: RunSummary['state'][],
  to: RunSummary['state'],
): RunSummary {
  const run = runOf(ledger, runId);
  if (!from.includes(run.state)) return run;
  ledger.transaction(() => {
    setRunState(ledger, runId, to, to === 'cancelled' ? ports.clock.now() : null);
    // Its receipt names every row that it leaves.
    while (to === 'cancelled' && !isFilled(ledger, runId)) fillRun(ledger, runId);
  });
  return runOf(ledger, runId);
}

function isFinal(code: string): boolean {
  return (
    code === 'shopifyRefusedKey' ||
    code === 'shopifyStrayCharacter' ||
    code === 'shopifyMissingScope' ||
    code === 'secretGone' ||
    code === 'notConnected'
  );
}
