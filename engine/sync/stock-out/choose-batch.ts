import { unsoundness } from '../../ledger/adds-up.ts';
import { addBatch, type Batch, type BatchRow } from '../../ledger/batches.ts';
import type { PositionState } from '../../ledger/positions.ts';
import { holdPosition } from '../../ledger/queue.ts';
import { setRowState, setRowStates } from '../../ledger/runs.ts';
import { type Sync, shopNow } from '../runtime/context.ts';
import type { Picker } from './pick-batch.ts';
import { runPositions } from './send-batch.ts';

/** What one worker does next. */
interface Chosen {
  /** Stored, to be sent. */
  readonly batch: Batch | null;
  /** To be read afresh before anything is decided. */
  readonly verify: readonly PositionState[];
  /** To be stocked at their location first. */
  readonly activate: readonly PositionState[];
}

/** Picks and stores the next batch in one transaction: what is on its way is never only in memory. */
export function chooseBatch(sync: Sync, picker: Picker, isLive: boolean): Chosen {
  const { ledger, ports } = sync;
  try {
    return ledger.transaction(() => {
      const { rows: set, falls, verify, activate, runId } = picker.pick(isLive);
      const kind = falls.length > 0 ? 'adjust' : 'set';
      const picked = falls.length > 0 ? falls : set;
      const rows = picked.filter((row) => isSound(sync, row, runId ?? null));
      picker.release([...set, ...falls].filter((row) => !rows.includes(row)));
      if (rows.length === 0) return { batch: null, verify, activate };
      const isRun = rows.some((row) => row.runPosition !== null);
      const batch: Batch = {
        idempotencyKey: ports.random.uuid(),
        kind,
        runId: isRun ? (runId ?? null) : null,
        createdAt: shopNow(sync),
        rows,
      };
      addBatch(ledger, batch);
      if (batch.runId) setRowStates(ledger, batch.runId, runPositions(batch), 'sent');
      return { batch, verify, activate };
    });
  } catch (error) {
    picker.unpick();
    throw error;
  }
}

/** A row that must not be: it is set aside and reported, and the others go on. Inside a transaction. */
function isSound(sync: Sync, row: BatchRow, runId: string | null): boolean {
  const { ledger, ports } = sync;
  const what = unsoundness(ledger, row);
  if (what === null) return true;
  const { articleNumber, storeNumber, before, after } = row;
  ports.log.error('invariant.broken', { what, articleNumber, storeNumber, before, after });
  holdPosition(ledger, articleNumber, storeNumber, 'doesNotAddUp');
  if (runId !== null && row.runPosition !== null) {
    setRowState(ledger, runId, row.runPosition, 'failed', 'doesNotAddUp');
  }
  return false;
}
