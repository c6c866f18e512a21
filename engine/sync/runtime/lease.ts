import { later, msBetween, ourTime } from '../../../shared/words/time.ts';
import { findActor } from '../../ledger/actors.ts';
import { questionPending } from '../../ledger/bookings.ts';
import { readState, writeState } from '../../ledger/engine-state.ts';
import { type CountClaim, claimWrites, readIdentity } from '../../ledger/identity.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { lastLook } from '../../ledger/orders.ts';
import { Refusal } from '../../refusal.ts';
import { type Lease, LeaseHeld, LedgerBehind } from '../../relay/client.ts';
import { isRelayBelieved, judgeLedger } from '../../rules/ledger-identity.ts';
import { reportRecovery, reportTrouble, type Sync, shopNow } from './context.ts';
import { inTime } from './in-time.ts';
import { whyMoved, whyReadOnly } from './lease-state.ts';
import { isShutOut } from './ledger-file.ts';
import { checkLedger } from './ledger-witness.ts';
import { beginNewLife } from './new-life.ts';

/**
 * The right to write, and with it the far place where the count of writes is kept. Each question about the lease carries the count, and
 * a booking is not sent before the relay has it, where the relay answers within seconds: so a computer that went back as a whole, and a
 * copy of one that runs beside it, hear that more was written under their name than they know. What stays unseen: what is booked while the
 * relay is away; batches to Shopify of the last 20 s, which compare before they write; a computer put back to before it was paired.
 */

/** Well inside the lease's minute. */
export const RENEW_MS = 20_000;
/** A turn that was seen to run and is not renewed is known to be nobody's for so long; later a clone may have had it since. */
const FORMER_TURN_MS = 5 * 60_000;
/** A relay that fails sooner is asked again before the next booking: it may have been one lost call. */
const SLOW_MS = 1_000;

/** @throws Refusal `movedAway`, `otherComputer`, `takingOver`, `ledgerReplaced` */
export async function requireWriter(sync: Sync): Promise<void> {
  const moved = whyMoved(sync.ledger);
  if (moved !== null) throw moved;
  await checkLedger(sync);
  if (readState(sync.ledger, 'relay') === null) {
    const replaced = whyReadOnly(sync);
    if (replaced) throw replaced;
    return;
  }
  if (isDue(sync)) await renewLease(sync);
  const refusal = whyReadOnly(sync);
  if (refusal) throw refusal;
}

const isDue = ({ lease: { askedAt }, ports }: Sync) =>
  askedAt === null || msBetween(askedAt, ports.monotonic.now()) >= RENEW_MS;

/**
 * Takes or renews the right to write. A relay that does not answer changes nothing: whoever wrote goes on, because the shop
 * must not stop for it. While another computer writes, it is only asked whether it still does.
 */
export function renewLease(sync: Sync): Promise<void> {
  return sync.lease.queue.run(() => renew(sync));
}

async function renew(sync: Sync): Promise<void> {
  const { lease, ports } = sync;
  const begun = ports.monotonic.now();
  let isHeard = false;
  try {
    await hear(sync);
    isHeard = true;
    lease.isHanging = false;
  } catch (error) {
    // What the relay has said and could not be written down, nobody goes by: nothing is written before it has been asked once more.
    const isLost = isShutOut(error);
    lease.isHanging = !isLost && msBetween(begun, ports.monotonic.now()) >= SLOW_MS;
    isHeard = !isLost && !lease.hasEnded && (!isUntold(error) || lease.isAsked || isLongUnheard(sync));
    throw error;
  } finally {
    lease.isAsked = isHeard;
    lease.askedAt = isHeard ? ports.monotonic.now() : null;
    if (isHeard) lease.unheardSince = null;
  }
}

/** The relay was not reached, or its answer says nothing about who writes: a firewall's page may stand in its place. */
const isUntold = (error: unknown) =>
  error instanceof Refusal &&
  (error.code === 'relayUnreachable' ||
    error.code === 'relayUnexpected' ||
    error.code === 'relayRefusedToken');

