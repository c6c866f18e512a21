import { later, type MonotonicTime, msBetween } from '../../../shared/words/time.ts';
import {
  allowFalls,
  endScan,
  type FallWatch,
  forgetFalls,
  keptEqual,
  readFallWatch,
  setFallVerdict,
} from '../../ledger/falls.ts';
import { openInbox, withdrawInbox } from '../../ledger/inbox.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { readSetting } from '../../ledger/settings.ts';
import { Refusal } from '../../refusal.ts';
import { FEW_FALLS, guardOf } from '../../rules/guards.ts';
import { type Sync, shortId } from '../runtime/context.ts';
import { rememberedBy } from '../runtime/per-process.ts';

const SUBJECT = { kind: 'guard' } as const;

/** What was written longer ago counts no more, unless a question is open. */
const WINDOW_MS = 60 * 60_000;
/** What old writes are looked for this often. */
const FORGET_MS = 60_000;
/** How many positions are kept equal changes slowly, and in a shop of 100,000 it takes tens of milliseconds to count. */
const KEPT_MS = 60_000;

/** Falls do not wait longer for a scan that never comes to its end: what has been read by then is judged. */
const BURST_PATIENCE_MS = 30 * 60_000;

/** What one process remembers of its counting. */
interface Counts {
  kept: { readonly at: MonotonicTime; readonly positions: number; readonly units: number } | null;
  forgottenAt: MonotonicTime | null;
  /** Since when falls have waited for the end of a scan, as far as this process has seen. */
  burstSince: MonotonicTime | null;
}
const countsOf = rememberedBy((): Counts => ({ kept: null, forgottenAt: null, burstSince: null }));

/**
 * Has so much fallen within the hour that a person must say yes to it? An empty answer from EasyCashier must never become an empty
 * shop. The verdict is kept in the ledger, and with it which positions wait: nothing is gone through here, whatever the shop's size.
 * A question is withdrawn when the numbers have come back, but not in the middle of a scan. Inside a transaction.
 */
export function judgeFalls(sync: Sync): void {
  const { ledger } = sync;
  endOldBurst(sync);
  forgetOldWrites(sync);
  const watch = readFallWatch(ledger);
  const verdict = verdictOn(sync, watch);
  // Where nothing waits, because it was written by other hands, there is nothing to ask; what falls next is measured with it.
  if (verdict === null || askedAbout(watch, verdict).rows === 0) {
    if (watch.verdict === null || watch.isScanning) return;
    setFallVerdict(ledger, null);
    withdrawInbox(ledger, SUBJECT, sync.ports.clock.now());
    sync.signals.stockOut.notify();
    return;
  }
  if (verdict !== watch.verdict) {
    setFallVerdict(ledger, verdict);
    if (watch.verdict === null) logStop(sync, verdict, watch);
  }
  const { rows, units } = askedAbout(watch, verdict);
  openInbox(ledger, {
    id: shortId(sync, 'q'),
    at: sync.ports.clock.now(),
    subject: SUBJECT,
    kind: 'guardStopped',
    args: { rows, units },
    choices: ['send', 'retry'],
    isAskedAgain: true,
  });
}

function endOldBurst(sync: Sync): void {
  const counts = countsOf(sync);
  const now = sync.ports.monotonic.now();
  if (!readFallWatch(sync.ledger).isBurst) counts.burstSince = null;
  else if (counts.burstSince === null) counts.burstSince = now;
  else if (msBetween(counts.burstSince, now) > BURST_PATIENCE_MS) endScan(sync.ledger);
}

/** While a question is open nothing is forgotten: it does not go away by itself because time passes. */
function forgetOldWrites(sync: Sync): void {
  const counts = countsOf(sync);
  const now = sync.ports.monotonic.now();
  if (counts.forgottenAt !== null && msBetween(counts.forgottenAt, now) < FORGET_MS) return;
  if (readFallWatch(sync.ledger).verdict !== null) return;
  counts.forgottenAt = now;
  forgetFalls(sync.ledger, later(now, -WINDOW_MS));
}

function verdictOn(sync: Sync, watch: FallWatch): FallWatch['verdict'] {
  if (watch.positions <= FEW_FALLS) return null;
  const kept = keptNow(sync);
  const unitsBefore = Math.max(watch.units, kept.units + watch.written);
  return guardOf(
    {
      positions: Math.max(watch.positions, kept.positions),
      zeroed: watch.zeroed,
      unitsBefore,
      unitsAfter: unitsBefore - watch.units,
    },
    {
      zeroShare: readSetting(sync.ledger, 'guardZeroShare'),
      dropShare: readSetting(sync.ledger, 'guardDropShare'),
    },
  );
}

function keptNow(sync: Sync): { readonly positions: number; readonly units: number } {
  const counts = countsOf(sync);
  const now = sync.ports.monotonic.now();
  if (counts.kept === null || msBetween(counts.kept.at, now) >= KEPT_MS) {
    counts.kept = { at: now, ...keptEqual(sync.ledger) };
  }
  return counts.kept;
}

/** What a yes would send. */
function askedAbout({ waiting }: FallWatch, verdict: FallWatch['verdict']): { rows: number; units: number } {
  return verdict === 'massZero'
    ? { rows: waiting.zeroed, units: waiting.zeroedUnits }
    : { rows: waiting.positions, units: waiting.units };
}

function logStop(sync: Sync, reason: string, watch: FallWatch): void {
  writeLog(sync.ledger, {
    at: sync.ports.clock.now(),
    event: 'guardStopped',
    cause: 'system',
    result: 'waiting',
    args: { reason, rows: watch.waiting.positions },
  });
}

/**
 * The person has typed how many numbers may fall: exactly those that wait now. Inside a transaction.
 * @throws Refusal `guardRows` when another number is asked about by now
 */
export function confirmFalls(sync: Sync, confirmRows: number | undefined): void {
  judgeFalls(sync);
  const watch = readFallWatch(sync.ledger);
  if (watch.verdict === null) return; // withdrawn just now: nothing waits for an answer
  const { rows } = askedAbout(watch, watch.verdict);
  if (rows !== confirmRows) throw new Refusal('guardRows', { rows });
}

/** A yes is for what has fallen by now; whatever falls later is asked about anew. Inside a transaction. */
export function answerGuard(sync: Sync, isYes: boolean): void {
  if (isYes) {
    allowFalls(sync.ledger);
    // What is written with it is no part of what a later fall is measured against.
    countsOf(sync).kept = null;
  }
  sync.signals.stockOut.notify();
}
