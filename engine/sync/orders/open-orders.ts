import { shopTime } from '../../../shared/words/time.ts';
import { bookingsIn } from '../../ledger/bookings.ts';
import { readState, writeState } from '../../ledger/engine-state.ts';
import { effectsOf, findOrder } from '../../ledger/orders.ts';
import { openOrders, ordersToShip } from '../../shopify/gateway.ts';
import type { Sync } from '../runtime/context.ts';
import type { LookAtOrder } from './look-at-order.ts';
import { askAboutOrders } from './order-questions.ts';

/** Takes in the orders from before the line that are still open. Returns their names and units. */
export async function takeInOpenOrders(
  sync: Sync,
  look: LookAtOrder,
): Promise<{ name: string; units: number }[]> {
  const { ledger } = sync;
  const activatedAt = readState(ledger, 'activatedAt') ?? shopTime(0);
  const taken: { name: string; units: number }[] = [];
  // The search may lack what changed just now; the list of what is to be shipped is no search.
  const searched = (await openOrders(sync.shopify())).map(({ orderId, name }) => [orderId, name] as const);
  const open = new Map([...(await ordersToShip(sync.shopify())), ...searched]);
  for (const [orderId, name] of open) {
    if (findOrder(ledger, orderId)) continue;
    await look(orderId, name);
    const order = findOrder(ledger, orderId);
    if (!order || order.createdAt >= activatedAt || order.state === 'test') continue;
    const { placed, unrouted } = effectsOf(ledger, orderId);
    const isOpen = unrouted.length > 0 || placed.some(({ held }) => held > 0);
    const units = [...placed, ...unrouted].reduce((sum, effect) => sum + effect.units, 0);
    if (isOpen && units > 0) taken.push({ name: order.name, units });
  }
  ledger.transaction(() => {
    writeState(ledger, 'openOrdersRead', true);
    askAboutOrders(sync, bookingsIn(ledger, 'question'));
  });
  return taken;
}
