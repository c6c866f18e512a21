import type { ShopLevelRef } from '../../../shared/words/position.ts';
import { later } from '../../../shared/words/time.ts';
import { isBeingWritten } from '../../ledger/echoes.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { positionAt } from '../../ledger/positions.ts';
import { delayPosition, isKeptEqual, markDirty } from '../../ledger/queue.ts';
import { acceptLevel, levelState, unexplainedReadings } from '../../ledger/shop-items.ts';
import type { OrdersIn } from '../orders/orders-in.ts';
import { type Sync, shopNow } from '../runtime/context.ts';
import { watchOtherWriter } from './other-writer.ts';
import { rereadItems } from './shop-index.ts';

/**
 * Reads levels afresh, takes in the orders that may explain them, and decides. An explained level is accepted; an
 * unexplained one waits; one that stays unexplained was changed by somebody else: it is named in the log and brought
 * back to EasyCashier's number.
 */
export async function resolveReadings(
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
    for (const level of levels) resolveReading(sync, level);
  });
}

function resolveReading(sync: Sync, level: ShopLevelRef): void {
  const { ledger } = sync;
  const now = sync.ports.monotonic.now();
  const at = sync.ports.clock.now();
  const held = levelState(ledger, level.inventoryItemId, level.locationId);
  const position = positionAt(ledger, level.inventoryItemId, level.locationId);
  if (held && held.unconfirmed !== null && held.unconfirmedAt !== null) {
    if (now < held.judgeAt) {
      if (position) delayPosition(ledger, position.articleNumber, position.storeNumber, held.judgeAt);
      return;
    }
    // Our own, and its answer was lost: the same call once more will tell.
    if (isBeingWritten(ledger, level.inventoryItemId, level.locationId, held.unconfirmed)) {
      if (position)
        delayPosition(
          ledger,
          position.articleNumber,
          position.storeNumber,
          later(now, sync.timing.explainMs),
        );
      return;
    }
    acceptLevel(ledger, {
      ...level,
      available: held.unconfirmed,
      isActive: held.isActive,
      readAt: held.unconfirmedAt,
      readUntil: shopNow(sync),
    });
    if (position?.isWritable) {
      const isOurNumber = held.unconfirmed === position.target;
      writeLog(ledger, {
        at,
        event: 'foreignChange',
        cause: 'changedByOther',
        result: 'info',
        articleNumber: position.articleNumber,
        storeNumber: position.storeNumber,
        locationId: level.locationId,
        before: held.available,
        after: held.unconfirmed,
        args: isOurNumber ? { isOurNumber: 1 } : {},
      });
      if (isOurNumber) watchOtherWriter(sync, position);
    }
  }
  if (!position || (position.dirtySince === null && !isKeptEqual(ledger, position))) return;
  markDirty(ledger, position.articleNumber, position.storeNumber, {
    at,
    cause: position.dirtySince === null ? 'changedByOther' : (position.cause ?? 'changedByOther'),
    reference: position.dirtySince === null ? null : position.reference,
  });
  sync.signals.stockOut.notify();
}

/** Looks again at levels that have waited long enough. Returns how many. */
export async function resolveDueReadings(sync: Sync, orders: OrdersIn): Promise<number> {
  const old = unexplainedReadings(sync.ledger, sync.ports.monotonic.now());
  if (old.length > 0) await resolveReadings(sync, orders, old);
  return old.length;
}
