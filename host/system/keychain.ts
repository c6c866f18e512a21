/** The operating system's keychain, one account per data directory and secret. */
import { createHash } from 'node:crypto';
import { AsyncEntry } from '@napi-rs/keyring';
import type { Secrets } from '../../engine/ports.ts';
import { Refusal } from '../../engine/refusal.ts';
import { forgetFormerPlace, formerPlace } from './former-place.ts';
import { secretNames } from './secret-names.ts';

const SERVICE = 'easycashier-backoffice';
/**
 * Pinned: where no secret service answers, the library's default leaves the secret in the kernel keyring although it
 * reports a failure. With the store named, the constructor throws at once.
 */
const STORE = { linux: { store: 'secret-service' } } as const;
/** A keychain that waits for a prompt nobody sees must not hang the program. */
const PATIENCE_MS = 10_000;

function keychainEntries(dataDir: string): (name: string) => AsyncEntry {
  const account = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  return (name) => new AsyncEntry(SERVICE, `${account}:${name}`, STORE);
}

/**
 * Null when there is no keychain at all. What lies there for a place the data were moved from comes along.
 * @throws Refusal `keychainClosed` where there is one that does not give back what it is given: it is locked, or fails
 */
export async function openKeychain(dataDir: string): Promise<Secrets | null> {
  const entry = keychainEntries(dataDir);
  const probe = attempt(() => entry(`probe.${process.pid}`));
  if (probe === null) return null;
  try {
    const proof = `probe-${process.pid}-${process.hrtime.bigint()}`;
    await probe.setPassword(proof, limit());
    const read = await probe.getPassword(limit());
    await probe.deleteCredential(limit());
    if (read !== proof) throw new Error('it gives back something else');
    const own = secretsOf(entry);
    const former = formerPlace(dataDir);
    if (former !== null) {
      await carryOver(secretsOf(keychainEntries(former)), own);
      forgetFormerPlace(dataDir);
    }
    return own;
  } catch {
    throw new Refusal('keychainClosed');
  }
}

function attempt<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    return null;
  }
}

const limit = () => AbortSignal.timeout(PATIENCE_MS);

function secretsOf(entry: (name: string) => AsyncEntry): Secrets {
  return {
    get: async (name) => (await entry(name).getPassword(limit())) ?? null,
    set: async (name, value) => {
      await entry(name).setPassword(value, limit());
    },
    delete: async (name) => {
      await entry(name).deleteCredential(limit());
    },
  };
}

/** Each secret is there before it goes away here, and none is overwritten: what was interrupted is done again. */
async function carryOver(from: Secrets, to: Secrets): Promise<void> {
  for (const name of secretNames) {
    const value = await from.get(name);
    if (value === null) continue;
    if ((await to.get(name)) === null) await to.set(name, value);
    await from.delete(name);
  }
}
