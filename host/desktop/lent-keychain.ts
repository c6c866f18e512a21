/** The keychain as the desktop's main process lends it: this process never opens it. */
import type { Secrets } from '../../engine/ports.ts';
import { Refusal } from '../../engine/refusal.ts';
import type { KeychainCall } from './messages.ts';
import type { ParentLine } from './parent-line.ts';

/** Longer than the keychain's own patience in main. */
const PATIENCE_MS = 40_000;

/**
 * Asks main; null where there is no keychain.
 * @throws Refusal `keychainClosed` where there is one that does not answer, or not as it should
 */
export function createLentKeychain(line: ParentLine): () => Promise<Secrets | null> {
  let calls = 0;
  const waiting = new Map<number, (answer: { value: string | null } | { error: string }) => void>();
  line.onMessage((message) => {
    if (message.type !== 'keychain') return;
    waiting.get(message.call)?.(message.answer);
    waiting.delete(message.call);
  });
  const ask = async (what: KeychainCall): Promise<string | null> => {
    const call = calls++;
    const { promise, resolve } = Promise.withResolvers<{ value: string | null } | { error: string }>();
    const late = setTimeout(() => resolve({ error: 'the keychain did not answer' }), PATIENCE_MS);
    waiting.set(call, resolve);
    line.post({ type: 'keychain', call, ask: what });
    const answer = await promise;
    clearTimeout(late);
    waiting.delete(call);
    if ('error' in answer) throw new Refusal('keychainClosed');
    return answer.value;
  };
  return async () => {
    if ((await ask({ what: 'probe' })) === null) return null;
    return {
      get: (name) => ask({ what: 'get', name }),
      set: async (name, value) => void (await ask({ what: 'set', name, value })),
      delete: async (name) => void (await ask({ what: 'delete', name })),
    };
  };
}
