/** Secrets for a program with a window: the keychain, or memory until it ends where a person has agreed to that. */
import type { SecretName, Secrets } from '../../engine/ports.ts';
import { Refusal } from '../../engine/refusal.ts';
import type { SecretKeeper } from '../../shared/contract/host.ts';
import type { Environment } from './environment.ts';
import type { Redactor } from './redaction.ts';
import { secretFolder } from './secret-files.ts';
import { createSecrets } from './secrets.ts';

export interface WindowSecrets extends Secrets {
  /** Where secrets are kept now; opens the keychain to find out. */
  keeper(): Promise<SecretKeeper>;
  /** From now on in memory, if there is no keychain. */
  keepForSession(): Promise<SecretKeeper>;
}

interface SessionStore extends WindowSecrets {
  keeper(): Promise<'keychain' | 'session' | 'none'>;
}

/** @throws Refusal `noKeychain` by `set`, while there is no keychain and nobody has agreed to memory */
function keychainOrSession(openKeychain: () => Promise<Secrets | null>): SessionStore {
  let opened: Promise<Secrets | null> | null = null;
  const memory = new Map<SecretName, string>();
  let isSession = false;

  const keychain = async (): Promise<Secrets | null> => {
    opened ??= openKeychain();
    const found = await opened;
    // It may be unlocked later: the next who asks looks again.
    if (found === null) opened = null;
    return found;
  };

  return {
    keeper: async () => {
      if (isSession) return 'session';
      return (await keychain()) === null ? 'none' : 'keychain';
    },
    keepForSession: async () => {
      if (!isSession && (await keychain()) !== null) return 'keychain';
      isSession = true;
      return 'session';
    },
    get: async (name) => {
      if (isSession) return memory.get(name) ?? null;
      return (await (await keychain())?.get(name)) ?? null;
    },
    set: async (name, value) => {
      const found = isSession ? null : await keychain();
      if (found !== null) await found.set(name, value);
      else if (isSession) memory.set(name, value);
      else throw new Refusal('noKeychain');
    },
    delete: async (name) => {
      memory.delete(name);
      if (!isSession) await (await keychain())?.delete(name);
    },
    isLasting: async () => !isSession && (await keychain()) !== null,
  };
}

/** What the environment carries wins over what is stored, as for a command. */
export function createWindowSecrets(
  environment: Environment,
  redactor: Redactor,
  openKeychain: () => Promise<Secrets | null>,
): WindowSecrets {
  const store = keychainOrSession(openKeychain);
  const secrets = createSecrets({
    environment,
    redactor,
    openKeychain: () => Promise.resolve(store),
    onEnvironmentOnly: () => undefined,
  });
  const chosen = environment.BACKOFFICE_SECRETS;
  const fixed =
    secretFolder(environment) !== null
      ? 'files'
      : chosen === 'memory'
        ? 'session'
        : chosen === 'env'
          ? 'environment'
          : null;
  return {
    ...secrets,
    keeper: async () => fixed ?? (await store.keeper()),
    keepForSession: async () => fixed ?? (await store.keepForSession()),
  };
}
