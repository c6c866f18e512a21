import { later, type MonotonicTime, msBetween } from '../../../shared/words/time.ts';
import { readState, writeState } from '../../ledger/engine-state.ts';
import { pruneHints } from '../../ledger/relay-events.ts';
import { readSetting } from '../../ledger/settings.ts';
import { Refusal } from '../../refusal.ts';
import { LeaseHeld, OtherStore } from '../../relay/client.ts';
import type { OrdersIn } from '../orders/orders-in.ts';
import { calendarNow, reportRecovery, reportTrouble, type Sync } from '../runtime/context.ts';
import { RENEW_MS, renewLease } from '../runtime/lease.ts';
import { seenAwake, whyMoved, whyReadOnly } from '../runtime/lease-state.ts';
import { tell, turns } from '../runtime/ledger-file.ts';
import { whyNotWrite } from '../runtime/paused.ts';
import { pullEvents, type Taken } from './feed.ts';
import { followOrderHints, followOtherHints } from './hints.ts';
import { finishLeaving } from './leave.ts';
import { sayWhomToTell } from './silence.ts';
import { finishTakeOver } from './take-over.ts';
import { guardWebhooks } from './webhooks.ts';

/** The longest the relay holds a poll: shorter than what proxies cut. */
const WAIT_SECONDS = 25;
const IDLE_MS = 5_000;
const RETRY_MS = 1_000;
/** So often it is looked at whether the computer has slept. */
const NAP_MS = 5_000;
const LONGEST_RETRY_MS = 60_000;
/** An empty answer before this is none that was waited for. */
const IMPATIENT_MS = 2_000;
const GUARD_MS = 60 * 60_000;
/** Shopify repeats a webhook for four hours; a relay may hand one over again much later. */
const REMEMBER_MS = 45 * 24 * 60 * 60_000;
/** A relay that has not answered for so long is not counted on. */
const TRUST_MS = 60_000;
/** A forged event is told again in the log after so long. */
const ALARM_MS = 10 * 60_000;

/** True when webhooks come through, so that orders are polled for as a safety net only. */
export function isRelayTrusted(sync: Sync): boolean {
  const { ledger, ports, lease } = sync;
  if (readState(ledger, 'relay') === null || !readState(ledger, 'webhooksOk') || lease.heardAt === null)
    return false;
  return msBetween(lease.heardAt, ports.monotonic.now()) < TRUST_MS && whyReadOnly(sync) === null;
}

const isPaired = ({ ledger }: Sync) => readState(ledger, 'relay') !== null && whyMoved(ledger) === null;

/** Everything that goes on because of a relay. Idle without one. */
export async function runRelayLoops(sync: Sync, orders: OrdersIn, signal: AbortSignal): Promise<void> {
  sync.lease.awakeAt = seenAwake(sync.ports);
  await Promise.all([
    leaseLoop(sync, signal),
    takeOverLoop(sync, orders, signal),
    feedLoop(sync, signal),
    orderHintLoop(sync, orders, signal),
    otherHintLoop(sync, orders, signal),
    guardLoop(sync, signal),
  ]);
  sync.lease.awakeAt = null;
}

async function leaseLoop(sync: Sync, signal: AbortSignal): Promise<void> {
  const { monotonic } = sync.ports;
  await turns(sync, signal, async () => {
    if (isPaired(sync)) {
      try {
        await renewLease(sync);
        reportRecovery(sync, 'relay');
      } catch (error) {
        reportTrouble(sync, 'relay', error);
      }
    }
    let left = isPaired(sync) ? restMs(sync) : IDLE_MS;
    // A computer that has slept asks at once.
    for (const wasAsked = sync.lease.isAsked; left > 0 && sync.lease.isAsked === wasAsked; left -= NAP_MS) {
      await monotonic.sleep(Math.min(left, NAP_MS), signal);
      if (signal.aborted) return;
    }
  });
}

/** Until the relay is asked again: at once where its answer could not be written down. */
const restMs = ({ lease }: Sync) => (lease.isAsked ? RENEW_MS : RETRY_MS);

/** Beside the loop that keeps the right: Shopify may be away for as long as it likes, and the right runs out within a minute. */
async function takeOverLoop(sync: Sync, orders: OrdersIn, signal: AbortSignal): Promise<void> {
  await turns(sync, signal, async () => {
    try {
      // A ledger that is not the one that wrote last takes over from that one, also where there is no relay.
      if (isPaired(sync) || readState(sync.ledger, 'newLife') !== null) await finishTakeOver(sync, orders);
    } catch (error) {
      reportTrouble(sync, 'shopify', error);
    }
    await sync.ports.monotonic.sleep(takeOverRestMs(sync), signal);
  });
}

/** Until a take-over's time has come, as far as it is known. */
function takeOverRestMs({ lease, ports }: Sync): number {
  const until = lease.handOverUntil;
  if (until === null) return IDLE_MS;
  return Math.min(RENEW_MS, Math.max(RETRY_MS, msBetween(ports.monotonic.now(), until)));
}

