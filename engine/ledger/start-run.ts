import type { Actor } from '../../shared/contract/actor.ts';
import type { RunSummary } from '../../shared/contract/sync.ts';
import type { OurTime } from '../../shared/words/time.ts';
import { actorId } from './actors.ts';
import type { Reader, Writer } from './database.ts';
import { markUnchangedSynced } from './queue.ts';

/** Rows of a plan, or of the run that is undone, gone through at once: some milliseconds. */
const AT_ONCE = 2_000;

/**
 * The run that writes a plan's rows. From here on it survives a death and is resumed; its rows, all pending, come in by `fillRun`,
 * before any is written. Returns their number.
 */
export function startRun(
  ledger: Writer,
  run: { runId: string; planId: string; startedAt: OurTime; by?: Actor | undefined },
): number {
  const plan = ledger.get<{ writes: number }>('SELECT writes FROM plan WHERE plan_id = ?', run.planId);
  return addRun(ledger, { ...run, kind: 'sync', undoes: null, total: plan?.writes ?? 0 });
}

/** The run that writes back what the rows of another found; see `startRun`. */
export function startUndo(
  ledger: Writer,
  run: { runId: string; undoes: string; startedAt: OurTime; by?: Actor | undefined },
): number {
  const done = ledger.get<{ n: number }>(
    "SELECT count(*) AS n FROM run_row WHERE run_id = ? AND state = 'done'",
    run.undoes,
  );
  return addRun(ledger, { ...run, kind: 'undo', planId: null, total: done?.n ?? 0 });
}

interface NewRun {
  readonly runId: string;
  readonly kind: RunSummary['kind'];
  readonly planId: string | null;
  readonly undoes: string | null;
  readonly startedAt: OurTime;
  readonly total: number;
  readonly by?: Actor | undefined;
}

function addRun(ledger: Writer, run: NewRun): number {
  ledger.run(
    `INSERT INTO run (run_id, kind, plan_id, undoes, state, started_at, total, filled_to, actor_id)
     VALUES (?, ?, ?, ?, 'running', ?, ?, -1, ?)`,
    run.runId,
    run.kind,
    run.planId,
    run.undoes,
    run.startedAt,
    run.total,
    actorId(ledger, run.by),
  );
  return run.total;
}

/** False while rows of the run are still to come. */
export function isFilled(ledger: Reader, runId: string): boolean {
  return ledger.get('SELECT 1 FROM run WHERE run_id = ? AND filled_to IS NOT NULL', runId) === undefined;
}

/** What a run's rows are copied from: the six columns of a `LevelWrite`, in its order, and which rows. */
const sources = {
  sync: {
    table: 'plan_row',
    id: 'plan_id',
    columns: `article_number, store_number, coalesce(inventory_item_id, ''), coalesce(location_id, ''), coalesce(before, 0),
      coalesce(after, 0)`,
    which: "plan_group IN ('raised', 'lowered', 'zeroed')",
  },
  undo: {
    table: 'run_row',
    id: 'run_id',
    columns: 'article_number, store_number, inventory_item_id, location_id, after, before',
    which: "state = 'done'",
  },
} as const;

/** The run's next rows, in the order of what they come from. What a plan found equal has been agreed on. Inside a transaction. */
export function fillRun(ledger: Writer, runId: string): void {
  const run = ledger.get<{
    kind: RunSummary['kind'];
    source: string;
    filledTo: number;
    startedAt: OurTime;
  }>(
    `SELECT kind, coalesce(plan_id, undoes) AS source, filled_to AS filledTo, started_at AS startedAt
     FROM run WHERE run_id = ? AND filled_to IS NOT NULL`,
    runId,
  );
  if (!run) return;
  const { kind, source, filledTo: after } = run;
  const { table, id, columns, which } = sources[kind];
  const until = after + AT_ONCE;
  ledger.run(
    `INSERT INTO run_row (run_id, position, article_number, store_number, inventory_item_id, location_id, before, after, state)
     SELECT ?, row_number() OVER (ORDER BY position) + (SELECT coalesce(max(position), -1) FROM run_row WHERE run_id = ?),
       ${columns}, 'pending'
     FROM ${table} WHERE ${id} = ? AND position > ? AND position <= ? AND ${which} ORDER BY position`,
    runId,
    runId,
    source,
    after,
    until,
  );
  if (kind === 'sync') markUnchangedSynced(ledger, source, { after, until }, run.startedAt);
  const hasMore = `SELECT 1 FROM ${table} WHERE ${id} = ? AND position > ? LIMIT 1`;
  const filledTo = ledger.get(hasMore, source, until) === undefined ? null : until;
  ledger.run('UPDATE run SET filled_to = ? WHERE run_id = ?', filledTo, runId);
}
