import { later, type ShopTime } from '../../../shared/words/time.ts';
import { findOrder } from '../../ledger/orders.ts';
import { findUnread } from '../../ledger/unread-orders.ts';
import { changedOrders, ordersToShip } from '../../shopify/gateway.ts';
import { type Sync, shopNow } from '../runtime/context.ts';
import { inParallel } from '../runtime/in-parallel.ts';
import { isToBeLookedAt, type LookAtOrder } from './look-at-order.ts';

/** An order may reach the search minutes late, while younger ones are there: what changed so long ago is gone through again. */
const DEEP_MS = 48 * 60 * 60_000;

/**
 * Looks for orders that the usual look has missed: those with goods to be shipped, which no search has to find, then all that changed
 * within two days. Returns since when, by Shopify's clock, no order can have been missed that Shopify shows now.
 * @throws Refusal when Shopify cannot be read
 */
export async function lookDeep(sync: Sync, look: LookAtOrder): Promise<ShopTime> {
  await sync.shopify().knowTime();
  const begunAt = shopNow(sync);
  const unknown = [...(await ordersToShip(sync.shopify()))].filter(
    ([id]) => !findOrder(sync.ledger, id) && !findUnread(sync.ledger, id),
  );
  await inParallel(unknown, ([orderId, name]) => look(orderId, name));
  for await (const page of changedOrders(sync.shopify(), later(begunAt, -DEEP_MS))) {
    await inParallel(page, async ({ orderId, name, updatedAt }) => {
      if (isToBeLookedAt(sync.ledger, orderId, updatedAt)) await look(orderId, name);
    });
  }
  return begunAt;
}
