import type { differenceCauses } from '../../../shared/contract/sync.ts';
import { countBookingsAt } from '../../ledger/bookings.ts';
import { noteComparison } from '../../ledger/lag-history.ts';
import { unexplainedReadings } from '../../ledger/level-doubts.ts';
import { type PositionState, webshopPositionStates } from '../../ledger/positions.ts';
import { isKeptEqual, markDirty } from '../../ledger/queue.ts';
import { readSetting } from '../../ledger/settings.ts';
import { differenceCause, expectedGap, type GapCause } from '../../rules/drift.ts';
import { isInStep } from '../../rules/target.ts';
import type { OrdersIn } from '../orders/orders-in.ts';
import type { Sync } from '../runtime/context.ts';
import { resolveReadings } from '../shop-levels/readings.ts';
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
 * Reads both sides afresh and explains every position whose Shopify number is not its target. Positions that were equal once
 * are put in the queue, so that what the report shows as mendable is being mended.
 */
export async function checkDrift(sync: Sync, orders: OrdersIn): Promise<DriftReport> {
  const { lateOrders } = await readBothSides(sync, orders);
  const waiting = unexplainedReadings(sync.ledger);
  if (waiting.length > 0) await resolveReadings(sync, orders, waiting);
  return reportDrift(sync, lateOrders > 0);
}

/** These are no drift: they are sent without anybody's doing, or held on purpose. */
const passing: ReadonlySet<Difference['cause']> = new Set(['queued', 'stocktake']);

/** The report of what the ledger holds now. */
export function reportDrift(sync: Sync, hasLateOrders: boolean): DriftReport {
  const { ledger } = sync;
  const buffer = readSetting(ledger, 'buffer');
  const byDesign = { decimals: 0, buffer: 0, belowZero: 0, setAside: 0 };
  let positions = 0;
  const differences: Difference[] = [];
  const mendable: PositionState[] = [];
  for (const position of webshopPositionStates(ledger)) {
    if (!position.isWritable || position.target === null) continue;
    positions += 1;
    const isEqual =
      position.unconfirmed === null
        ? isInStep(position.target, position.level)
        : position.unconfirmed === position.target;
    if (isEqual) {
      // Goods of an order that EasyCashier does not hold yet are on their way, not a gap.
      const gap = expectedGap(position.balance ?? 0, position.target, {
        buffer,
        setAside: position.setAside,
      });
      if (gap && countBookingsAt(ledger, position.articleNumber, position.storeNumber).open === 0)
        byDesign[gap] += 1;
      continue;
    }
    const shopify = position.unconfirmed ?? position.level?.available ?? null;
    const bookings = countBookingsAt(ledger, position.articleNumber, position.storeNumber);
    differences.push({
      articleNumber: position.articleNumber,
      storeNumber: position.storeNumber,
      easycashier: position.balance === null ? null : position.balance / 1000,
      shopify,
      target: position.target,
      cause: differenceCause({
        target: position.target,
        shopify,
        isQueued: position.unconfirmed === null && (position.dirtySince !== null || bookings.open > 0),
        isInStocktake: position.isInStocktake,
        isHeld: position.hold !== null,
        hasLateOrder: hasLateOrders && position.cause === 'webOrder',
        isInInbox: bookings.asked > 0,
      }),
    });
    if (isKeptEqual(ledger, position)) mendable.push(position);
  }
  const at = sync.ports.clock.now();
  ledger.transaction(() => {
    noteComparison(ledger, at, differences.filter(({ cause }) => !passing.has(cause)).length);
    for (const position of mendable) {
      if (position.dirtySince === null) {
        markDirty(ledger, position.articleNumber, position.storeNumber, { at, cause: 'changedByOther' });
      }
    }
  });
  if (mendable.length > 0) sync.signals.stockOut.notify();
  return { cells: positions, equal: positions - differences.length, differences, byDesign };
}
