/** What a level shows beyond what we hold of it, all of one reading. Units. */
export interface Risen {
  /** On the shelf and unsold, more than we hold; negative: fewer. */
  readonly more: number;
  /** Promised to orders that we have not seen: as counted before, and by this reading. */
  readonly unseenBefore: number;
  readonly unseen: number;
  readonly committedBefore: number;
  readonly committed: number;
  /** What the orders we know of hold there, as far as we know now: those of the reading before, and all. */
  readonly heldBefore: number;
  readonly held: number;
}

/**
 * Units that a level has risen by without anything to explain it: available up together with what is on hand. What went from promised to
 * available is a cancellation, an edit or a move, of an order that we have not seen, or of one that we know and could not look at since:
 * then more of what our orders hold is not promised to them than before.
 */
export function unexplainedRise(facts: Risen): number {
  const { more, unseenBefore, unseen, committedBefore, committed, heldBefore, held } = facts;
  // An order that claims nothing in Shopify lacks its units before and after.
  const lackedBefore = Math.max(0, heldBefore - committedBefore);
  const givenUp = Math.max(0, held - committed - lackedBefore);
  return Math.max(0, more + unseen - unseenBefore - givenUp);
}

/** Units of the article that went out on one order and have not come back. */
interface Shipped {
  readonly units: number;
  /** Shopify shows a return of the order. */
  readonly hasReturn: boolean;
}

/**
 * Orders whose goods a rise may be, come back without a refund: those that Shopify shows a return of, where they explain it, else any
 * that has shipped the article. Null: more has come than ever went out, so somebody has set the number.
 * @param back units among the shipped that have been put back already on a person's word
 */
export function possibleSources<Order extends Shipped>(
  risen: number,
  shipped: readonly Order[],
  back: { readonly ofReturns: number; readonly all: number },
): readonly Order[] | null {
  const total = (orders: readonly Order[]) => orders.reduce((sum, { units }) => sum + units, 0);
  const returned = shipped.filter(({ hasReturn }) => hasReturn);
  if (risen <= 0) return null;
  if (total(returned) - back.ofReturns >= risen) return returned;
  return total(shipped) - back.all >= risen ? shipped : null;
}
