import { readState } from '../../ledger/engine-state.ts';
import { Refusal } from '../../refusal.ts';
import type { OrdersIn } from '../orders/orders-in.ts';
import { type Sync, shopNow } from '../runtime/context.ts';
import { mappedLocations, scanShop } from '../shop-levels/shop-index.ts';
import { countPromised } from '../shop-levels/unseen-orders.ts';
import { fullScan } from '../stock-in/stock-in.ts';

/**
 * Reads EasyCashier's balances, Shopify's levels, and then the orders that may lie between the two. The orders come
 * last, so that every order a level already shows is known when targets are computed.
 * `short`: one side showed far less than it has, as far as we know.
 * @throws Refusal `noStoreMapped` and what the gateways refuse
 */
export async function readBothSides(
  sync: Sync,
  orders: OrdersIn,
): Promise<{ short: 'shorterRead' | 'shorterWalk' | null; lateOrders: number }> {
  if (mappedLocations(sync).length === 0) throw new Refusal('noStoreMapped');
  sync.onProgress({ runId: null, phase: 'reading', done: 0, total: 0 });
  const pass = await fullScan(sync, (done, total) =>
    sync.onProgress({ runId: null, phase: 'reading', done, total: total * 2 }),
  );
  const walk = await scanShop(sync, (done) =>
    sync.onProgress({
      runId: null,
      phase: 'reading',
      done: pass.articles + Math.min(done, pass.articles),
      total: pass.articles * 2,
    }),
  );
  const short = pass.isShort ? 'shorterRead' : walk.isShort ? 'shorterWalk' : null;
  if (readState(sync.ledger, 'activatedAt') === null) return { short, lateOrders: 0 };
  const late = await orders.catchUp();
  // Numbers are raised by what comes of this: an order that reached the search late must be among them.
  await orders.lookDeep(shopNow(sync));
  sync.ledger.transaction(() => countPromised(sync));
  return { short, lateOrders: late.orders };
}
