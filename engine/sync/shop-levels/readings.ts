import { cellAt } from '../../ledger/cells.ts';
import { isBeingWritten } from '../../ledger/echoes.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { delayCell, isKept, touchCell } from '../../ledger/queue.ts';
import { believeLevel, levelState, unexplainedSince } from '../../ledger/shop-items.ts';
import type { OrdersIn } from '../orders/orders-in.ts';
import { type Sync, shopNow } from '../runtime/context.ts';
import { watchOtherWriter } from './other-writer.ts';
import { rereadItems } from './shop-index.ts';

interface LevelRef {
  readonly inventoryItemId: string;
  readonly locationId: string;
}

/**
 * Reads levels afresh, takes in the orders that may explain them, and decides. An explained level is believed; an
 * unexplained one waits; one that stays unexplained was changed by somebody else: it is named in the log and brought
 * back to EasyCashier's number.
 */
export async function settleReadings(
  sync: Sync,
  orders: OrdersIn,
  levels: readonly LevelRef[],
): Promise<void> {
  await rereadItems(
    sync,
    levels.map((level) => level.inventoryItemId),
  );
  await orders.catchUp();
  sync.ports.milestone('readings:caught-up');
  const now = shopNow(sync);
  sync.ledger.transaction(() => {
    for (const level of levels) settle(sync, level, now);
  });
}

function settle(sync: Sync, level: LevelRef, now: number): void {
  const { ledger } = sync;
  const { explainMs } = sync.timing;
  const at = sync.ports.clock.now();
  const held = levelState(ledger, level.inventoryItemId, level.locationId);
  const cell = cellAt(ledger, level.inventoryItemId, level.locationId);
  if (held && held.observed !== null && held.observedAt !== null) {
    if (now - held.observedAt < explainMs) {
      if (cell) delayCell(ledger, cell.articleNumber, cell.storeNumber, held.observedAt + explainMs);
      return;
    }
    // Our own, and its answer was lost: the same call once more will tell.
    if (isBeingWritten(ledger, level.inventoryItemId, level.locationId, held.observed)) {
      if (cell) delayCell(ledger, cell.articleNumber, cell.storeNumber, now + explainMs);
      return;
    }
    believeLevel(ledger, {
      ...level,
      available: held.observed,
      isActive: held.isActive,
      readAt: held.observedAt,
      readUntil: now,
    });
    if (cell?.isWritable) {
      const isOurNumber = held.observed === cell.target;
      writeLog(ledger, {
        at,
        event: 'foreignChange',
        cause: 'changedByOther',
        result: 'info',
        articleNumber: cell.articleNumber,
        storeNumber: cell.storeNumber,
        locationId: level.locationId,
        before: held.available,
        after: held.observed,
        args: isOurNumber ? { isOurNumber: 1 } : {},
      });
      if (isOurNumber) watchOtherWriter(sync, cell);
    }
  }
  if (!cell || (cell.dirtySince === null && !isKept(ledger, cell))) return;
  touchCell(ledger, cell.articleNumber, cell.storeNumber, {
    at,
    cause: cell.dirtySince === null ? 'changedByOther' : (cell.cause ?? 'changedByOther'),
    reference: cell.dirtySince === null ? null : cell.reference,
  });
  sync.wakes.stockOut.ring();
}

/** Looks again at levels that have waited long enough. Returns how many. */
export async function settleOldReadings(sync: Sync, orders: OrdersIn): Promise<number> {
  const old = unexplainedSince(sync.ledger, shopNow(sync) - sync.timing.explainMs);
  if (old.length > 0) await settleReadings(sync, orders, old);
  return old.length;
}