/**
 * A process that has just started, or a computer that has just woken, may have been taken over from while it was away, and its network takes
 * a while to come: it waits for the relay as long as one that takes over does.
 */
function isLongUnheard({ lease, ports, timing }: Sync): boolean {
  const now = ports.monotonic.now();
  lease.unheardSince ??= now;
  return msBetween(lease.unheardSince, now) >= timing.handOverMs;
}

async function hear(sync: Sync): Promise<void> {
  const { ledger } = sync;
  try {
    if (readState(ledger, 'otherWriter') === null) await granted(sync, await askForLease(sync, {}), 0);
    else if (readState(ledger, 'takeOverAsked')) {
      // Taken over without hearing so: the right is ours already. Else the other computer has it still.
      await granted(sync, await askForLease(sync, {}), sync.timing.handOverMs);
    } else await lookAtOther(sync);
  } catch (error) {
    if (!(error instanceof LeaseHeld)) throw error;
    held(sync, error.holder);
  }
}

/**
 * Has the count of writes kept at the relay before something is sent that must not be sent twice. Returns after some seconds at the latest,
 * and at once where the relay hung when it was last asked. Whoever asks looks afterwards whether it may still write.
 */
export async function keepAtRelay(sync: Sync): Promise<void> {
  if (readState(sync.ledger, 'relay') === null || sync.lease.isHanging) return;
  await inTime(sync, renewLease(sync)).catch((error: unknown) =>
    sync.ports.log.info('lease.count-not-kept', { error }),
  );
}

/**
 * Before something is sent: asks for the right where nobody has for a while, as in a command that writes for minutes without the loop that does
 * so. Whoever takes over waits for little more. Returns as `keepAtRelay` does; null: it need not be asked for.
 */
export function renewIfDue(sync: Sync): Promise<void> | null {
  return readState(sync.ledger, 'relay') !== null && isDue(sync) ? keepAtRelay(sync) : null;
}

/**
 * One question about the lease, with the count of writes. A ledger of which the relay keeps more than it knows begins a new life and asks as
 * that: the turn that runs is then its former self's, or that of a copy which writes.
 * @throws LeaseHeld, Refusal `takingOver` once the loops have ended, and as the client does
 */
export async function askForLease(sync: Sync, wish: { takeOver?: boolean }): Promise<Lease> {
  // It was given back, and the next process of this computer would wait for this one.
  if (sync.lease.hasEnded) throw new Refusal('takingOver');
  const claim = sync.ledger.transaction(() => claimWrites(sync.ledger));
  try {
    const lease = await sync.relay().lease({ ...wish, ledger: claim });
    if (sync.troubles.get('ledger')?.code === 'relayContradicts') reportRecovery(sync, 'ledger');
    return lease;
  } catch (error) {
    if (!(error instanceof LedgerBehind)) throw error;
    return isAnotherNow(sync, claim, error.kept) ? askForLease(sync, wish) : sync.relay().lease(wish);
  }
}

/** The relay keeps more of this ledger than it knows. True when it is another ledger now; false where that is not believed. */
function isAnotherNow(sync: Sync, claim: CountClaim, kept: LedgerBehind['kept']): boolean {
  const { ledger, ports } = sync;
  // It has begun a new life while this was asked.
  if (readIdentity(ledger).ledgerId !== claim.ledgerId) return true;
  const verdict = judgeLedger({ ledgerId: claim.ledgerId, writes: claim.known }, kept, false);
  if (verdict !== 'restored') throw new Refusal('relayUnexpected', addressOf(sync));
  const word = readState(ledger, 'relayWord');
  const at = ports.clock.now();
  if (!isRelayBelieved(word, at)) {
    ports.log.warn('lease.not-believed', { kept: kept.writes, known: claim.known, ...word });
    // While this ledger is in question anyway that is what a person is told.
    if (readState(ledger, 'newLife') === null)
      reportTrouble(sync, 'ledger', new Refusal('relayContradicts', addressOf(sync)));
    return false;
  }
  ledger.transaction(() => {
    beginNewLife(sync, verdict, kept);
    writeState(ledger, 'relayWord', { at, times: (word?.times ?? 0) + 1 });
  });
  return true;
}

