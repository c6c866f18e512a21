import type { Progress } from '../../shared/contract/sync.ts';
import type { OrdersIn } from '../sync/orders/orders-in.ts';
import type { Sync } from '../sync/runtime/context.ts';
import type { StockOut } from '../sync/stock-out/stock-out.ts';

/** What the handlers stand on; put together in `engine.ts`. */
export interface Host {
  readonly sync: Sync;
  readonly orders: OrdersIn;
  readonly stockOut: StockOut;
  /** Everyone who follows the progress of plans and runs. */
  readonly progress: Set<(progress: Progress) => void>;
  /** Where every Shopify shop is asked instead of at its own address; null: at its own. */
  readonly shopifyUrl: string | null;
  /** What people call this computer. */
  readonly computerName: string;
  /** New credentials: the next call makes new clients. */
  readonly forgetClients: () => void;
}
