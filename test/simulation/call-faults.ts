import type { FaultKind } from '../../practice/faults.ts';
import type { Shops } from './shops.ts';

/** What a single call may meet. The order is part of what a seed means: another kind has a draw of its own. */
const kinds: readonly FaultKind[] = [
  'delay',
  'lost-before',
  'unanswered',
  'hang',
  'duplicate',
  'status-429',
  'status-503',
  'status-500',
  'status-502-after',
  'wrong-shape',
  'not-json',
  'expired-token',
];

/** The next calls to one of the shops fail. */
export function failCalls({ random, practice, tell }: Shops): void {
  const { easycashier, shopify } = practice;
  const kind: FaultKind = random.pick(kinds);
  const times = random.integer(1, 3);
  const ms = kind === 'hang' ? random.pick([30_000, 60_000]) : random.integer(500, 8_000);
  if (random.chance(0.5)) {
    shopify.faults.add({ kind, times, ms });
    tell(`fault shopify ${kind} ×${times}`);
    return;
  }
  // A doubled delivery of a stock call would count twice in EasyCashier whatever the sender does: it has no
  // idempotency key. HTTP does not deliver twice, so only readings are doubled.
  const drawn = kind === 'duplicate' ? 'GET' : random.pick([undefined, '/stock', 'GET /article', '/report']);
  // Nor does a server say in JSON that a booking went well which it has not made: nobody could tell.
  const match = kind === 'wrong-shape' && (drawn === undefined || drawn === '/stock') ? 'GET' : drawn;
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
