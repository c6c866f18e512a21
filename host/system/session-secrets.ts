/** Secrets for a program with a window: the keychain, or memory until it ends where a person has agreed to that. */
import type { SecretName, Secrets } from '../../engine/ports.ts';
import { Refusal } from '../../engine/refusal.ts';
import type { SecretKeeper } from '../../shared/contract/host.ts';
import type { Environment } from './environment.ts';
import type { KeychainGate } from './keychain-gate.ts';
import type { Redactor } from './redaction.ts';
import { secretFolder } from './secret-files.ts';
import { createSecrets } from './secrets.ts';

export interface WindowSecrets extends Secrets {
  /** Where secrets are kept now; opens the keychain to find out, and asks none that is known to be closed. */
  keeper(): Promise<SecretKeeper>;
  /** From now on in memory, if there is no keychain that is open. */
  keepForSession(): Promise<SecretKeeper>;
}

interface SessionStore extends WindowSecrets {
  keeper(): Promise<'keychain' | 'session' | 'closed' | 'none'>;
  reopen(): Promise<void>;
}

/** @throws Refusal `noKeychain` by `set`, while there is no keychain and nobody has agreed to memory; `keychainClosed` */
function keychainOrSession({ open: keychain, reopen }: KeychainGate): SessionStore {
  const memory = new Map<SecretName, string>();
  let isSession = false;

  const keeper: SessionStore['keeper'] = async () => {
    if (isSession) return 'session';
    return keychain().then(
      (found) => (found === null ? 'none' : 'keychain'),
      () => 'closed',
    );
  };

  return {
    keeper,
    keepForSession: async () => {
      isSession ||= (await keeper()) !== 'keychain';
      return isSession ? 'session' : 'keychain';
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
    isLasting: async () => {
      const found = isSession ? null : await keychain();
      return found !== null && ((await found.isLasting?.()) ?? true);
    },
    reopen: async () => {
      if (!isSession) await reopen();
    },
  };
}

/** What the environment carries wins over what is stored, as for a command. */
export function createWindowSecrets(
  environment: Environment,
  redactor: Redactor,
  gate: KeychainGate,
): WindowSecrets {
  const store = keychainOrSession(gate);
  const secrets = createSecrets({
    environment,
    redactor,
    keychain: { open: () => Promise.resolve(store), reopen: store.reopen },
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
