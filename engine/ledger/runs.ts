import type { RunSummary, rowStates } from '../../shared/contract/sync.ts';
import type { Reader, SqlValue, Writer } from './database.ts';

export type RowState = (typeof rowStates)[number];
export type RunState = RunSummary['state'];

export interface RunRow {
  readonly position: number;
  readonly articleNumber: string;
  readonly storeNumber: string;
  readonly inventoryItemId: string;
  readonly locationId: string;
  readonly before: number;
  readonly after: number;
  readonly state: RowState;
  readonly reason: string | null;
}

interface RawRun {
  run_id: string;
  kind: 'sync' | 'undo';
  plan_id: string | null;
  undoes: string | null;
  state: RunState;
  started_at: number;
  finished_at: number | null;
  total: number;
  undone_by: string | null;
}

const runColumns = `run.*, (SELECT later.run_id FROM run AS later WHERE later.undoes = run.run_id) AS undone_by`;
const rowColumns = `position, article_number AS articleNumber, store_number AS storeNumber,
  inventory_item_id AS inventoryItemId, location_id AS locationId, before, after, state, reason`;

/** SQLite would go through the run's finished rows each time; their number is the whole run's towards its end. */
const openRows = 'run_row INDEXED BY run_row_open';

function toSummary(ledger: Reader, row: RawRun): RunSummary {
  const counts = { pending: 0, sent: 0, done: 0, stale: 0, failed: 0, unknown: 0 };
  for (const { state, n } of ledger.all<{ state: RowState; n: number }>(
    'SELECT state, count(*) AS n FROM run_row WHERE run_id = ? GROUP BY state',
    row.run_id,
  )) {
    counts[state] = n;
  }
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
  };
}

/** A run and its rows, all pending, in one transaction: from here on it survives a death and is resumed. */
export function startRun(
  ledger: Writer,
  run: {
    runId: string;
    kind: 'sync' | 'undo';
    planId: string | null;
    undoes: string | null;
    startedAt: number;
  },
  rows: readonly Omit<RunRow, 'position' | 'state' | 'reason'>[],
): void {
  ledger.transaction(() => {
    ledger.run(
      `INSERT INTO run (run_id, kind, plan_id, undoes, state, started_at, total) VALUES (?, ?, ?, ?, 'running', ?, ?)`,
      run.runId,
      run.kind,
      run.planId,
      run.undoes,
      run.startedAt,
      rows.length,
    );
    rows.forEach((row, position) => {
      ledger.run(
        `INSERT INTO run_row (run_id, position, article_number, store_number, inventory_item_id, location_id, before,
           after, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'pending')`,
        run.runId,
        position,
        row.articleNumber,
        row.storeNumber,
        row.inventoryItemId,
        row.locationId,
        row.before,
        row.after,
      );
    });
  });
}

export function findRun(ledger: Reader, runId: string): RunSummary | undefined {
  const row = ledger.get<RawRun>(`SELECT ${runColumns} FROM run WHERE run_id = ?`, runId);
  return row && toSummary(ledger, row);
}

export function listRuns(ledger: Reader, before: { at: number; id: string }, limit: number): RunSummary[] {
  return ledger
    .all<RawRun>(
      `SELECT ${runColumns} FROM run WHERE (started_at, run_id) < (?, ?) ORDER BY started_at DESC, run_id DESC LIMIT ?`,
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

export function runKind(ledger: Reader, runId: string): 'sync' | 'undo' {
  return (
    ledger.get<{ kind: 'sync' | 'undo' }>('SELECT kind FROM run WHERE run_id = ?', runId)?.kind ?? 'sync'
  );
}

export function runProgress(ledger: Reader, runId: string): { total: number; open: number } {
  const total = ledger.get<{ total: number }>('SELECT total FROM run WHERE run_id = ?', runId)?.total ?? 0;
  const open = ledger.get<{ n: number }>(
    `SELECT count(*) AS n FROM ${openRows} WHERE run_id = ? AND state IN ('pending', 'sent', 'unknown')`,
    runId,
  );
  return { total, open: open?.n ?? 0 };
}

export function setRunState(ledger: Writer, runId: string, state: RunState, finishedAt: number | null): void {
  ledger.run('UPDATE run SET state = ?, finished_at = ? WHERE run_id = ?', state, finishedAt, runId);
}

export function pendingRows(ledger: Reader, runId: string, after: number, limit: number): RunRow[] {
  return ledger.all<RunRow>(
    `SELECT ${rowColumns} FROM ${openRows}
     WHERE run_id = ? AND position > ? AND state = 'pending' AND state IN ('pending', 'sent', 'unknown')
     ORDER BY position LIMIT ?`,
    runId,
    after,
    limit,
  );
}

export function hasOpenRows(ledger: Reader, runId: string): boolean {
  return (
    ledger.get(
      `SELECT 1 FROM ${openRows} WHERE run_id = ? AND state IN ('pending', 'sent', 'unknown') LIMIT 1`,
      runId,
    ) !== undefined
  );
}

export function setRowState(
  ledger: Writer,
  runId: string,
  position: number,
  state: RowState,
  reason: string | null = null,
): void {
  ledger.run(
    'UPDATE run_row SET state = ?, reason = ? WHERE run_id = ? AND position = ?',
    state,
    reason,
    runId,
    position,
  );
}

/** All of a batch's rows at once. */
export function setBatchRowStates(
  ledger: Writer,
  runId: string,
  idempotencyKey: string,
  state: RowState,
): void {
  ledger.run(
    `UPDATE run_row SET state = ?, reason = NULL
     WHERE run_id = ? AND position IN (SELECT run_position FROM batch_row WHERE idempotency_key = ?)`,
    state,
    runId,
    idempotencyKey,
  );
}

export function runRows(
  ledger: Reader,
  runId: string,
  filter: { state?: string | undefined; after: number; limit: number },
): RunRow[] {
  const values: SqlValue[] = [runId, filter.after];
  if (filter.state) values.push(filter.state);
  return ledger.all<RunRow>(
    `SELECT ${rowColumns} FROM run_row WHERE run_id = ? AND position > ? ${filter.state ? 'AND state = ?' : ''}
     ORDER BY position LIMIT ?`,
    ...values,
    filter.limit,
  );
}
