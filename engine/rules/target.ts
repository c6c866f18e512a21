import type { PlanGroup } from '../../shared/contract/sync.ts';

/** What is known of one position when its target is computed. Null is unknown, never 0. */
export interface PositionFacts {
  /** EasyCashier's balance in thousandths. */
  readonly balance: number | null;
  /** Sum of the bookings EasyCashier does not hold yet; negative takes out of stock. */
  readonly unbooked: number;
  /** Units that somebody has set aside in Shopify: on the shelf, and not to be offered. */
  readonly unavailable: number;
  /** Units held back from the webshop. */
  readonly buffer: number;
}

/**
 * What Shopify's `available` should be: whole units, never negative; null while the balance is unknown.
 * Shopify's quantities are integers, so 2,75 becomes 2.
 */
export function targetOf(facts: PositionFacts): number | null {
  if (facts.balance === null) return null;
  return Math.max(0, Math.floor(facts.balance / 1000 + facts.unbooked - facts.unavailable - facts.buffer));
}

/** A level of the shop: null when the item has never been stocked there. */
export interface LevelFacts {
  readonly available: number;
  readonly isActive: boolean;
}

/** True when a customer sees the target: nothing is stocked and nothing should be, or the active level shows it. */
export function isInStep(target: number, level: LevelFacts | null): boolean {
  if (!level?.isActive) return target === 0;
  return level.available === target;
}

/** How a plan groups a position that can be written. */
export function groupOf(before: number, after: number, level: LevelFacts | null): PlanGroup {
  if (isInStep(after, level)) return 'unchanged';
  if (after === 0) return 'zeroed';
  return after < before ? 'lowered' : 'raised';
}
