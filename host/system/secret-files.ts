import { lstatSync, mkdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { SecretName, Secrets } from '../../engine/ports.ts';
import { Refusal } from '../../engine/refusal.ts';
import { writeDurably } from './durable-files.ts';
import type { Environment } from './environment.ts';
import { createKeychainGate, type KeychainGate } from './keychain-gate.ts';
import { requireOurs, requirePrivate } from './private-files.ts';

const PREFIX = 'files:';

/** The folder that `BACKOFFICE_SECRETS=files:DIR` names; null: another flavour. */
export function secretFolder({ BACKOFFICE_SECRETS: chosen }: Environment): string | null {
  return chosen?.startsWith(PREFIX) ? chosen.slice(PREFIX.length) : null;
}

/** Where secrets are kept that nobody has given: in the folder that was asked for, else as `openKeychain` says. */
export function openStore(
  environment: Environment,
  dataDir: string,
  openKeychain: () => Promise<Secrets | null>,
): KeychainGate {
  const folder = secretFolder(environment);
  if (folder === null) return createKeychainGate(openKeychain);
  let opened: Secrets | null = null;
  return {
    open: async () => {
      opened ??= openSecretFiles(folder, dataDir);
      return opened;
    },
    reopen: () => Promise.resolve(),
  };
}

/**
 * Secrets as files, one each, for their owner alone: for a container or a server that has no keychain, where somebody has asked for it by name.
 * Each is called what `SecretName` calls it; one that was made by hand may end in a line break. A folder that can only be read gives what is in
 * it and keeps nothing.
 * @throws Refusal `badSetting` where the folder is no place for them, `secretsNotPrivate` where others may look into it or a file of it, or have put that there;
 *   `set` and `delete` throw `secretsNotKept`
 */
export function openSecretFiles(chosen: string, dataDir: string): Secrets {
  const folder = makeFolder(chosen, dataDir);
  const pathOf = (name: SecretName) => join(folder, name);
  requirePrivate(folder, 'secretsNotPrivate');
  let lasts: boolean | null = null;
  return {
    get: async (name) => readSecret(pathOf(name)),
    set: async (name, value) => change(pathOf(name), () => writeDurably(pathOf(name), value)),
    delete: async (name) => change(pathOf(name), () => rmSync(pathOf(name), { force: true })),
    isLasting: async () => {
      lasts ??= isWritable(folder);
      return lasts;
    },
  };
}

/**
 * Not in the data directory, nor around it: a copy of that must not take the keys along, and the count of what was written must not go back
 * with the ledger.
 */
function makeFolder(chosen: string, dataDir: string): string {
  const refusal = new Refusal('badSetting', {
    name: 'BACKOFFICE_SECRETS',
    why: 'notAllowed',
    value: `${PREFIX}${chosen}`,
    allowed: `${PREFIX}/… (drwx------, ≠ ${dataDir})`,
  });
  if (!isAbsolute(chosen) || isWithin(resolve(chosen), dataDir)) throw refusal;
  try {
    mkdirSync(chosen, { recursive: true, mode: 0o700 });
    const folder = realpathSync(chosen);
    if (!isWithin(folder, dataDir) && !isWithin(dataDir, folder)) return folder;
  } catch {
    // Told in the same words: there is no such place for us.
  }
  throw refusal;
}

function isWithin(inner: string, outer: string): boolean {
  const way = relative(outer, inner);
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}

function readSecret(path: string): string | null {
  let text: string;
  try {
    requireOurs(path, lstatSync(dirname(path)).uid, 'secretsNotPrivate');
    requirePrivate(path, 'secretsNotPrivate');
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const secret = text.replace(/\r?\n$/, '');
  return secret === '' ? null : secret;
}

function change(path: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Refusal('secretsNotKept', { path, why: code ?? 'EIO' });
  }
}

/** Tried, not asked for: what the system says of a folder's rights is not always what it does. */
function isWritable(folder: string): boolean {
  const proof = join(folder, 'proof');
  try {
    writeDurably(proof, '');
    rmSync(proof);
    return true;
  } catch {
    return false;
  }
}
