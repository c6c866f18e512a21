/** The keychain is opened in main alone; the engine asks for one secret at a time, by name. */
import type { KeychainCall } from '../../../host/desktop/messages.ts';
import { openKeychain } from '../../../host/system/keychain.ts';

export type LendKeychain = (call: KeychainCall) => Promise<string | null>;

type Keychain = NonNullable<Awaited<ReturnType<typeof openKeychain>>>;

/**
 * `dataDir`: real path; each has accounts of its own. `learn` is told every secret that passes. Rejects where the keychain does.
 */
export function lendKeychain(
  dataDir: string,
  learn: (secret: string) => void,
  open: typeof openKeychain = openKeychain,
): LendKeychain {
  let held: Keychain | null = null;
  return async (call) => {
    // Every probe looks afresh: a keychain may be locked or unlocked while the program runs.
    if (call.what === 'probe') {
      held = await open(dataDir);
      return held === null ? null : 'yes';
    }
    held ??= await open(dataDir);
    if (held === null) throw new Error('there is no keychain');
    // The ledger's count is no secret, and there is a new one at every write.
    const note = call.name === 'ledger.witness' ? () => undefined : learn;
    if (call.what === 'get') {
      const value = await held.get(call.name);
      if (value !== null) note(value);
      return value;
    }
    if (call.what === 'set') {
      note(call.value);
      await held.set(call.name, call.value);
    } else await held.delete(call.name);
    return null;
  };
}
