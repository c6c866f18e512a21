/**
 * Whose ingest tokens were asked for lately, so that a delivery need not ask for each. Another node may change them: for so long one that was
 * dropped there still delivers to its shop, and a shop that was erased there is found to be gone by what keeps the delivery. Tokens of
 * computers are always asked for.
 */
import type { Monotonic } from '../../ports.ts';
import type { FoundToken } from './devices.ts';

const KNOWN_MS = 5_000;
const MAX_OWNERS = 20_000;

export interface TokenCache {
  /** What is known of the token, else what `ask` finds. */
  find(hash: Uint8Array, ask: () => Promise<FoundToken | null>): Promise<FoundToken | null>;
  /** Its use was written down, so that it is not for each delivery. */
  used(hash: Uint8Array, at: number): void;
  /** Runs what changes tokens: nothing that was found before it has ended is known afterwards. */
  change<T>(work: () => Promise<T>): Promise<T>;
}

/** Empty at first. */
export function createTokenCache(monotonic: Monotonic): TokenCache {
  const owners = new Map<string, { readonly found: FoundToken; readonly until: number }>();
  let changes = 0;
  const forget = () => {
    changes += 1;
    owners.clear();
  };
  const nameOf = (hash: Uint8Array) => Buffer.from(hash).toString('latin1');
  return {
    find: async (hash, ask) => {
      const name = nameOf(hash);
      const known = owners.get(name);
      if (known && known.until > monotonic.now()) return known.found;
      const before = changes;
      const found = await ask();
      if (owners.size >= MAX_OWNERS) owners.clear();
      if (found && before === changes) owners.set(name, { found, until: monotonic.now() + KNOWN_MS });
      else owners.delete(name);
      return found;
    },
    used: (hash, usedAt) => {
      const name = nameOf(hash);
      const known = owners.get(name);
      if (known) owners.set(name, { ...known, found: { ...known.found, usedAt } });
    },
    change: async (work) => {
      forget();
      try {
        return await work();
      } finally {
        forget();
      }
    },
  };
}
