import { readState } from '../ledger/engine-state.ts';
import { doWithoutRelay, moveAway, takeBack } from '../sync/actions/move.ts';
import { whyUnpaired } from '../sync/runtime/lease-state.ts';
import { os } from './base.ts';
import type { Host } from './host.ts';

/** To a new computer, and back. */
export function moveHandlers({ sync, stockOut }: Host) {
  return {
    status: os.move.status.handler(() => ({
      movedAt: readState(sync.ledger, 'movedAway'),
      needsRelay: whyUnpaired(sync.ledger) !== null,
    })),
    leave: os.move.leave.handler(() => moveAway(sync, stockOut)),
    withoutRelay: os.move.withoutRelay.handler(() => doWithoutRelay(sync)),
    takeBack: os.move.takeBack.handler(() => takeBack(sync)),
  };
}
