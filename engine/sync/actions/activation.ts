import type { CheckLine } from '../../../shared/contract/connection.ts';
import { epochMs, type OurTime, type ShopTime, shopTime } from '../../../shared/words/time.ts';
import { readState, writeState } from '../../ledger/engine-state.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { Refusal } from '../../refusal.ts';
import type { OrdersIn } from '../orders/orders-in.ts';
import { type Sync, shopNow } from '../runtime/context.ts';
import { whyMoved } from '../runtime/lease-state.ts';
import { checkLedger } from '../runtime/ledger-witness.ts';
import { countPromised } from '../shop-levels/unseen-orders.ts';
import { preflight } from './preflight.ts';

export interface Activation {
  readonly activatedAt: ShopTime;
  readonly openOrders: { name: string; units: number }[];
  readonly lines: CheckLine[];
}

/**
 * Draws the cut-over, after which orders count, in Shopify's time and to the second, and settles what was open before it.
 * Until the person has answered, open orders' goods are not put on sale again: the lower number counts.
 * @throws Refusal `alreadyActivated`, `preflightFailed`
 */
export async function activate(
  sync: Sync,
  orders: OrdersIn,
  choice: 'taken' | 'book' | 'ask',
): Promise<Activation> {
  const { ledger, ports } = sync;
  if (readState(ledger, 'activatedAt') !== null) throw new Refusal('alreadyActivated');
  const moved = whyMoved(ledger);
  if (moved !== null) throw moved;
  await checkLedger(sync);
  const { ok, lines } = await preflight(sync);
  if (!ok) {
    const failed = lines.filter((line) => line.state === 'failed');
    throw new Refusal('preflightFailed', {
      checks: failed.map((line) => line.id).join(', '),
      ...failed[0]?.args,
    });
  }
  const activatedAt = shopTime(Math.floor(epochMs(shopNow(sync)) / 1000) * 1000 + 1000);
  ledger.transaction(() => {
    writeState(ledger, 'activatedAt', activatedAt);
    writeState(ledger, 'openOrders', choice === 'ask' ? null : choice);
    writeState(ledger, 'openOrdersRead', false);
    writeState(ledger, 'ordersCursor', activatedAt);
    inherit(sync, activatedAt);
    const at = ports.clock.now();
    writeLog(ledger, { at, event: 'activated', cause: 'settings', result: 'ok', by: ports.actor });
  });
  ports.milestone('activation:line-drawn');
  const openOrders = await orders.takeInOpenOrders();
  ledger.transaction(() => countPromised(sync));
  ports.milestone('activation:orders-taken-in');
  return { activatedAt, openOrders, lines };
}

/**
 * Another ledger has written to this shop before: it may have booked what is open now, and may not have booked what was sold since it
 * last wrote. Those orders are looked at, and asked about one by one. Inside a transaction.
 */
function inherit({ ledger }: Sync, activatedAt: ShopTime): void {
  const newLife = readState(ledger, 'newLife');
  writeState(ledger, 'isHeir', newLife !== null);
  if (newLife === null) return;
  writeState(ledger, 'inheritedUntil', activatedAt);
  if (newLife.caughtUpAt !== null) writeState(ledger, 'ordersCursor', newLife.caughtUpAt);
  writeState(ledger, 'newLife', null);
}

/** Stops both directions. What is known stays, so that a later activation starts from it. */
export function deactivate(sync: Sync): OurTime {
  const { ledger, ports } = sync;
  if (readState(ledger, 'activatedAt') === null) throw new Refusal('notActivated');
  const at = ports.clock.now();
  ledger.transaction(() => {
    writeState(ledger, 'activatedAt', null);
    writeState(ledger, 'firstSyncAt', null);
    writeState(ledger, 'shopifySeenAt', null);
    writeState(ledger, 'caughtUpAt', null);
    writeLog(ledger, { at, event: 'deactivated', cause: 'settings', result: 'ok', by: ports.actor });
  });
  return at;
}
