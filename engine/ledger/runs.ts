import type { RowReason, RunSummary, rowStates } from '../../shared/contract/sync.ts';
import type { OurTime } from '../../shared/words/time.ts';
import { type ActorColumns, actorColumns, withActor } from './actors.ts';
import type { Reader, SqlValue, Writer } from './database.ts';
import { type LevelWrite, levelWriteColumns } from './level-writes.ts';
import { isFilled } from './start-run.ts';
import { comesFrom, requireMoved, type Transitions } from './transitions.ts';

export type RowState = (typeof rowStates)[number];
/**
 * ```text
 * running ◀──▶ paused      a person, or a side that turns us away
 *    │            └──▶ cancelled
 *    ├──▶ cancelled
 *    └──▶ done             no row is open any more
 * ```
 */
type RunState = RunSummary['state'];

const steps = {
  running: ['paused'],
  paused: ['running'],
  done: ['running'],
  cancelled: ['running', 'paused'],
} as const satisfies Transitions<RunState>;

export interface RunRow extends LevelWrite {
  readonly position: number;
  readonly state: RowState;
  readonly reason: RowReason | null;
}

interface RawRun extends ActorColumns {
  run_id: string;
  kind: 'sync' | 'undo';
  plan_id: string | null;
  undoes: string | null;
  state: RunState;
  started_at: OurTime;
  finished_at: OurTime | null;
  total: number;
  undone_by: string | null;
}

const runColumns = `run.*, (SELECT later.run_id FROM run AS later WHERE later.undoes = run.run_id) AS undone_by, ${actorColumns}`;
const runTables = 'run LEFT JOIN actor ON actor.actor_id = run.actor_id';

/** SQLite would go through the run's finished rows each time; their number is the whole run's towards its end. */
const waiting = `run_row INDEXED BY run_row_pending WHERE run_id = ? AND state = 'pending'`;

/** Rows on their way: a row is sent when its batch is stored and settled together with it. */
const onTheirWay = `batch JOIN batch_row USING (idempotency_key)
  WHERE batch.state = 'open' AND batch.run_id = ? AND run_position IS NOT NULL`;

function toSummary(ledger: Reader, row: RawRun): RunSummary {
  const counts = { pending: 0, sent: 0, done: 0, stale: 0, failed: 0 };
  for (const { state, n } of ledger.all<{ state: RowState; n: number }>(
    'SELECT state, count(*) AS n FROM run_row WHERE run_id = ? GROUP BY state',
    row.run_id,
  )) {
    counts[state] = n;
  }
  // Those that are still to come wait as well.
  counts.pending = row.total - counts.sent - counts.done - counts.stale - counts.failed;
  return {
    runId: row.run_id,
    kind: row.kind,
    planId: row.plan_id,
    undoes: row.undoes,
    state: row.state,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    total: row.total,
    counts,
    undoneBy: row.undone_by,
    by: withActor(row).by,
  };
}

export function findRun(ledger: Reader, runId: string): RunSummary | undefined {
  const row = ledger.get<RawRun>(`SELECT ${runColumns} FROM ${runTables} WHERE run_id = ?`, runId);
  return row && toSummary(ledger, row);
}

export function listRuns(ledger: Reader, before: { at: OurTime; id: string }, limit: number): RunSummary[] {
  return ledger
    .all<RawRun>(
      `SELECT ${runColumns} FROM ${runTables} WHERE (started_at, run_id) < (?, ?) ORDER BY started_at DESC, run_id DESC LIMIT ?`,
      before.at,
      before.id,
      limit,
    )
    .map((row) => toSummary(ledger, row));
}

/** The run that is being written; one at a time. */
export function activeRunId(ledger: Reader): string | undefined {
  return ledger.get<{ run_id: string }>(
    "SELECT run_id FROM run WHERE state = 'running' ORDER BY started_at LIMIT 1",
  )?.run_id;
}

/** The run that is being written, or that somebody has paused and nobody has gone past since. */
export function openRunId(ledger: Reader): string | undefined {
  const newest = 'SELECT run_id, state FROM run ORDER BY started_at DESC, run_id DESC LIMIT 1';
  const last = ledger.get<{ run_id: string; state: RunSummary['state'] }>(newest);
  return activeRunId(ledger) ?? (last?.state === 'paused' ? last.run_id : undefined);
}

