import { type MonotonicTime, msBetween, type OurTime } from '../../../shared/words/time.ts';
import type { Sync } from '../runtime/context.ts';
import { rememberedBy } from '../runtime/per-process.ts';

/** So long after it was read a balance is good enough to raise Shopify's number by it; a scan of a large shop comes round in less. */
const FRESH_MS = 15 * 60_000;

/** By both clocks: one of them may not count a sleep, the other may be set. */
interface Instant {
  readonly passed: MonotonicTime;
  readonly wall: OurTime;
}

/** When this process read each article. */
const readingsOf = rememberedBy(() => new Map<string, Instant>());

const now = ({ ports }: Sync): Instant => ({ passed: ports.monotonic.now(), wall: ports.clock.now() });

/** EasyCashier has shown the article's balances. */
export function noteRead(sync: Sync, articleNumber: string): void {
  readingsOf(sync).set(articleNumber, now(sync));
}

/**
 * Whether its balances were read lately: after an absence they may be higher than what is left, and nothing is raised by them. The scan that
 * comes first then reads them all.
 */
export function isFresh(sync: Sync, articleNumber: string): boolean {
  const at = readingsOf(sync).get(articleNumber);
  if (at === undefined) return false;
  const { passed, wall } = now(sync);
  return Math.max(msBetween(at.passed, passed), Math.abs(msBetween(at.wall, wall))) < FRESH_MS;
}
