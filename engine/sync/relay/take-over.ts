import { later } from '../../../shared/words/time.ts';
import { actorId } from '../../ledger/actors.ts';
import { bookingsIn } from '../../ledger/bookings.ts';
import { readState, writeState } from '../../ledger/engine-state.ts';
import { askAboutOrders } from '../orders/order-questions.ts';
import type { OrdersIn } from '../orders/orders-in.ts';
import { reportRecovery, type Sync, shopNow } from '../runtime/context.ts';
import { askForLease, granted, renewIfDue } from '../runtime/lease.ts';

/**
 * A person wants this computer to write from now on.
 * @throws Refusal `noRelay`, `relayUnreachable`, …
 */
export async function takeOver(sync: Sync): Promise<void> {
  sync.ledger.transaction(() => {
    writeState(sync.ledger, 'takeOverAsked', true);
    const by = actorId(sync.ledger, sync.ports.actor);
    if (by !== readState(sync.ledger, 'takeOverBy')) writeState(sync.ledger, 'takeOverBy', by);
  });
  sync.ports.milestone('lease:take-over-asked');
  await sync.lease.queue.run(async () => {
    await granted(sync, await askForLease(sync, { takeOver: true }), sync.timing.handOverMs);
  });
  sync.lease.isAsked = true;
  sync.lease.askedAt = sync.ports.monotonic.now();
}

/** Ends a take-over whose time has come: what the other computer may have booked, or not any more, becomes a question. */
export async function finishTakeOver(sync: Sync, orders: OrdersIn): Promise<void> {
  const { lease, ports } = sync;
  if (readState(sync.ledger, 'takeOverUntil') === null) return;
  await learnInheritance(sync);
  // Begun by an earlier process: how much of the wait is left is not known.
  lease.handOverUntil ??= later(ports.monotonic.now(), sync.timing.handOverMs);
  if (!isItsTime(sync)) return;
  await orders.catchUp();
  // That may have taken long: another may have taken over meanwhile.
  await renewIfDue(sync);
  if (!isItsTime(sync)) return;
  ports.milestone('lease:inherited');
  sync.ledger.transaction(() => {
    askAboutOrders(sync, bookingsIn(sync.ledger, 'question'));
    writeState(sync.ledger, 'takeOverUntil', null);
    writeState(sync.ledger, 'newLife', null);
  });
  lease.handOverUntil = null;
  reportRecovery(sync, 'ledger');
  sync.signals.stockOut.notify();
  sync.signals.bookings.notify();
}

/** The wait for the other computer is over, and the right is ours as far as the relay can be asked. */
function isItsTime({ ledger, lease, ports }: Sync): boolean {
  const until = readState(ledger, 'takeOverUntil') === null ? null : lease.handOverUntil;
  const isKnown = lease.isAsked || readState(ledger, 'relay') === null;
  return isKnown && until !== null && ports.monotonic.now() >= until;
}

/** A ledger that is not the one that wrote last inherits up to now, by Shopify's clock, as soon as that can be asked. */
async function learnInheritance(sync: Sync): Promise<void> {
  const { ledger } = sync;
  if (readState(ledger, 'newLife') === null || readState(ledger, 'inheritedUntil') !== null) return;
  await sync.shopify().hearTime();
  writeState(ledger, 'inheritedUntil', later(shopNow(sync), sync.timing.handOverMs));
}
