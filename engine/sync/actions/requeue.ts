import type { LogCause } from '../../../shared/contract/activity.ts';
import { readState } from '../../ledger/engine-state.ts';
import { type PositionState, positionsOf, webshopPositionStates } from '../../ledger/positions.ts';
import { isKeptEqual, markDirty } from '../../ledger/queue.ts';
import type { Sync } from '../runtime/context.ts';

/** Every position that is kept equal is measured anew: a setting that moves targets has changed. Inside a transaction. */
export function requeueEverything(sync: Sync, cause: LogCause): void {
  requeue(sync, cause, () => true);
}

/** The same for one store, which has been given its location. Inside a transaction. */
export function requeueStore(sync: Sync, storeNumber: string, cause: LogCause): void {
  requeue(sync, cause, (position) => position.storeNumber === storeNumber);
}

/**
 * The same for one article, by a person's will: also what was never equal yet, and what a person had taken back. Inside a transaction.
 */
export function requeueArticle({ ledger, ports }: Sync, articleNumber: string, cause: LogCause): void {
  const at = ports.clock.now();
  for (const { storeNumber } of positionsOf(ledger, articleNumber))
    markDirty(ledger, articleNumber, storeNumber, { at, cause });
}

function requeue(sync: Sync, cause: LogCause, isMeant: (position: PositionState) => boolean): void {
  // Before the cut-over nothing is queued: the guide maps stores of shops of any size.
  if (readState(sync.ledger, 'activatedAt') === null) return;
  const at = sync.ports.clock.now();
  for (const page of webshopPositionStates(sync.ledger)) {
    for (const position of page) {
      if (isMeant(position) && isKeptEqual(sync.ledger, position))
        markDirty(sync.ledger, position.articleNumber, position.storeNumber, { at, cause });
    }
  }
}
