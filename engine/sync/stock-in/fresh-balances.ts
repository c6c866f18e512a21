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

/** When this process read each article, and those that are to be read before something is raised. */
const readingsOf = rememberedBy(() => ({ read: new Map<string, Instant>(), wanted: new Set<string>() }));

const now = ({ ports }: Sync): Instant => ({ passed: ports.monotonic.now(), wall: ports.clock.now() });

/** EasyCashier has shown the article's balances. */
export function noteRead(sync: Sync, articleNumber: string): void {
  const { read, wanted } = readingsOf(sync);
  read.set(articleNumber, now(sync));
  wanted.delete(articleNumber);
}

/** Whether its balances were read lately: after an absence they may be higher than what is left, and nothing is raised by them. */
export function isFresh(sync: Sync, articleNumber: string): boolean {
  const at = readingsOf(sync).read.get(articleNumber);
  if (at === undefined) return false;
  const { passed, wall } = now(sync);
  return Math.max(msBetween(at.passed, passed), Math.abs(msBetween(at.wall, wall))) < FRESH_MS;
}

/** It is read at the next look, before any scan comes to it. */
export function wantRead(sync: Sync, articleNumber: string): void {
  readingsOf(sync).wanted.add(articleNumber);
}

export const wantedReadings = (sync: Sync): readonly string[] => [...readingsOf(sync).wanted];

/** Nobody can say what became of the article, or it is no matter of ours. */
export function wantNoMore(sync: Sync, articleNumber: string): void {
  readingsOf(sync).wanted.delete(articleNumber);
}
