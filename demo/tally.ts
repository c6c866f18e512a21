/** What happened in the shops, counted by the one who made it happen. */

export interface StoreTally {
  sales: number;
  orders: number;
  cancellations: number;
  refunds: number;
  /** Orders moved to this store from the other. */
  moves: number;
}

export interface WebhookTally {
  lost: number;
  doubled: number;
  reordered: number;
  relayRestarts: number;
}

export interface Tally {
  readonly stores: ReadonlyMap<string, StoreTally>;
  /** An order over both stores is one order. */
  readonly total: StoreTally;
  /** What was done to webhooks on their way. */
  readonly webhooks: WebhookTally;
  /** Names of what was done to the shops and the line, in order. */
  readonly faults: string[];
}

const none = (): StoreTally => ({ sales: 0, orders: 0, cancellations: 0, refunds: 0, moves: 0 });

export function createTally(storeNumbers: readonly string[]): Tally {
  return {
    stores: new Map(storeNumbers.map((store) => [store, none()])),
    total: none(),
    webhooks: { lost: 0, doubled: 0, reordered: 0, relayRestarts: 0 },
    faults: [],
  };
}

export function count(tally: Tally, what: keyof StoreTally, storeNumbers: Iterable<string>): void {
  tally.total[what] += 1;
  for (const storeNumber of new Set(storeNumbers)) {
    const store = tally.stores.get(storeNumber);
    if (store) store[what] += 1;
  }
}
