import type { Ledger } from '../../engine/ledger/database.ts';
import type { Order } from '../../practice/shopify/state.ts';
import type { Practice } from '../../practice/shops.ts';

/** What the oracle knows of a run that the engine does not. */
export interface Truth {
  readonly practice: Practice;
  readonly ledger: Ledger;
  readonly activatedAt: number;
  /** What became of the goods of orders from before the cut-over: booked by the engine, or out of EasyCashier already. */
  readonly openOrders: 'book' | 'taken';
  /** Orders whose goods had not all left at the cut-over: the only ones that are asked about. */
  readonly openBefore: ReadonlySet<string>;
  /** Articles whose box Webshop was ticked or cleared on the way: which of their orders count is a matter of timing. */
  readonly toggled: ReadonlySet<string>;
  /** Orders of which nobody could know which store their units left: only their sum is compared. */
  readonly blurred: ReadonlySet<string>;
  /** Orders shipped while nothing in Shopify showed them to anybody: their goods may have been offered again meanwhile. */
  readonly hidden: ReadonlySet<string>;
  /** Orders on their way while the right to write changed hands: told too little at worst, never too much. */
  readonly isInDoubt: (order: Order) => boolean;
}

/** An article with its one partner. */
export interface Matched {
  readonly articleNumber: string;
  readonly inventoryItemId: string;
}
