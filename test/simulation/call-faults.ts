import { type FaultKind, faultKinds } from '../../practice/faults.ts';
import type { Shops } from './shops.ts';

/** The next calls to one of the shops fail. */
export function failCalls({ random, practice, tell }: Shops): void {
  const { easycashier, shopify } = practice;
  const kind: FaultKind = random.pick(faultKinds);
  const times = random.integer(1, 3);
  const ms = kind === 'hang' ? random.pick([30_000, 60_000]) : random.integer(500, 8_000);
  if (random.chance(0.5)) {
    shopify.faults.add({ kind, times, ms });
    tell(`fault shopify ${kind} ×${times}`);
    return;
  }
  // A doubled delivery of a stock call would count twice in EasyCashier whatever the sender does: it has no
  // idempotency key. HTTP does not deliver twice, so only readings are doubled.
  const match = kind === 'duplicate' ? 'GET' : random.pick([undefined, '/stock', 'GET /article', '/report']);
  easycashier.faults.add({ kind, times, ms, ...(match === undefined ? {} : { match }) });
  tell(`fault easycashier ${kind} ×${times} ${match ?? ''}`);
}

/** A shop takes back what it granted, answers with less than it has, or becomes slower. */
export function withdrawService({ random, practice, tell }: Shops): void {
  const { easycashier, shopify } = practice;
  const kind = random.pick(['tokens', 'sessions', 'plan', 'short', 'rate'] as const);
  tell(`trouble ${kind}`);
  if (kind === 'tokens') shopify.tokens.revoke('granted');
  else if (kind === 'sessions') easycashier.expireTokens();
  else if (kind === 'short') easycashier.truncateNextListing(random.integer(0, 3));
  else if (kind === 'plan') shopify.settings.restoreRate = random.pick([50, 100, 200]);
  else shopify.settings.bucketSize = random.pick([1_000, 2_000]);
}

/** The next calls work. A shop that became slower stays so. */
export function clearCallFaults({ practice }: Shops): void {
  practice.easycashier.faults.clear();
  practice.shopify.faults.clear();
  practice.easycashier.truncateNextListing(Number.MAX_SAFE_INTEGER);
}
