import type { ProbeResult } from '../../../shared/contract/capabilities.ts';
import type { CapabilitySide, Found } from '../../../shared/words/capabilities.ts';
import { epochMs } from '../../../shared/words/time.ts';
import { probeEasyCashier } from '../../easycashier/probe.ts';
import { askedAgain } from '../../ledger/capabilities.ts';
import { Refusal } from '../../refusal.ts';
import { dayBefore } from '../../rules/days.ts';
import { probeShopify } from '../../shopify/probe.ts';
import { capabilitiesOf, keepAnswers } from '../runtime/capabilities.ts';
import type { Sync } from '../runtime/context.ts';

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
  // Nobody was there to be asked.
  if (failure === 'notConnected') return failure;
  for (const [name, heard] of Object.entries(heardOf(sync, side))) {
    // Of a side that did not answer to the end silence tells nothing.
    if (heard !== null || failure === null) Object.assign(found, { [name]: heard });
  }
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

/** What a side's answers have shown of themselves, whatever was asked; null: nothing yet. @throws Refusal `notConnected` */
export function heardOf(sync: Sync, side: CapabilitySide): Found {
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
  const bucket = client.bucket();
  return {
    apiVersion: client.answeredVersion(),
    pointsMaximum: bucket?.maximum ?? null,
    pointsRestored: bucket?.restored ?? null,
    shopifyDate: tells === null ? null : tells ? 'told' : 'absent',
    shopifyClockOffset: tells === true && theirs !== null ? ahead(epochMs(theirs)) : null,
  };
}
