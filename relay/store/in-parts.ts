/** Work on a whole shop, in parts that are committed each by itself: what others ask for passes in between. The same for both engines. */
import type { Monotonic } from '../ports.ts';
import { type AcknowledgeOutcome, REMEMBER_MS, REMEMBERED_IDS } from './store.ts';

/** Events of one part: some milliseconds of a database. */
export const PART = 500;
/** Of the oldest, one delivery pushes out no more than this: a quota that was made smaller is reached little by little. */
export const MOST_PUSHED_OUT = 1_000;

/** What a part of a sweep has done to one tenant. */
export interface SweptPart {
  /** For their age, and for the quota. */
  readonly dropped: { readonly retention: number; readonly quota: number };
  /** Where the next part begins to look for keys to forget; null: nothing is left to do. */
  readonly next: number | null;
}

export interface Erasing {
  /** Erases a part of what is left of shops that are gone. False: nothing was left. */
  erasePart(): Promise<boolean>;
  /** It rests for as long as a part has taken, so that half of the time is everybody else's; null: in memory, where nobody waits. */
  readonly monotonic: Monotonic | null;
}

export interface Sweeping extends Erasing {
  tenantIds(): Promise<readonly string[]>;
  /** `from`: 0 at first, then what the last part has said. */
  sweepPart(tenantId: string, from: number): Promise<SweptPart>;
  /** False: the store takes nothing at present, so that there is no use in going on. */
  isUp(): boolean;
  onDropped(dropped: SweptPart['dropped']): void;
}

async function rested<T>(
  monotonic: Monotonic | null,
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const begun = monotonic?.now() ?? 0;
  const result = await work();
  await monotonic?.sleep(monotonic.now() - begun, signal);
  return result;
}

/** Until nothing is left of them, or the signal. */
export async function eraseRemains(parts: Erasing, signal?: AbortSignal): Promise<void> {
  while (!signal?.aborted && (await rested(parts.monotonic, parts.erasePart, signal)));
}

async function sweepTenant(parts: Sweeping, tenantId: string, signal?: AbortSignal): Promise<void> {
  for (let from: number | null = 0; from !== null && !signal?.aborted; ) {
    const at: number = from;
    const part: SweptPart = await rested(parts.monotonic, () => parts.sweepPart(tenantId, at), signal);
    parts.onDropped(part.dropped);
    from = part.next;
  }
}

/**
 * Every tenant after the other. One that cannot be swept, because somebody holds it, holds back no other.
 * @throws what the first of those was refused with, at the end
 */
export async function sweepAll(parts: Sweeping, signal?: AbortSignal): Promise<void> {
  let trouble: { readonly error: unknown } | null = null;
  await eraseRemains(parts, signal);
  for (const tenantId of await parts.tenantIds()) {
    if (signal?.aborted) break;
    try {
      await sweepTenant(parts, tenantId, signal);
    } catch (error) {
      trouble ??= { error };
      if (!parts.isUp()) break;
    }
  }
  if (trouble) throw trouble.error;
}

/** Of keys of events that have gone, oldest first: the last that need not be known any more; null: all must. */
export function lastToForget(
  gone: readonly { readonly seq: number; readonly gone_at: number }[],
  floor: number,
  at: number,
): number | null {
  const isKept = ({ seq, gone_at }: { seq: number; gone_at: number }) =>
    gone_at >= at - REMEMBER_MS && seq > floor - REMEMBERED_IDS;
  const kept = gone.findIndex(isKept);
  return (kept < 0 ? gone : gone.slice(0, kept)).at(-1)?.seq ?? null;
}

/** `part` acknowledges `PART` events at most. What it was granted stays granted, so a failure in between costs nothing but asking again. */
export async function acknowledgeAll(
  through: number,
  part: () => Promise<AcknowledgeOutcome | null>,
): Promise<AcknowledgeOutcome | null> {
  for (;;) {
    const outcome = await part();
    if (!outcome?.granted) return outcome;
    if (outcome.tenant.acknowledged >= Math.min(through, outcome.tenant.head)) return outcome;
  }
}