export function runKind(ledger: Reader, runId: string): 'sync' | 'undo' {
  return (
    ledger.get<{ kind: 'sync' | 'undo' }>('SELECT kind FROM run WHERE run_id = ?', runId)?.kind ?? 'sync'
  );
}

/**
 * How far a run is. No row after `reached` has been picked yet, so counting goes no further: it costs the same however
 * many rows there are.
 */
export function runProgress(ledger: Reader, runId: string, reached: number): { total: number; open: number } {
  const total = ledger.get<{ total: number }>('SELECT total FROM run WHERE run_id = ?', runId)?.total ?? 0;
  const open = ledger.get<{ n: number }>(
    `SELECT (SELECT count(*) FROM ${waiting} AND position <= ?) + (SELECT count(*) FROM ${onTheirWay}) AS n`,
    runId,
    reached,
    runId,
  );
  return { total, open: (open?.n ?? 0) + total - 1 - reached };
}

/** The last row that has ever been picked; -1 for none. Goes through all that wait. */
export function lastPicked(ledger: Reader, runId: string): number {
  return (
    ledger.get<{ position: number }>(
      "SELECT position FROM run_row WHERE run_id = ? AND state <> 'pending' ORDER BY position DESC LIMIT 1",
      runId,
    )?.position ?? -1
  );
}

/** `finishedAt`: for the states that end it. @throws IllegalTransition */
export function setRunState(
  ledger: Writer,
  runId: string,
  state: keyof typeof steps,
  finishedAt: OurTime | null,
): void {
  const changed = ledger.run(
    `UPDATE run SET state = ?, finished_at = ?
     WHERE run_id = ? AND state IN (SELECT value FROM json_each(?))`,
    state,
    finishedAt,
    runId,
    comesFrom(steps, state),
  );
  requireMoved(changed, 'run', runId, state);
}

/** True when a row after the one at `after` waits. */
export function hasPendingRows(ledger: Reader, runId: string, after: number): boolean {
  return ledger.get(`SELECT 1 FROM ${waiting} AND position > ? LIMIT 1`, runId, after) !== undefined;
}

/** The position's rows that wait will never be written. */
export function failPendingRows(
  ledger: Writer,
  runId: string,
  cell: { articleNumber: string; storeNumber: string },
  reason: RowReason,
): void {
  ledger.run(
    `UPDATE run_row SET state = 'failed', reason = ?
     WHERE run_id = ? AND state = 'pending' AND article_number = ? AND store_number = ?`,
    reason,
    runId,
    cell.articleNumber,
    cell.storeNumber,
  );
}

/** True while the run has something to do or to wait for. */
export function hasOpenRows(ledger: Reader, runId: string): boolean {
  return (
    !isFilled(ledger, runId) ||
    hasPendingRows(ledger, runId, -1) ||
    ledger.get(`SELECT 1 FROM ${onTheirWay} LIMIT 1`, runId) !== undefined
  );
}

export function setRowState(
  ledger: Writer,
  runId: string,
  position: number,
  state: RowState,
  reason: RowReason | null = null,
): void {
  ledger.run(
    'UPDATE run_row SET state = ?, reason = ? WHERE run_id = ? AND position = ?',
    state,
    reason,
    runId,
    position,
  );
}

/** `setRowState` for many rows, in ascending order. Rows that follow each other are changed together. */
export function setRowStates(
  ledger: Writer,
  runId: string,
  positions: readonly number[],
  state: RowState,
): void {
  let from = 0;
  positions.forEach((position, index) => {
    if (positions[index + 1] === position + 1) return;
    ledger.run(
      'UPDATE run_row SET state = ?, reason = NULL WHERE run_id = ? AND position BETWEEN ? AND ?',
      state,
      runId,
      positions[from] ?? position,
      position,
    );
    from = index + 1;
  });
}

export function runRows(
  ledger: Reader,
  runId: string,
  filter: { state?: string | undefined; after: number; offset?: number | undefined; limit: number },
): RunRow[] {
  const values: SqlValue[] = [runId, filter.after];
  if (filter.state) values.push(filter.state);
  return ledger.all<RunRow>(
    `SELECT position, ${levelWriteColumns('run_row')}, state, reason FROM run_row WHERE run_id = ? AND position > ? ${filter.state ? 'AND state = ?' : ''}
     ORDER BY position LIMIT ? OFFSET ?`,
    ...values,
    filter.limit,
    filter.offset ?? 0,
  );
}
