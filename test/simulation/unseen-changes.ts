/** Units were taken off an order, or moved to another location. */
type ChangeOfOrder = 'reduced' | 'moved';

/** Changes of orders that nobody has looked at yet: where one hides another, no reader of Shopify can know what was where. */
export interface UnseenChanges {
  note(orderId: string, change: ChangeOfOrder): void;
  /** Shopify was asked and has answered: the orders that both name have been looked at, unless the one who asked dies before taking it in. */
  look(request: string, answer: string, isAlive: () => boolean): void;
  /** Orders that were reduced and moved before anybody saw the first: where units lay that are gone for good, Shopify does not tell. */
  readonly blurred: ReadonlySet<string>;
  /** Orders that were moved before anybody had seen their place: where their goods were before, Shopify does not tell any more. */
  readonly displaced: ReadonlySet<string>;
  /** Orders that were ever both reduced and moved: of two computers one may have seen the first and the other only the whole. */
  readonly mixed: ReadonlySet<string>;
  /** Orders that were ever moved: where a ledger that was put back last saw their goods they may not be any more. */
  readonly moved: ReadonlySet<string>;
}

/** An answer has arrived and been taken in so long after it was given. */
const TAKEN_IN_MS = 1_000;

const orderIds = /gid:\/\/shopify\/Order\/\d+(?=")/g;

/** Nothing has changed yet. Until Shopify tells where an order's goods are, a look shows no place. `takenInMs`: see `TAKEN_IN_MS`. */
export function createUnseenChanges(now: () => number, takenInMs = TAKEN_IN_MS): UnseenChanges {
  const unseen = new Map<string, ChangeOfOrder>();
  const blurred = new Set<string>();
  const first = new Map<string, ChangeOfOrder>();
  const mixed = new Set<string>();
  const moved = new Set<string>();
  const placed = new Set<string>();
  const displaced = new Set<string>();
  let looks: { at: number; orderId: string; isAlive: () => boolean }[] = [];
  const settle = () => {
    looks = looks.filter(({ at, orderId, isAlive }) => {
      if (!isAlive()) return false;
      if (now() - at < takenInMs) return true;
      unseen.delete(orderId);
      placed.add(orderId);
      return false;
    });
  };
  return {
    blurred,
    displaced,
    mixed,
    moved,
    note: (orderId, change) => {
      settle();
      if ((unseen.get(orderId) ?? change) !== change) blurred.add(orderId);
      unseen.set(orderId, change);
      if (change === 'moved') moved.add(orderId);
      if (change === 'moved' && !placed.has(orderId)) displaced.add(orderId);
      if ((first.get(orderId) ?? change) !== change) mixed.add(orderId);
      first.set(orderId, first.get(orderId) ?? change);
    },
    look: (request, answer, isAlive) => {
      for (const [orderId] of request.matchAll(orderIds)) {
        if (!answer.includes(`${orderId}"`) || !answer.includes('/FulfillmentOrder/')) continue;
        looks.push({ at: now(), orderId, isAlive });
      }
    },
  };
}
