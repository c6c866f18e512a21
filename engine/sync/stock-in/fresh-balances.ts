import { msBetween } from '../../../shared/words/time.ts';
import type { Sync } from '../runtime/context.ts';
import { seenAwake } from '../runtime/lease-state.ts';
import { rememberedBy } from '../runtime/per-process.ts';

/** So long after it was read a balance is good enough to raise Shopify's number by it; a scan of a large shop comes round in less. */
const FRESH_MS = 15 * 60_000;

/** When this process read each article, by both clocks: one of them may not count a sleep, the other may be set. */
const readingsOf = rememberedBy(() => new Map<string, ReturnType<typeof seenAwake>>());

/** EasyCashier has shown the article's balances. */
export function noteRead(sync: Sync, articleNumber: string): void {
  readingsOf(sync).set(articleNumber, seenAwake(sync.ports));
}

/**
 * Whether its balances were read lately: after an absence they may be higher than what is left, and nothing is raised by them. The scan that
 * comes first then reads them all.
 */
export function isFresh(sync: Sync, articleNumber: string): boolean {
  const at = readingsOf(sync).get(articleNumber);
  if (at === undefined) return false;
  const { passed, wall } = seenAwake(sync.ports);
  return Math.max(msBetween(at.passed, passed), Math.abs(msBetween(at.wall, wall))) < FRESH_MS;
}
