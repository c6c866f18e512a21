import { later, msBetween, type OurTime, ourTime } from '../../../shared/words/time.ts';
import { bookingsIn, questionPending } from '../../ledger/bookings.ts';
import { readState, writeState } from '../../ledger/engine-state.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { Refusal } from '../../refusal.ts';
import { type Lease, LeaseHeld } from '../../relay/client.ts';
import { askAboutOrders } from '../orders/order-questions.ts';
import type { OrdersIn } from '../orders/orders-in.ts';
import { reportRecovery, type Sync, shopNow } from '../runtime/context.ts';
import { whyReadOnly } from '../runtime/lease-state.ts';
import { isShutOut } from '../runtime/ledger-file.ts';
import { checkLedger } from '../runtime/ledger-witness.ts';

/** Well inside the lease's minute. */
export const RENEW_MS = 20_000;

/** @throws Refusal `otherComputer`, `takingOver`, `ledgerReplaced` */
export async function requireWriter(sync: Sync): Promise<void> {
  await checkLedger(sync);
  if (readState(sync.ledger, 'relay') === null) {
    const replaced = whyReadOnly(sync);
    if (replaced) throw replaced;
    return;
  }
  const { askedAt } = sync.lease;
  if (askedAt === null || msBetween(askedAt, sync.ports.monotonic.now()) >= RENEW_MS) await renewLease(sync);
  const refusal = whyReadOnly(sync);
  if (refusal) throw refusal;
}

/**
 * Takes or renews the right to write. A relay that does not answer changes nothing: whoever wrote goes on, because the shop
 * must not stop for it. While another computer writes, it is only asked whether it still does.
 */
export async function renewLease(sync: Sync): Promise<void> {
  const { lease, ports } = sync;
  let isHeard = false;
  try {
    await askForLease(sync);
    isHeard = true;
  } catch (error) {
    // What the relay has said and could not be written down, nobody goes by: nothing is written before it has been asked once more.
    if (isShutOut(error)) isHeard = false;
    else isHeard = !isUnreachable(error) || lease.isAsked || isLongUnheard(sync);
    throw error;
  } finally {
    lease.isAsked = isHeard;
    lease.askedAt = isHeard ? ports.monotonic.now() : null;
    if (isHeard) lease.unheardSince = null;
  }
}

const isUnreachable = (error: unknown) => error instanceof Refusal && error.code === 'relayUnreachable';

/**
 * A process that has just started, or a computer that has just woken, may have been taken over from while it was away, and its network takes
 * a while to come: it waits for the relay as long as one that takes over does.
 */
function isLongUnheard({ lease, ports, timing }: Sync): boolean {
  const now = ports.monotonic.now();
  lease.unheardSince ??= now;
  return msBetween(lease.unheardSince, now) >= timing.handOverMs;
}

async function askForLease(sync: Sync): Promise<void> {
  const { ledger, lease } = sync;
  const asked = lease.epoch;
  try {
    if (readState(ledger, 'otherWriter') === null) await granted(sync, await sync.relay().lease({}), 0);
    else if (readState(ledger, 'takeOverAsked')) {
      // Taken over without hearing so: the right is ours already. Else the other computer has it still.
      await granted(sync, await sync.relay().lease({}), sync.timing.handOverMs);
    } else await lookAtOther(sync);
  } catch (error) {
    if (!(error instanceof LeaseHeld)) throw error;
    // Taken over while this was asked: the refusal is older than what we know, and its holder may be ourselves.
    if (lease.epoch === asked) held(sync, error.holder);
  }
}

/** The other computer's name and since when; it may have come back under another turn. */
async function lookAtOther(sync: Sync): Promise<void> {
  const { lease } = await sync.relay().tenant();
  const other = readState(sync.ledger, 'otherWriter');
  const since = lease && ourTime(lease.since);
  if (lease && since && other && (lease.name !== other.name || since !== other.since)) {
    writeState(sync.ledger, 'otherWriter', { name: lease.name, since });
  }
}

