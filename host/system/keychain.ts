/** The operating system's keychain, one account per data directory and secret. */
import { createHash } from 'node:crypto';
import { AsyncEntry } from '@napi-rs/keyring';
import type { Secrets } from '../../engine/ports.ts';

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

/** Null when there is no keychain that gives back what it is given. */
export async function openKeychain(dataDir: string): Promise<Secrets | null> {
  const entry = keychainEntries(dataDir);
  const limit = () => AbortSignal.timeout(PATIENCE_MS);
  try {
    const probe = entry(`probe.${process.pid}`);
    const proof = `probe-${process.pid}-${process.hrtime.bigint()}`;
    await probe.setPassword(proof, limit());
    const read = await probe.getPassword(limit());
    await probe.deleteCredential(limit());
    if (read !== proof) return null;
  } catch {
    return null;
  }
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
