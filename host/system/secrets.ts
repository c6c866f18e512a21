/**
 * The `Secrets` port: keychain, environment or memory. What the environment carries always wins over what is stored;
 * what is set while the program runs wins over both until it ends. Nothing is ever written to a file, but where somebody has asked for that (`secret-files.ts`).
 */
import type { SecretName, Secrets } from '../../engine/ports.ts';
import { Refusal } from '../../engine/refusal.ts';
import type { Environment } from './environment.ts';
import type { KeychainGate } from './keychain-gate.ts';
import type { Redactor } from './redaction.ts';
import { secretFolder } from './secret-files.ts';

export interface SecretsOptions {
  readonly environment: Environment;
  readonly redactor: Redactor;
  readonly keychain: KeychainGate;
  /** Told once, when something is to be kept but there is no keychain and the environment serves instead. */
  readonly onEnvironmentOnly: () => void;
}

function fromEnvironment(environment: Environment): Map<SecretName, string> {
  const found = new Map<SecretName, string>();
  const add = (name: SecretName, value: string | undefined) => {
    if (value !== undefined) found.set(name, value);
  };
  add('easycashier.password', environment.EASYCASHIER_PASSWORD);
  add('shopify.accessToken', environment.SHOPIFY_ACCESS_TOKEN);
  add('shopify.clientSecret', environment.SHOPIFY_CLIENT_SECRET);
  add('shopify.apiSecret', environment.SHOPIFY_API_SECRET);
  add('relay.pairingCode', environment.RELAY_PAIRING_CODE);
  add('alerts.mailPassword', environment.ALERTS_MAIL_PASSWORD);
  add('alerts.address', environment.ALERTS_ADDRESS);
  return found;
}

const noStore: Secrets = {
  get: () => Promise.resolve(null),
  set: () => Promise.resolve(),
  delete: () => Promise.resolve(),
  isLasting: () => Promise.resolve(false),
};

/** The keychain where there is one; otherwise the environment, if it carries credentials; otherwise nothing works. */
function keychainOrEnvironment(options: SecretsOptions, given: ReadonlyMap<SecretName, string>): Secrets {
  let isTold = false;
  // Told when something is to be kept, not at every command: until then nobody misses the keychain.
  const forgetful: Secrets = {
    ...noStore,
    set: () => {
      if (!isTold) options.onEnvironmentOnly();
      isTold = true;
      return Promise.resolve();
    },
  };
  const store = async () => {
    if (given.size > 0) return (await options.keychain.open().catch(() => null)) ?? forgetful;
    const keychain = await options.keychain.open();
    if (keychain === null) throw new Refusal('noKeychain');
    return keychain;
  };
  return {
    get: async (name) => (await store()).get(name),
    set: async (name, value) => (await store()).set(name, value),
    delete: async (name) => (await store()).delete(name),
    isLasting: async () => (await (await store()).isLasting?.()) ?? true,
  };
}

export function createSecrets(options: SecretsOptions): Secrets {
  const given = fromEnvironment(options.environment);
  for (const secret of given.values()) options.redactor.learn(secret);

  const chosen = options.environment.BACKOFFICE_SECRETS;
  // Asked for by name, a keychain or a folder is not replaced by anything else.
  const fallback =
    chosen === 'keychain' || secretFolder(options.environment) !== null
      ? new Map<SecretName, string>()
      : given;
  const stored = chosen === 'env' || chosen === 'memory' ? noStore : keychainOrEnvironment(options, fallback);
  /** What this process knows by now; null: deleted. A keychain is asked once: one that locks itself later stops nothing, and asks nobody. */
  const now = new Map<SecretName, string | null>();

  const reopen = () => (stored === noStore ? Promise.resolve() : options.keychain.reopen());

  /** The ledger's count is no secret, there is a new one at every write, and what another process has kept is what is asked for. */
  const isSecret = (name: SecretName) => name !== 'ledger.witness';

  return {
    get: async (name) => {
      if (!isSecret(name)) return stored.get(name);
      const known = now.get(name);
      if (known !== undefined) return known;
      const found = given.has(name) ? null : await stored.get(name);
      const value = given.get(name) ?? found;
      if (value === null) return null;
      options.redactor.learn(value);
      now.set(name, value);
      return value;
    },
    set: async (name, value) => {
      if (!isSecret(name)) return stored.set(name, value);
      options.redactor.learn(value);
      // Somebody has just given it. Whether that is kept is seen when it is.
      await reopen().catch(() => undefined);
      await stored.set(name, value);
      now.set(name, value);
    },
    delete: async (name) => {
      await stored.delete(name);
      now.set(name, null);
    },
    isLasting: async () => (await stored.isLasting?.()) ?? true,
    reopen,
  };
}
