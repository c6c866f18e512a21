import type { differenceCauses, gapCauses } from '../../shared/contract/sync.ts';

type DifferenceCause = (typeof differenceCauses)[number];
export type GapCause = (typeof gapCauses)[number];

/** What is known of a position whose Shopify number is not its target. */
export interface DifferenceFacts {
  readonly target: number | null;
  readonly shopify: number | null;
  /** In the queue, in a batch, or with a booking under way. */
  readonly isQueued: boolean;
  /** Its store is being counted. */
  readonly isInStocktake: boolean;
  /** Set aside after it could not be written. */
  readonly isHeld: boolean;
  /** A person has taken back what was written: it is left until its stock moves. */
  readonly isUndone: boolean;
  /** An order that was found only now touches the position. */
  readonly hasLateOrder: boolean;
  /** Waits for a person. */
  readonly isInInbox: boolean;
}

/** The first explanation that fits, the ones that heal by themselves first. */
export function differenceCause(facts: DifferenceFacts): DifferenceCause {
  if (facts.isInStocktake) return 'stocktake';
  if (facts.isQueued) return 'queued';
  if (facts.hasLateOrder) return 'missedOrder';
  if (facts.isInInbox) return 'needsYou';
  if (facts.isUndone) return 'undone';
  if (facts.isHeld) return 'failedPush';
  return 'changedInShopify';
}

/**
 * A position in step that a person may still wonder about: the two systems show different numbers by design. `balance` in thousandths,
 * the rest in units.
 */
export function expectedGap(
  balance: number,
  target: number,
  { buffer, setAside }: { buffer: number; setAside: number },
): GapCause | null {
  if (balance / 1000 === target) return null;
  if (balance < 0) return 'belowZero';
  if (setAside > 0) return 'setAside';
  if (buffer > 0) return 'buffer';
  return balance % 1000 === 0 ? null : 'decimals';
}