/** Long polls, one after the other; after a failure with growing pauses. */
async function feedLoop(sync: Sync, signal: AbortSignal): Promise<void> {
  const { ledger, ports } = sync;
  let pause = RETRY_MS;
  let alarmAt: MonotonicTime | null = null;
  /** Erased at the relay, as far as this process knows: of which store's numbers. */
  let acknowledged = '';
  /** Returns what it failed with. The next poll is on its way meanwhile: an order's webhook comes on the heels of its level's. */
  const acknowledgeAll = async (through: number): Promise<unknown> => {
    const name = `${through} of ${readState(ledger, 'relayNumbers').store}`;
    if (through === 0 || name === acknowledged) return null;
    try {
      if (await acknowledge(sync, through)) acknowledged = name;
      return null;
    } catch (error) {
      return error;
    }
  };
  const alarm = (taken: Taken) => {
    const now = ports.monotonic.now();
    if (taken.forged === 0 || (alarmAt !== null && msBetween(alarmAt, now) < ALARM_MS)) return;
    alarmAt = now;
    tell(sync, {
      at: ports.clock.now(),
      event: 'webhookForged',
      cause: 'system',
      result: 'failed',
      args: { events: taken.forged },
    });
  };
  await turns(sync, signal, async () => {
    if (!isPaired(sync) || whyReadOnly(sync)) {
      await ports.monotonic.sleep(sync.lease.isAsked ? IDLE_MS : 500, signal);
      return;
    }
    try {
      const acknowledging = acknowledgeAll(readState(ledger, 'relayCursor'));
      const askedAt = ports.monotonic.now();
      const taken = await pullEvents(ports, ledger, sync.relay(), WAIT_SECONDS, signal);
      const answeredAt = ports.monotonic.now();
      const failure = await acknowledging;
      if (failure !== null) throw failure;
      sync.lease.heardAt = answeredAt;
      reportRecovery(sync, 'relay');
      pause = RETRY_MS;
      if (!taken) {
        // A relay, or a proxy before it, that does not wait is not asked again and again.
        if (msBetween(askedAt, answeredAt) < IMPATIENT_MS) await ports.monotonic.sleep(IMPATIENT_MS, signal);
        return;
      }
      alarm(taken);
      sync.signals.hints.notify();
    } catch (error) {
      if (signal.aborted) return;
      reportTrouble(sync, 'relay', error);
      await ports.monotonic.sleep(pause * (0.8 + 0.4 * ports.random.fraction()), signal);
      pause = Math.min(LONGEST_RETRY_MS, pause * 2);
    }
  });
}

/** What is in the ledger may be erased at the relay. A lease that is no longer ours is the lease loop's business. */
async function acknowledge(sync: Sync, through: number): Promise<boolean> {
  const { epoch } = sync.lease;
  if (epoch === null) return false;
  const { store } = readState(sync.ledger, 'relayNumbers');
  try {
    const granted = await sync.relay().acknowledge(through, epoch, store);
    sync.ports.milestone('relay:acknowledged');
    rememberGranted(sync, Math.min(through, granted), store);
    return true;
  } catch (error) {
    // The poll beside this one tells what has become of the numbers.
    if (error instanceof OtherStore) return false;
    if (!(error instanceof LeaseHeld)) throw error;
    sync.lease.epoch = null;
    return false;
  }
}

/** Unless the poll beside it has found meanwhile that the numbers are others. */
function rememberGranted({ ledger }: Sync, granted: number, store: string | null): void {
  ledger.transaction(() => {
    const now = readState(ledger, 'relayNumbers');
    if (now.store === store && readState(ledger, 'relayCursor') >= granted && now.acknowledged < granted)
      writeState(ledger, 'relayNumbers', { store, acknowledged: granted });
  });
}

async function orderHintLoop(sync: Sync, orders: OrdersIn, signal: AbortSignal): Promise<void> {
  await turns(sync, signal, async () => {
    await followWhenWriter(sync, () => followOrderHints(sync, orders));
    // Orders first: they explain most levels that have moved.
    sync.signals.otherHints.notify();
    await sync.signals.hints.wait(IDLE_MS, signal);
  });
}

async function otherHintLoop(sync: Sync, orders: OrdersIn, signal: AbortSignal): Promise<void> {
  await turns(sync, signal, async () => {
    await sync.signals.otherHints.wait(IDLE_MS, signal);
    await followWhenWriter(sync, async () => {
      await followOtherHints(sync, orders);
      pruneHints(sync.ledger, later(calendarNow(sync), -REMEMBER_MS));
    });
  });
}

async function followWhenWriter(sync: Sync, follow: () => Promise<void>): Promise<void> {
  if (!isPaired(sync) || whyReadOnly(sync)) return;
  try {
    await follow();
  } catch (error) {
    reportTrouble(sync, 'shopify', error);
  }
}

async function guardLoop(sync: Sync, signal: AbortSignal): Promise<void> {
  const { monotonic } = sync.ports;
  await turns(sync, signal, async () => {
    const checkedAt = sync.lease.webhooksCheckedAt;
    const isDue = checkedAt === null || msBetween(checkedAt, monotonic.now()) >= GUARD_MS;
    const isWanted = isPaired(sync) && readState(sync.ledger, 'webhooksWanted') && !whyNotWrite(sync);
    if (isWanted && isDue && !readSetting(sync.ledger, 'shadow')) {
      try {
        await guardWebhooks(sync);
      } catch (error) {
        reportTrouble(sync, 'shopify', error);
      }
    }
    if (isPaired(sync) && !whyReadOnly(sync)) await sayWhomToTell(sync);
    await finishLeaving(sync).catch((error: unknown) => {
      // Said where the relay is looked at: nothing of the stock depends on it.
      if (!(error instanceof Refusal)) throw error;
    });
    await monotonic.sleep(60_000, signal);
  });
}
