import type { differenceCauses } from '../../../shared/contract/sync.ts';
import { countBookingsAt } from '../../ledger/bookings.ts';
import { type CellState, webshopCellStates } from '../../ledger/cells.ts';
import { noteComparison } from '../../ledger/pulse.ts';
import { isKept, touchCell } from '../../ledger/queue.ts';
import { readSetting } from '../../ledger/settings.ts';
import { unexplainedReadings } from '../../ledger/shop-items.ts';
import { differenceCause, expectedGap, type GapCause } from '../../rules/drift.ts';
import { isInStep } from '../../rules/target.ts';
import type { OrdersIn } from '../orders/orders-in.ts';
import type { Sync } from '../runtime/context.ts';
import { settleReadings } from '../shop-levels/readings.ts';
import { readBothSides } from './read-both.ts';

interface Difference {
  readonly articleNumber: string;
  readonly storeNumber: string;
  readonly easycashier: number | null;
  readonly shopify: number | null;
  readonly target: number | null;
  readonly cause: (typeof differenceCauses)[number];
}

export interface DriftReport {
  readonly cells: number;
  readonly equal: number;
  readonly differences: Difference[];
  readonly byDesign: Record<GapCause, number>;
}

/**
 * Reads both sides afresh and explains every cell whose Shopify number is not its target. Cells that were equal once
 * are put in the queue, so that what the report shows as mendable is being mended.
 */
export async function checkDrift(sync: Sync, orders: OrdersIn): Promise<DriftReport> {
  const { lateOrders } = await readBothSides(sync, orders);
  const waiting = unexplainedReadings(sync.ledger);
  if (waiting.length > 0) await settleReadings(sync, orders, waiting);
  return reportDrift(sync, lateOrders > 0);
}

/** These are no drift: they are sent without anybody's doing, or held on purpose. */
const passing: ReadonlySet<Difference['cause']> = new Set(['queued', 'stocktake']);

/** The report of what the ledger holds now. */
export function reportDrift(sync: Sync, hasLateOrders: boolean): DriftReport {
  const { ledger } = sync;
  const buffer = readSetting(ledger, 'buffer');
  const byDesign = { decimals: 0, buffer: 0, belowZero: 0 };
  let cells = 0;
  const differences: Difference[] = [];
  const mendable: CellState[] = [];
  for (const cell of webshopCellStates(ledger)) {
    if (!cell.isWritable || cell.target === null) continue;
    cells += 1;
    const isEqual =
      cell.observed === null ? isInStep(cell.target, cell.level) : cell.observed === cell.target;
    if (isEqual) {
      // Goods of an order that EasyCashier does not hold yet are on their way, not a gap.
      const gap = expectedGap(cell.balance ?? 0, cell.target, buffer);
      if (gap && countBookingsAt(ledger, cell.articleNumber, cell.storeNumber).open === 0) byDesign[gap] += 1;
      continue;
    }
    const shopify = cell.observed ?? cell.level?.available ?? null;
    const bookings = countBookingsAt(ledger, cell.articleNumber, cell.storeNumber);
    differences.push({
      articleNumber: cell.articleNumber,
      storeNumber: cell.storeNumber,
      easycashier: cell.balance === null ? null : cell.balance / 1000,
      shopify,
      target: cell.target,
      cause: differenceCause({
        target: cell.target,
        shopify,
        isQueued: cell.observed === null && (cell.dirtySince !== null || bookings.open > 0),
        isInStocktake: cell.isInStocktake,
        isHeld: cell.hold !== null,
        hasLateOrder: hasLateOrders && cell.cause === 'webOrder',
        isInInbox: bookings.asked > 0,
      }),
    });
    if (isKept(ledger, cell)) mendable.push(cell);
  }
  const at = sync.ports.clock.now();
  ledger.transaction(() => {
    noteComparison(ledger, at, differences.filter(({ cause }) => !passing.has(cause)).length);
    for (const cell of mendable) {
      if (cell.dirtySince === null) {
        touchCell(ledger, cell.articleNumber, cell.storeNumber, { at, cause: 'changedByOther' });
      }
    }
  });
  if (mendable.length > 0) sync.wakes.stockOut.ring();
  return { cells, equal: cells - differences.length, differences, byDesign };
}
