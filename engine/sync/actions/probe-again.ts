import {
  type CapabilityName,
  type CapabilitySide,
  capabilitySides,
} from '../../../shared/words/capabilities.ts';
import { later, type MonotonicTime } from '../../../shared/words/time.ts';
import { sidesToAskAgain, wantAskedAgain } from '../../ledger/capabilities.ts';
import { capabilitiesOf, keepInPassing } from '../runtime/capabilities.ts';
import type { Sync } from '../runtime/context.ts';
import { rememberedBy } from '../runtime/per-process.ts';
import { heardOf, probeSide } from './probe.ts';

/** A side whose trouble comes and goes is asked again so often at most. */
const AGAIN_MS = 60 * 60_000;
const askedAt = rememberedBy(() => new Map<CapabilitySide, MonotonicTime>());

/** They tell of their last refusal and of this moment: another is no contradiction. */
const passing: readonly CapabilityName[] = ['errorShape', 'easycashierClockOffset', 'shopifyClockOffset'];

/**
 * Asks again the sides that have been in trouble, or whose answers contradict what is kept. Nothing comes of a failure: it is tried again later.
 * For a ledger in which both sides are connected.
 */
export async function probeAgain(sync: Sync, signal: AbortSignal): Promise<void> {
  const { monotonic, log } = sync.ports;
  const { stockAnswer } = heardOf(sync, 'easycashier');
  if (stockAnswer) keepInPassing(sync, 'easycashier', { stockAnswer });
  for (const side of capabilitySides) if (isContradicted(sync, side)) wantAskedAgain(sync.ledger, side);
  const wanted = sidesToAskAgain(sync.ledger);
  for (const side of capabilitySides.filter((one) => wanted.includes(one) && !sync.troubles.has(one))) {
    const last = askedAt(sync).get(side);
    if (last !== undefined && monotonic.now() < later(last, AGAIN_MS)) continue;
    askedAt(sync).set(side, monotonic.now());
    const failure = await probeSide(sync, side, signal).catch((error: unknown) => {
      if (signal.aborted) return null;
      throw error;
    });
    if (failure !== null) log.info('sync.notProbed', { side, code: failure });
  }
}

/** The answers of everyday show something else than what the side was found to be. */
function isContradicted(sync: Sync, side: CapabilitySide): boolean {
  const { findings } = capabilitiesOf(sync.ledger);
  return Object.entries(heardOf(sync, side)).some(([name, heard]) => {
    const finding = findings[name as CapabilityName];
    if (heard === null || finding.is !== 'known' || passing.includes(name as CapabilityName)) return false;
    return JSON.stringify(finding.value) !== JSON.stringify(heard);
  });
}
