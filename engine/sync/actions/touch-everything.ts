import type { LogCause } from '../../../shared/contract/activity.ts';
import { webshopCellStates } from '../../ledger/cells.ts';
import { isKept, touchCell } from '../../ledger/queue.ts';
import type { Sync } from '../runtime/context.ts';

/** Every cell that is kept equal is measured anew: a setting that moves targets has changed. Inside a transaction. */
export function touchEverything(sync: Sync, cause: LogCause): void {
  const at = sync.ports.clock.now();
  for (const cell of [...webshopCellStates(sync.ledger)]) {
    if (isKept(sync.ledger, cell))
      touchCell(sync.ledger, cell.articleNumber, cell.storeNumber, { at, cause });
  }
}
