import type { differenceCauses } from '../../../shared/contract/sync.ts';
import type { Position } from '../../../shared/words/position.ts';
import { countBookingsAt } from '../../ledger/bookings.ts';
import { findArticle } from '../../ledger/catalogue.ts';
import type { Reader } from '../../ledger/database.ts';
import { noteComparison } from '../../ledger/lag-history.ts';
import { unexplainedReadings } from '../../ledger/level-doubts.ts';
import { type PositionState, readPosition, webshopPositionStates } from '../../ledger/positions.ts';
import { isKeptEqual, markDirty } from '../../ledger/queue.ts';
import { differenceCause, expectedGap, type GapCause } from '../../rules/drift.ts';
import { isInStep } from '../../rules/target.ts';
import type { OrdersIn } from '../orders/orders-in.ts';
import type { Sync } from '../runtime/context.ts';
import { resolveReadings } from '../shop-levels/readings.ts';
import { readBothSides } from './read-both.ts';

interface Difference {
  readonly articleNumber: string;
  readonly name: string;
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

/** The report of what the ledger holds now, made page by page with a turn for everybody else in between. */
export async function reportDrift(sync: Sync, hasLateOrders: boolean): Promise<DriftReport> {
  const { ledger, ports } = sync;
  const byDesign = { decimals: 0, buffer: 0, belowZero: 0, setAside: 0 };
  let positions = 0;
  const differences: Difference[] = [];
  const mendable: Position[] = [];
  for (const page of webshopPositionStates(ledger)) {
    for (const position of page) {
      if (!isMeasured(position)) continue;
      positions += 1;
      if (isEqual(position)) {
        const gap = gapOf(ledger, position);
        if (gap) byDesign[gap] += 1;
        continue;
      }
      differences.push(differenceOf(ledger, position, hasLateOrders));
      if (isMendable(ledger, position)) mendable.push(position);
    }
    await ports.monotonic.sleep(0);
  }
  const at = ports.clock.now();
  ledger.transaction(() => {
    noteComparison(ledger, at, differences.filter(({ cause }) => !passing.has(cause)).length);
    for (const { articleNumber, storeNumber } of mendable) {
      // Somebody may have sent it since, or set it aside.
      const position = readPosition(ledger, articleNumber, storeNumber);
      if (position && isMendable(ledger, position))
        markDirty(ledger, articleNumber, storeNumber, { at, cause: 'changedByOther' });
    }
  });
  if (mendable.length > 0) sync.signals.stockOut.notify();
  return { cells: positions, equal: positions - differences.length, differences, byDesign };
}

/** To be put in the queue, where it is not yet. */
const isMendable = (ledger: Reader, position: PositionState) =>
  position.dirtySince === null && isKeptEqual(ledger, position);

type Measured = PositionState & { readonly target: number };

const isMeasured = (position: PositionState): position is Measured =>
  position.isWritable && position.target !== null;

const isEqual = ({ unconfirmed, target, level }: Measured) =>
  unconfirmed === null ? isInStep(target, level) : unconfirmed === target;

/** Goods of an order that EasyCashier does not hold yet are on their way, not a gap. */
function gapOf(ledger: Reader, position: Measured): GapCause | null {
  const { balance, target, setAside, buffer, articleNumber, storeNumber } = position;
  const gap = expectedGap(balance ?? 0, target, { buffer, setAside });
  return gap && countBookingsAt(ledger, articleNumber, storeNumber).open === 0 ? gap : null;
}

function differenceOf(ledger: Reader, position: Measured, hasLateOrders: boolean): Difference {
  const { articleNumber, storeNumber, balance, target, unconfirmed } = position;
  const shopify = unconfirmed ?? position.level?.available ?? null;
  const bookings = countBookingsAt(ledger, articleNumber, storeNumber);
  return {
    articleNumber,
    name: findArticle(ledger, articleNumber)?.name ?? '',
    storeNumber,
    easycashier: balance === null ? null : balance / 1000,
    shopify,
    target,
    cause: differenceCause({
      target,
      shopify,
      isQueued: unconfirmed === null && (position.dirtySince !== null || bookings.open > 0),
      isInStocktake: position.isInStocktake,
      isHeld: position.hold !== null,
      isUndone: position.hold === 'undone',
      hasLateOrder: hasLateOrders && position.cause === 'webOrder',
      isInInbox: bookings.asked > 0,
    }),
  };
}