function addressOf({ ledger }: Sync): { address: string } {
  const relay = readState(ledger, 'relay');
  return { address: relay === null ? '' : new URL(relay.url).host };
}

/** The other computer's name and since when; it may have come back under another turn. */
async function lookAtOther(sync: Sync): Promise<void> {
  const { lease } = await sync.relay().tenant();
  const other = readState(sync.ledger, 'otherWriter');
  const since = lease && ourTime(lease.since);
  if (lease && since && other && (lease.name !== other.name || since !== other.since)) {
    writeState(sync.ledger, 'otherWriter', { name: lease.name, since });
  }
  const former = readState(sync.ledger, 'formerTurn');
  if (former === null || lease?.expiresAt === former.ends) return;
  const ageMs = msBetween(former.at, sync.ports.clock.now());
  const isRecent = ageMs >= 0 && ageMs <= FORMER_TURN_MS;
  // Nobody has renewed it: the computer that had this turn is gone, and it was this one before it was put back. Else a clone of it runs.
  if (lease === null && isRecent) await granted(sync, await askForLease(sync, {}), sync.timing.handOverMs);
  writeState(sync.ledger, 'formerTurn', null);
}

function held(sync: Sync, holder: LeaseHeld['holder']): void {
  const { ledger, ports } = sync;
  sync.lease.epoch = null;
  if (readState(ledger, 'takeOverAsked')) writeState(ledger, 'takeOverAsked', false);
  if (readState(ledger, 'otherWriter') !== null) return;
  const isNewLife = readState(ledger, 'newLife') !== null && readState(ledger, 'activatedAt') !== null;
  ledger.transaction(() => {
    writeState(ledger, 'formerTurn', isNewLife ? { ends: holder.expiresAt, at: ports.clock.now() } : null);
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
export async function granted(sync: Sync, lease: Lease, askedMs: number): Promise<void> {
  const { ledger, ports } = sync;
  const before = readState(ledger, 'leaseEpoch');
  // A ledger in a new life waits for what wrote last, which may be another process of this computer or a copy of it.
  const isNewLife = readState(ledger, 'newLife') !== null;
  const waitMs = isNewLife ? Math.max(askedMs, sync.timing.handOverMs) : askedMs;
  sync.lease.epoch = lease.epoch;
  if (before === lease.epoch && readState(ledger, 'otherWriter') === null) return;
  // A relay that was set back counts epochs from anew: who held the right since is known without them.
  const hasOtherWritten =
    readState(ledger, 'otherWriter') !== null || (before === null ? lease.epoch > 1 : lease.epoch > before);
  // It may also have come by itself, once the other had gone.
  const by = readState(ledger, 'takeOverAsked') ? findActor(ledger, readState(ledger, 'takeOverBy')) : null;
  const grantedAt = ports.monotonic.now();
  const isInheriting = hasOtherWritten && readState(ledger, 'activatedAt') !== null;
  if (isInheriting) {
    if (!isNewLife && readState(ledger, 'takeOverUntil') === null)
      writeState(ledger, 'inheritedLook', lastLook(ledger));
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
    if (!isNewLife) writeLog(ledger, { at, event: 'tookOver', cause: 'system', result: 'ok', by });
  });
}

/** The way out, when nothing is sent any more: others see that nobody writes. */
export async function endLease(sync: Sync): Promise<void> {
  sync.lease.hasEnded = true;
  await releaseLease(sync);
  sync.lease.isAsked = false;
}

/** Gives the right back. Best effort: it ends by itself. */
export async function releaseLease(sync: Sync): Promise<void> {
  const { ledger, lease, ports } = sync;
  try {
    if (readState(ledger, 'relay') === null || lease.epoch === null) return;
    await lease.queue.run(() => {
      const claim = ledger.transaction(() => claimWrites(ledger));
      return sync.relay().lease({ release: true, ledger: claim });
    });
  } catch (error) {
    ports.log.info('lease.not-released', { error });
  }
  lease.epoch = null;
}
