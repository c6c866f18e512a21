import { type MonotonicTime, msBetween } from '../../../shared/words/time.ts';
import { readState, writeState } from '../../ledger/engine-state.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { activeRunId, findRun, hasOpenRows, runProgress, setRunState } from '../../ledger/runs.ts';
import type { Sync } from '../runtime/context.ts';

/** Progress is told this often. */
const TELL_MS = 250;

/**
 * Returns what is called whenever something was written: it ends the run once no row is open, and says how far it is
 * until then. `reached` is the run's last row that has ever been picked.
 */
export function createRunFollower(sync: Sync, reached: (runId: string) => number): () => void {
  const { ledger, ports } = sync;
  let toldAt: MonotonicTime | null = null;

  const tell = (runId: string) => {
    const now = ports.monotonic.now();
    if (toldAt !== null && msBetween(toldAt, now) < TELL_MS) return;
    toldAt = now;
    const { total, open } = runProgress(ledger, runId, reached(runId));
    sync.onProgress({ runId, phase: 'writing', done: total - open, total });
  };

  return () => {
    const runId = activeRunId(ledger);
    if (!runId) return;
    if (hasOpenRows(ledger, runId)) tell(runId);
    else finish(sync, runId);
  };
}

function finish(sync: Sync, runId: string): void {
  const { ledger, ports } = sync;
  const run = findRun(ledger, runId);
  if (!run) return;
  const at = ports.clock.now();
  ledger.transaction(() => {
    setRunState(ledger, runId, 'done', at);
    if (run.kind === 'sync' && readState(ledger, 'firstSyncAt') === null) {
      writeState(ledger, 'firstSyncAt', at);
    }
    writeLog(ledger, {
      at,
      event: run.kind === 'undo' ? 'undone' : 'runEnded',
      cause: run.kind === 'undo' ? 'undo' : 'syncAll',
      result: run.counts.failed > 0 ? 'failed' : 'ok',
      reference: runId,
      // An undo has no line of its own where it begins.
      by: run.kind === 'undo' ? run.by : null,
      args: { done: run.counts.done, stale: run.counts.stale, failed: run.counts.failed },
    });
  });
  sync.onProgress({ runId, phase: 'done', done: run.total, total: run.total });
}
