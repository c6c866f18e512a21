import type { RunSummary } from '../../shared/contract/sync.ts';
import { ourTime } from '../../shared/words/time.ts';
import { readState } from '../ledger/engine-state.ts';
import { countPlanRows, findPlan, planRows } from '../ledger/plans.ts';
import { findRun, listRuns, runRows, setRunState } from '../ledger/runs.ts';
import { Refusal } from '../refusal.ts';
import { checkDrift } from '../sync/actions/drift.ts';
import { applyPlan, makePlan, undoRun } from '../sync/actions/plans.ts';
import { requireWriter } from '../sync/relay/lease.ts';
import { os } from './base.ts';
import type { Host } from './host.ts';
import { readMoment, writeMoment } from './moment.ts';

/** A paused or unreachable run is looked at this often. */
const LOOK_MS = 500;

export function syncHandlers({ sync, orders, stockOut }: Host) {
  const { ledger, ports } = sync;

  const runOf = (runId: string): RunSummary => {
    const run = findRun(ledger, runId);
    if (!run) throw new Refusal('unknownRun', { run: runId });
    return run;
  };

  /** Drives the run until it has ended or been paused, or until Shopify turns us away. */
  const finish = async (runId: string): Promise<RunSummary> => {
    sync.signals.stockOut.notify();
    for (;;) {
      await stockOut.quiesced();
      const run = runOf(runId);
      if (run.state !== 'running') return run;
      const trouble = sync.troubles.get('shopify');
      if (trouble && isFinal(trouble.code)) {
        setRunState(ledger, runId, 'paused', null);
        throw new Refusal(trouble.code as 'shopifyRefusedKey');
      }
      await ports.monotonic.sleep(LOOK_MS);
    }
  };

  const change = (runId: string, from: RunSummary['state'][], to: RunSummary['state']) => {
    const run = runOf(runId);
    if (!from.includes(run.state)) return run;
    setRunState(ledger, runId, to, to === 'cancelled' ? ports.clock.now() : null);
    return runOf(runId);
  };

  return {
    plan: os.sync.plan.handler(() => makePlan(sync, orders)),

    planShow: os.sync.planShow.handler(({ input }) => {
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
        })),
        next: rows.length === input.limit && last ? String(last.position) : null,
        total: countPlanRows(ledger, input.planId, filter),
      };
    }),

    apply: os.sync.apply.handler(async ({ input }) => {
      await requireWriter(sync);
      // Orders that came since the plan was made: their rows have moved and must be left.
      if (readState(ledger, 'activatedAt') !== null) await orders.catchUp();
      return finish(applyPlan(sync, input.planId, input.confirmRows));
    }),

    undo: os.sync.undo.handler(async ({ input }) => {
      await requireWriter(sync);
      return finish(undoRun(sync, input.runId));
    }),
    pause: os.sync.pause.handler(({ input }) => change(input.runId, ['running'], 'paused')),
    cancel: os.sync.cancel.handler(({ input }) => change(input.runId, ['running', 'paused'], 'cancelled')),
    resume: os.sync.resume.handler(async ({ input }) => {
      await requireWriter(sync);
      const run = change(input.runId, ['paused'], 'running');
      return run.state === 'running' ? finish(input.runId) : run;
    }),

    runs: os.sync.runs.handler(({ input }) => {
      const runs = listRuns(ledger, readMoment(input.after, ourTime), input.limit);
      const last = runs.at(-1);
      const next = last && writeMoment({ at: last.startedAt, id: last.runId });
      return { runs, next: runs.length === input.limit && next ? next : null };
    }),

    runShow: os.sync.runShow.handler(({ input }) => {
      const run = runOf(input.runId);
      const rows = runRows(ledger, input.runId, {
        state: input.state,
        after: Number(input.after ?? -1),
        offset: input.offset,
        limit: input.limit,
      });
      const last = rows.at(-1);
      return { run, rows, next: rows.length === input.limit && last ? String(last.position) : null };
    }),

    drift: os.sync.drift.handler(() => checkDrift(sync, orders)),
  };
}

function isFinal(code: string): boolean {
  return (
    code === 'shopifyRefusedKey' ||
    code === 'shopifyMissingScope' ||
    code === 'secretGone' ||
    code === 'notConnected'
  );
}
