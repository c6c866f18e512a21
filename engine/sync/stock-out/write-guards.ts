import type { RowReason } from '../../../shared/contract/sync.ts';
import { msBetween } from '../../../shared/words/time.ts';
import { carriesSinceOf } from '../../ledger/level-doubts.ts';
import type { LevelWrite } from '../../ledger/level-writes.ts';
import type { PositionStanding, PositionState } from '../../ledger/positions.ts';
import { levelState } from '../../ledger/shop-levels.ts';
import { isAnyUnread } from '../../ledger/unread-orders.ts';
import { isInStep } from '../../rules/target.ts';
import type { OrdersIn } from '../orders/orders-in.ts';
import { type Sync, shopNow } from '../runtime/context.ts';
import { unexplainedFall } from '../shop-levels/readings.ts';
import { committedToUnseen } from '../shop-levels/unseen-orders.ts';

/** Before a raise what is promised there has been read within so long, by Shopify's clock. */
const WITNESS_FRESH_MS = 30_000;

/**
 * A number is raised only when the orders of the time before it was read have been taken in: among those that are being taken in a
 * cancelled one may come first, and the one that has its goods next. And only when no more was promised there than to the orders we know,
 * just now: a number that fell and was put up by hand since it was read is what it was, and comparing with it shows nothing. Nor before it is
 * known what the item that had the SKU before has promised.
 */
export function isRaiseTooSoon(sync: Sync, orders: OrdersIn, cell: PositionState): boolean {
  const { inventoryItemId, locationId, target } = cell;
  const level = inventoryItemId === null ? undefined : levelState(sync.ledger, inventoryItemId, locationId);
  if (level === undefined || (target ?? 0) <= level.available) return false;
  if (level.carriesSince !== null) return true;
  if (msBetween(level.committedAt, shopNow(sync)) > WITNESS_FRESH_MS) return true;
  return !orders.hasTakenIn(level.readUntil) || committedToUnseen(sync, cell, level) > level.unseen;
}

/** Why a row of a plan must not be written any more; null when it may. */
export function whyStale(
  kind: 'sync' | 'undo',
  row: { before: number; after: number },
  cell: PositionStanding,
): RowReason | null {
  if (!cell.isWritable) return 'noLongerMatched';
  if (cell.isInStocktake) return 'stocktake';
  if (cell.isAtClosedLocation) return 'locationInactive';
  // The queue tries it by itself.
  if (cell.failsAt !== null) return 'failsInShopify';
  if ((cell.unconfirmed ?? cell.level?.available ?? 0) !== row.before) return 'changedInShopify';
  if (kind === 'undo') return null;
  if (cell.target !== row.after) return 'changedInEasyCashier';
  return cell.target !== null && isInStep(cell.target, cell.level) ? 'alreadyEqual' : null;
}

/**
 * A number that moved while more was promised than to the orders we know: what it should be is not known before it is explained. Nor is it
 * raised after a fall that its order has still time to explain, nor while some order cannot be read: that one may have taken it, and have
 * been shipped; nor before what the item that had its SKU before has promised.
 */
export function whyUnseen(sync: Sync, row: LevelWrite, { unconfirmed }: PositionStanding): RowReason | null {
  if (row.after > row.before && carriesSinceOf(sync.ledger, row.inventoryItemId) !== null)
    return 'changedInShopify';
  const held =
    unconfirmed === null ? undefined : levelState(sync.ledger, row.inventoryItemId, row.locationId);
  if (held === undefined || held.unconfirmedAt === null) return null;
  const mayBeExplained = sync.ports.monotonic.now() < held.judgeAt || isAnyUnread(sync.ledger);
  if (row.after > row.before && unexplainedFall(held) > 0 && mayBeExplained) return 'changedInShopify';
  const reading = { committed: held.unconfirmedCommitted, committedAt: held.unconfirmedAt };
  return committedToUnseen(sync, row, reading) > held.unseen ? 'changedInShopify' : null;
}
