import type { ShopLevelRef } from '../../../shared/words/position.ts';
import { later } from '../../../shared/words/time.ts';
import { cellAt } from '../../ledger/cells.ts';
import { isBeingWritten } from '../../ledger/echoes.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { delayCell, isKept, touchCell } from '../../ledger/queue.ts';
import { believeLevel, levelState, unexplainedReadings } from '../../ledger/shop-items.ts';
import type { OrdersIn } from '../orders/orders-in.ts';
import { type Sync, shopNow } from '../runtime/context.ts';
import { watchOtherWriter } from './other-writer.ts';
import { rereadItems } from './shop-index.ts';

/**
 * Reads levels afresh, takes in the orders that may explain them, and decides. An explained level is believed; an
 * unexplained one waits; one that stays unexplained was changed by somebody else: it is named in the log and brought
 * back to EasyCashier's number.
 */
export async function settleReadings(
  sync: Sync,
  orders: OrdersIn,
  levels: readonly ShopLevelRef[],
): Promise<void> {
  await rereadItems(
    sync,
    levels.map((level) => level.inventoryItemId),
  );
  await orders.catchUp();
  sync.ports.milestone('readings:caught-up');
  sync.ledger.transaction(() => {
    for (const level of levels) settle(sync, level);
  });
}

function settle(sync: Sync, level: ShopLevelRef): void {
  const { ledger } = sync;
  const now = sync.ports.monotonic.now();
  const at = sync.ports.clock.now();
  const held = levelState(ledger, level.inventoryItemId, level.locationId);
  const cell = cellAt(ledger, level.inventoryItemId, level.locationId);
  if (held && held.observed !== null && held.observedAt !== null) {
    if (now < held.judgeAt) {
      if (cell) delayCell(ledger, cell.articleNumber, cell.storeNumber, held.judgeAt);
      return;
    }
    // Our own, and its answer was lost: the same call once more will tell.
    if (isBeingWritten(ledger, level.inventoryItemId, level.locationId, held.observed)) {
      if (cell) delayCell(ledger, cell.articleNumber, cell.storeNumber, later(now, sync.timing.explainMs));
      return;
    }
    believeLevel(ledger, {
      ...level,
      available: held.observed,
      isActive: held.isActive,
      readAt: held.observedAt,
      readUntil: shopNow(sync),
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
  const old = unexplainedReadings(sync.ledger, sync.ports.monotonic.now());
  if (old.length > 0) await settleReadings(sync, orders, old);
  return old.length;
}
