/**
 * The keychain as a program asks it. One that was found closed is asked no more: each question may put a prompt on somebody's screen, and what was
 * read before is known anyway. A person's act asks it once again.
 */
import type { SecretName, Secrets } from '../../engine/ports.ts';
import { Refusal } from '../../engine/refusal.ts';

/** `Secrets` of what stands behind the gate, and null where there is no keychain at all, which may be looked at as often as one likes. */
export interface KeychainGate {
  /** @throws Refusal `keychainClosed` */
  open(): Promise<Secrets | null>;
  /**
   * By a person's act: one that was found closed is asked again, and one that nobody has asked yet for the first time.
   * @throws Refusal `keychainClosed`: it still is
   */
  reopen(): Promise<void>;
}

/** `openKeychain` refuses with `keychainClosed` where there is one that cannot be used. */
export function createKeychainGate(openKeychain: () => Promise<Secrets | null>): KeychainGate {
  let opened: Promise<Secrets | null> | null = null;
  let isClosed = false;
  /** One that it has shown. A keychain that has locked itself shows nothing, and does not say why. */
  let shown: SecretName | null = null;

  const ask = async <T>(question: () => Promise<T>): Promise<T> => {
    if (isClosed) throw new Refusal('keychainClosed');
    try {
      return await question();
    } catch {
      isClosed = true;
      opened = null;
      throw new Refusal('keychainClosed');
    }
  };
  /** Nothing is there, and what was there before is not either. */
  const hasGoneBlank = async (keychain: Secrets) => {
    const known = shown;
    return known !== null && (await ask(() => keychain.get(known))) === null;
  };
  const guarded = (keychain: Secrets): Secrets => ({
    get: async (name) => {
      const value = await ask(() => keychain.get(name));
      // The ledger's count may be emptied by itself: that is what it is asked for.
      if (value !== null && name !== 'ledger.witness') shown = name;
      if (value === null && (await hasGoneBlank(keychain))) await ask(() => Promise.reject());
      return value;
    },
    set: (name, value) => ask(() => keychain.set(name, value)),
    delete: async (name) => {
      await ask(() => keychain.delete(name));
      if (shown === name) shown = null;
    },
  });

  const open = async () => {
    if (isClosed) throw new Refusal('keychainClosed');
    opened ??= ask(openKeychain).then((keychain) => keychain && guarded(keychain));
    const found = await opened;
    if (found === null) opened = null;
    return found;
  };
  return {
    open,
    reopen: async () => {
      if (isClosed) shown = null;
      isClosed = false;
      await open();
    },
  };
}
