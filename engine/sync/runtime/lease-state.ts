import { type MonotonicTime, msBetween, type OurTime } from '../../../shared/words/time.ts';
import type { Reader } from '../../ledger/database.ts';
import { readState } from '../../ledger/engine-state.ts';
import type { Ports } from '../../ports.ts';
import { Refusal } from '../../refusal.ts';
import { stockholmMinute } from '../../rules/days.ts';
import { createSerialQueue, type SerialQueue } from './serial-queue.ts';

/**
 * What only this process knows of the relay and of the right to write; the rest is in the ledger.
 * ```text
 * not asked ──▶ ours ◀──────────────┐  it writes; renewed every 20 s
 *     │          │ held by another   │ taken over, 45 s have passed, its orders are taken in
 *     │          ▼                   │
 *     └──────▶ another's ──▶ taking over   a person asks for it here
 * ```
 * Not paired: ours, always, but for a ledger that is not the one that wrote last (`ledger-witness.ts`). A relay that is away changes nothing.
 */
export interface LeaseState {
  /** The relay has answered since this process started or woke, or could not be asked for a while. Nothing is written before that. */
  isAsked: boolean;
  /** Since when it could not be asked, without an answer before it. Null: it was not tried, or has answered. */
  unheardSince: MonotonicTime | null;
  /** When this process was last seen to be awake, by both clocks. Null: not yet, or no loops run that look every few seconds. */
  awakeAt: { readonly passed: MonotonicTime; readonly wall: OurTime } | null;
  /** Null: not yet. */
  askedAt: MonotonicTime | null;
  /** Taking over: until then the other computer may still be writing. Null: not taking over, as far as this process has seen. */
  handOverUntil: MonotonicTime | null;
  epoch: number | null;
  /** The relay failed when it was last asked, and took its time for it: no booking waits for it until it has answered. */
  isHanging: boolean;
  /** The loops have ended, and the right was given back: whatever is still under way may not ask for it again. */
  hasEnded: boolean;
  /** One question about the lease at a time: the count of writes that goes with it must not overtake an older one. */
  readonly queue: SerialQueue;
  /** The relay's last answer to a poll. Null: none yet. */
  heardAt: MonotonicTime | null;
  /** The last check of the subscriptions. Null: none yet, or another is wanted. */
  webhooksCheckedAt: MonotonicTime | null;
}

type Clocks = Pick<Ports, 'clock' | 'monotonic'>;

export const newLeaseState = (): LeaseState => ({
  isAsked: false,
  unheardSince: null,
  awakeAt: null,
  askedAt: null,
  handOverUntil: null,
  epoch: null,
  isHanging: false,
  hasEnded: false,
  queue: createSerialQueue(),
  heardAt: null,
  webhooksCheckedAt: null,
});

/** Loops look every few seconds whether they may write: whoever has not looked for so long was asleep. */
const ASLEEP_MS = 30_000;

export const seenAwake = ({ monotonic, clock }: Clocks) => ({ passed: monotonic.now(), wall: clock.now() });

/**
 * A computer that slept may have been taken over from without noticing: whoever takes over waits for less. The monotonic clock may count the
 * sleep or not, the wall clock does; one that was set looks the same, and costs one question to the relay.
 */
function noticeSleep({ lease, ports }: { readonly lease: LeaseState; readonly ports: Clocks }): void {
  const { awakeAt } = lease;
  if (awakeAt === null) return;
  const now = seenAwake(ports);
  lease.awakeAt = now;
  if (!lease.isAsked) return;
  const passedMs = msBetween(awakeAt.passed, now.passed);
  const wallMs = msBetween(awakeAt.wall, now.wall);
  if (passedMs < ASLEEP_MS && Math.abs(wallMs) < ASLEEP_MS) return;
  lease.isAsked = false;
  lease.askedAt = null;
  lease.unheardSince = null;
}

/** Why a ledger that was moved to another computer does nothing here; null: it was not. */
export function whyMoved(ledger: Reader): Refusal | null {
  const at = readState(ledger, 'movedAway');
  return at === null ? null : new Refusal('movedAway', { since: stockholmMinute(at) });
}

/**
 * A ledger that had a relay where it came from is silent until it is paired here as well, or a person does without: only the relay knows whether
 * somebody has written since it was handed over.
 */
export function whyUnpaired(ledger: Reader): Refusal | null {
  const isWanted = readState(ledger, 'arrived')?.tenantId != null && readState(ledger, 'relay') === null;
  return isWanted ? new Refusal('relayFirst') : null;
}

/** Why this computer may not write at present; null when it may. Without a relay nobody can say otherwise. */
export function whyReadOnly(sync: {
  readonly ledger: Reader;
  readonly lease: LeaseState;
  readonly ports: Clocks;
}): Refusal | null {
  const { ledger } = sync;
  const moved = whyMoved(ledger);
  if (moved !== null) return moved;
  noticeSleep(sync);
  const isTakingOver = readState(ledger, 'takeOverUntil') !== null;
  const newLife = readState(ledger, 'newLife');
  if (isTakingOver && newLife !== null) {
    return new Refusal('ledgerReplaced', {
      since: newLife.since === null ? '–' : stockholmMinute(newLife.since),
    });
  }
  if (readState(ledger, 'relay') === null) return whyUnpaired(ledger);
  const other = readState(ledger, 'otherWriter');
  if (other !== null) {
    const minutes = Math.max(0, Math.round(msBetween(other.since, sync.ports.clock.now()) / 60_000));
    return new Refusal('otherComputer', { computer: other.name, minutes });
  }
  return isTakingOver || !sync.lease.isAsked ? new Refusal('takingOver') : null;
}
