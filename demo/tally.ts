/** What happened in the shops, counted by the one who made it happen. */

export interface StoreTally {
  sales: number;
  orders: number;
  cancellations: number;
  refunds: number;
  /** Orders moved to this store from the other. */
  moves: number;
  /** Shipped goods that came back to the shelf while no money went. */
  returns: number;
  /** Draft orders that reserved goods. */
  drafts: number;
}

/** What the owner answered to the program's questions, by the answer's name in the contract. */
export type AnswerTally = Record<'putBack' | 'booked' | 'notBooked' | 'ignore', number>;

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
  readonly answers: AnswerTally;
  /** What should not have happened while the program could not know better: the verdict is no if any of it has. */
  readonly premature: {
    /** Times that goods reserved for a draft were offered again. */
    offered: number;
    /** Changes of stock before the owner was asked what had been booked. */
    written: number;
  };
  /** Names of what was done to the shops and the line, in order. */
  readonly faults: string[];
}

export const noStoreTally = (): StoreTally => ({
  sales: 0,
  orders: 0,
  cancellations: 0,
  refunds: 0,
  moves: 0,
  returns: 0,
  drafts: 0,
});

export function createTally(storeNumbers: readonly string[]): Tally {
  return {
    stores: new Map(storeNumbers.map((store) => [store, noStoreTally()])),
    total: noStoreTally(),
    webhooks: { lost: 0, doubled: 0, reordered: 0, relayRestarts: 0 },
    answers: { putBack: 0, booked: 0, notBooked: 0, ignore: 0 },
    premature: { offered: 0, written: 0 },
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