function held(sync: Sync, holder: { name: string; since: OurTime }): void {
  const { ledger, ports } = sync;
  sync.lease.epoch = null;
  if (readState(ledger, 'takeOverAsked')) writeState(ledger, 'takeOverAsked', false);
  if (readState(ledger, 'otherWriter') !== null) return;
  ledger.transaction(() => {
    writeState(ledger, 'otherWriter', { name: holder.name, since: holder.since });
    writeState(ledger, 'takeOverUntil', null);
    sync.lease.handOverUntil = null;
    writeLog(ledger, {
      at: ports.clock.now(),
      event: 'otherComputer',
      cause: 'system',
      result: 'info',
      reference: holder.name,
    });
  });
}

/** The right to write is ours. Where another computer held it since we did, its bookings are taken over first. */
async function granted(sync: Sync, lease: Lease, waitMs: number): Promise<void> {
  const { ledger, ports } = sync;
  const before = readState(ledger, 'leaseEpoch');
  sync.lease.epoch = lease.epoch;
  if (before === lease.epoch && readState(ledger, 'otherWriter') === null) return;
  // A relay that was set back counts epochs from anew: who held the right since is known without them.
  const hasOtherWritten =
    readState(ledger, 'otherWriter') !== null || (before === null ? lease.epoch > 1 : lease.epoch > before);
  const grantedAt = ports.monotonic.now();
  const isInheriting = hasOtherWritten && readState(ledger, 'activatedAt') !== null;
  if (isInheriting) {
    // What the other has booked ends by Shopify's clock, of now: this computer may have slept. Until that is known nothing is written; the
    // next renewal tries again.
    writeState(ledger, 'takeOverUntil', later(ports.clock.now(), waitMs));
    await sync.shopify().hearTime();
  }
  ledger.transaction(() => {
    writeState(ledger, 'leaseEpoch', lease.epoch);
    writeState(ledger, 'otherWriter', null);
    writeState(ledger, 'takeOverAsked', false);
    if (!isInheriting) return;
    const at = ports.clock.now();
    const sinceMs = msBetween(grantedAt, ports.monotonic.now());
    sync.lease.handOverUntil = later(grantedAt, waitMs);
    writeState(ledger, 'takeOverUntil', later(at, waitMs));
    writeState(ledger, 'inheritedUntil', later(shopNow(sync), waitMs - sinceMs));
    questionPending(ledger);
    writeLog(ledger, { at, event: 'tookOver', cause: 'system', result: 'ok' });
  });
}

/**
 * A person wants this computer to write from now on.
 * @throws Refusal `noRelay`, `relayUnreachable`, …
 */
export async function takeOver(sync: Sync): Promise<void> {
  writeState(sync.ledger, 'takeOverAsked', true);
  sync.ports.milestone('lease:take-over-asked');
  await granted(sync, await sync.relay().lease({ takeOver: true }), sync.timing.handOverMs);
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
  if (ports.monotonic.now() < lease.handOverUntil) return;
  await orders.catchUp();
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

/** A ledger that is not the one that wrote last inherits up to now, by Shopify's clock, as soon as that can be asked. */
async function learnInheritance(sync: Sync): Promise<void> {
  const { ledger } = sync;
  if (readState(ledger, 'newLife') === null || readState(ledger, 'inheritedUntil') !== null) return;
  await sync.shopify().hearTime();
  writeState(ledger, 'inheritedUntil', later(shopNow(sync), sync.timing.handOverMs));
}

/** Gives the right back on the way out, so that others see that nobody writes. Best effort: it ends by itself. */
export async function releaseLease(sync: Sync): Promise<void> {
  try {
    if (readState(sync.ledger, 'relay') === null || sync.lease.epoch === null) return;
    await sync.relay().lease({ release: true });
  } catch (error) {
    sync.ports.log.info('lease.not-released', { error });
  }
  sync.lease.epoch = null;
}
