import type { ProbeResult } from '../../../shared/contract/capabilities.ts';
import { type CapabilitySide, capabilitySides, type Found } from '../../../shared/words/capabilities.ts';
import { epochMs, later, type MonotonicTime } from '../../../shared/words/time.ts';
import { probeEasyCashier } from '../../easycashier/probe.ts';
import { askedAgain, sidesToAskAgain } from '../../ledger/capabilities.ts';
import { Refusal } from '../../refusal.ts';
import { dayBefore } from '../../rules/days.ts';
import { probeShopify } from '../../shopify/probe.ts';
import { capabilitiesOf, keepAnswers } from '../runtime/capabilities.ts';
import type { Sync } from '../runtime/context.ts';
import { rememberedBy } from '../runtime/per-process.ts';

/** So many days of sales fill more than one page of the report in most shops. */
const DAYS = 30;

/**
 * Asks both sides for what is not known of them, reading only, and keeps what they tell. A side that cannot be asked is named with its reason.
 */
export async function probe(sync: Sync): Promise<ProbeResult> {
  const easycashier = { failure: await probeSide(sync, 'easycashier') };
  const shopify = { failure: await probeSide(sync, 'shopify') };
  return {
    ...capabilitiesOf(sync.ledger),
    probedAt: sync.ports.clock.now(),
    sides: { easycashier, shopify },
  };
}

/** Why the side could not be asked to the end; null where it could. What was found out until then is kept. */
export async function probeSide(
  sync: Sync,
  side: CapabilitySide,
  signal?: AbortSignal,
): Promise<Refusal['code'] | null> {
  const found: Found = {};
  let failure: Refusal['code'] | null = null;
  try {
    const questions = side === 'easycashier' ? askEasyCashier(sync) : probeShopify(sync.shopify());
    for await (const answer of questions) {
      signal?.throwIfAborted();
      Object.assign(found, answer);
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    failure = error.code;
  }
  if (failure !== 'notConnected') Object.assign(found, heardOf(sync, side));
  sync.ledger.transaction(() => {
    keepAnswers(sync, side, found);
    if (failure === null) askedAgain(sync.ledger, side);
  });
  return failure;
}

function askEasyCashier(sync: Sync): AsyncGenerator<Found> {
  const client = sync.easycashier();
  const last = dayBefore(client.today());
  let first = last;
  for (let days = 1; days < DAYS; days += 1) first = dayBefore(first);
  return probeEasyCashier(client, (work) => sync.easycashierQueue.run('asked', work), { first, last });
}

/** What a side's answers have shown of themselves, whatever was asked. */
function heardOf(sync: Sync, side: CapabilitySide): Found {
  const now = epochMs(sync.ports.clock.now());
  const ahead = (theirs: number) => Math.round((theirs - now) / 1_000);
  if (side === 'easycashier') {
    const client = sync.easycashier();
    const observed = client.observed();
    const isTold = observed.easycashierDate === 'told';
    return { ...observed, easycashierClockOffset: isTold ? ahead(epochMs(client.now())) : null };
  }
  const client = sync.shopify();
  const tells = client.tellsTime();
  const theirs = client.now();
  return {
    shopifyDate: tells === null ? null : tells ? 'told' : 'absent',
    shopifyClockOffset: tells === true && theirs !== null ? ahead(epochMs(theirs)) : null,
  };
}

/** A side whose trouble comes and goes is asked again so often at most. */
const AGAIN_MS = 60 * 60_000;
const askedAt = rememberedBy(() => new Map<CapabilitySide, MonotonicTime>());

/** Asks again the sides that have been in trouble, or have contradicted what is kept. Nothing comes of a failure: it is tried again later. */
export async function probeAgain(sync: Sync, signal: AbortSignal): Promise<void> {
  const { monotonic, log } = sync.ports;
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
