import { msBetween } from '../../../shared/words/time.ts';
import type { Sync } from '../runtime/context.ts';
import { seenAwake } from '../runtime/lease-state.ts';
import { rememberedBy } from '../runtime/per-process.ts';

/** So long after it was read a balance is good enough to raise Shopify's number by it; a scan of a large shop comes round in less. */
const FRESH_MS = 15 * 60_000;

type Moment = ReturnType<typeof seenAwake>;

interface Readings {
  /** When this process read each article, by both clocks: one of them may not count a sleep, the other may be set. */
  readonly at: Map<string, Moment & { readonly absences: number }>;
  last: Moment | null;
  /** How often EasyCashier was not read for so long that what was read before is worth nothing: the program was off, slept, or found nobody. */
  absences: number;
  /** As many absences were before the last scan of everything. Null: none yet. */
  scannedAfter: number | null;
}

const readingsOf = rememberedBy(
  (): Readings => ({ at: new Map(), last: null, absences: 0, scannedAfter: null }),
);

/** EasyCashier has shown the article's balances. */
export function noteRead(sync: Sync, articleNumber: string): void {
  const readings = readingsOf(sync);
  const absences = countAbsences(sync);
  readings.last = seenAwake(sync.ports);
  readings.at.set(articleNumber, { ...readings.last, absences });
}

/**
 * A scan of everything begins. Returns what is called when it has come round: one that slept in between counts for nothing. What it did not
 * show is not read by it.
 */
export function beginScanOfAll(sync: Sync): () => void {
  const before = countAbsences(sync);
  return () => {
    readingsOf(sync).scannedAfter = before;
  };
}

/**
 * Whether its balances were read lately: after an absence they may be higher than what is left, and nothing is raised by them. The scan that
 * comes first then reads them all.
 */
export function isFresh(sync: Sync, articleNumber: string): boolean {
  const at = readingsOf(sync).at.get(articleNumber);
  return at !== undefined && isLately(sync, at);
}

/**
 * Whether everything has been asked for since the last absence, and changes of it ever since. Before that a plan is not written: its numbers may be
 * those of yesterday.
 */
export function isAllRead(sync: Sync): boolean {
  return readingsOf(sync).scannedAfter === countAbsences(sync);
}

/** Whether its balances were read since the last absence. */
export function isReadSince(sync: Sync, articleNumber: string): boolean {
  return readingsOf(sync).at.get(articleNumber)?.absences === countAbsences(sync);
}

function countAbsences(sync: Sync): number {
  const readings = readingsOf(sync);
  if (readings.last !== null && !isLately(sync, readings.last)) {
    readings.absences += 1;
    readings.last = null;
  }
  return readings.absences;
}

function isLately({ ports }: Sync, at: Moment): boolean {
  const { passed, wall } = seenAwake(ports);
  return Math.max(msBetween(at.passed, passed), Math.abs(msBetween(at.wall, wall))) < FRESH_MS;
}
