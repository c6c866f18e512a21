import { later, latest, type MonotonicTime } from '../../../shared/words/time.ts';
import { type Booking, isLookAwaited, type SentLine } from '../../ledger/bookings.ts';
import type { Sync } from '../runtime/context.ts';
import { rememberedBy } from '../runtime/per-process.ts';

/**
 * In a spell in which EasyCashier's answers are lost and its articles cannot be read a person would be asked about one booking after the other.
 * So a store's next one waits until the one before has been looked into, and longer each time that nothing could be told. Nothing is lost by
 * that: what waits is counted off in Shopify meanwhile.
 */

/** A booking that was turned away is sent again after this, and after twice as long each time, */
const RETRY_MS = 10_000;
/** but at least so often. */
const LONGEST_RETRY_MS = 60_000;
/** Until the booking before it has been looked into, the next one is looked at again after this. */
const AGAIN_MS = 5_000;
/** After one that could not be told the store's next one waits so long, after two of them twice as long, and so on, */
const UNTOLD_MS = 60_000;
/** but at most this. */
const LONGEST_MS = 15 * 60_000;

interface Untold {
  readonly times: number;
  readonly until: MonotonicTime;
}
/** Stores whose last booking without an answer could not be told. */
const untoldOf = rememberedBy(() => new Map<string, Untold>());

/** Until when the store sends no booking; null: it may now. */
export function pausedUntil(sync: Sync, { storeNumber }: Booking): MonotonicTime | null {
  const now = sync.ports.monotonic.now();
  const until = untoldOf(sync).get(storeNumber)?.until ?? now;
  if (isLookAwaited(sync.ledger, storeNumber)) return latest(until, later(now, AGAIN_MS));
  return until > now ? until : null;
}

/** While that is so nothing is sent whose fate could not be told either. */
export function isSentInTheDark(sync: Sync, { storeNumber }: Booking, lines: readonly SentLine[]): boolean {
  return untoldOf(sync).has(storeNumber) && lines.every(({ balanceBefore }) => balanceBefore === null);
}

/** When such a one is tried again. */
export const triedInTheDark = ({ ports }: Sync) => later(ports.monotonic.now(), UNTOLD_MS);

/** What became of a booking cannot be told; several that were sent before that count as one. */
export function noteUntold(sync: Sync, { storeNumber }: Booking): void {
  const now = sync.ports.monotonic.now();
  const before = untoldOf(sync).get(storeNumber);
  if (before && before.until > now) return;
  const times = (before?.times ?? 0) + 1;
  const until = later(now, Math.min(LONGEST_MS, UNTOLD_MS * 2 ** (times - 1)));
  untoldOf(sync).set(storeNumber, { times, until });
}

/** A booking was answered, or what became of it could be told: the store is as ever. */
export function noteTold(sync: Sync, { storeNumber }: Booking): void {
  untoldOf(sync).delete(storeNumber);
}

/** How long a booking waits that was turned away after it had been sent so often before, in milliseconds. */
export function retryMs(before: number): number {
  return Math.min(RETRY_MS * 2 ** before, LONGEST_RETRY_MS);
}
