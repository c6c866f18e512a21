import type { LogCause } from '../../../shared/contract/activity.ts';
import { webshopPositionStates } from '../../ledger/positions.ts';
import { isKeptEqual, markDirty } from '../../ledger/queue.ts';
import type { Sync } from '../runtime/context.ts';

/** Every position that is kept equal is measured anew: a setting that moves targets has changed. Inside a transaction. */
export function requeueEverything(sync: Sync, cause: LogCause): void {
  const at = sync.ports.clock.now();
  for (const position of [...webshopPositionStates(sync.ledger)]) {
    if (isKeptEqual(sync.ledger, position))
      markDirty(sync.ledger, position.articleNumber, position.storeNumber, { at, cause });
  }
}
