import { writeLog } from '../../ledger/log-lines.ts';
import type { ShopOrder } from '../../shopify/read-order.ts';
import type { Sync } from '../runtime/context.ts';

/** What is told of an order as it is taken in. Inside a transaction. */
export function logOrder(
  sync: Sync,
  order: Pick<ShopOrder, 'name'>,
  event: 'orderSeen' | 'orderIgnored',
  why: string,
  articleNumber?: string,
): void {
  writeLog(sync.ledger, {
    at: sync.ports.clock.now(),
    event,
    cause: 'webOrder',
    result: 'info',
    reference: order.name,
    ...(articleNumber === undefined ? {} : { articleNumber }),
    args: { why },
  });
}
