import { describe, expect, it } from 'vitest';
import type { Secrets } from '../../../engine/ports.ts';
import { lendKeychain } from './lend-keychain.ts';

function memory(): Secrets {
  const kept = new Map<string, string>();
  return {
    get: async (name) => kept.get(name) ?? null,
    set: async (name, value) => void kept.set(name, value),
    delete: async (name) => void kept.delete(name),
  };
}

const unheard = () => undefined;

describe('the keychain as main lends it', () => {
  it('gives, takes and forgets one secret at a time', async () => {
    const secrets = memory();
    const lend = lendKeychain('/data', unheard, async () => secrets);
    expect(await lend({ what: 'get', name: 'easycashier.password' })).toBeNull();
    expect(await lend({ what: 'set', name: 'easycashier.password', value: 'lösen' })).toBeNull();
    expect(await lend({ what: 'get', name: 'easycashier.password' })).toBe('lösen');
    expect(await lend({ what: 'get', name: 'relay.deviceToken' })).toBeNull();
    expect(await lend({ what: 'delete', name: 'easycashier.password' })).toBeNull();
    expect(await lend({ what: 'get', name: 'easycashier.password' })).toBeNull();
  });

  it('opens that of the data directory', async () => {
    const asked: string[] = [];
    await lendKeychain('/one', unheard, async (dataDir) => {
      asked.push(dataDir);
      return memory();
    })({ what: 'probe' });
    expect(asked).toEqual(['/one']);
  });

  it('looks afresh at every probe: one may be unlocked, or gone, meanwhile', async () => {
    let secrets: Secrets | null = null;
    const lend = lendKeychain('/data', unheard, async () => secrets);
    expect(await lend({ what: 'probe' })).toBeNull();
    secrets = memory();
    expect(await lend({ what: 'probe' })).toBe('yes');
    secrets = null;
    expect(await lend({ what: 'probe' })).toBeNull();
    await expect(lend({ what: 'get', name: 'relay.deviceToken' })).rejects.toThrow('there is no keychain');
  });

  it('says so where it refuses', async () => {
    const locked: Secrets = {
      ...memory(),
      set: () => Promise.reject(new Error('unlock prompt was dismissed')),
    };
    const lend = lendKeychain('/data', unheard, async () => locked);
    await expect(lend({ what: 'set', name: 'easycashier.password', value: 'x' })).rejects.toThrow(
      'dismissed',
    );
  });

  it('tells every secret that passes, either way, and not the count of writes', async () => {
    const learnt: string[] = [];
    const lend = lendKeychain(
      '/data',
      (secret) => void learnt.push(secret),
      async () => memory(),
    );
    await lend({ what: 'set', name: 'ledger.witness', value: 'id 7' });
    await lend({ what: 'get', name: 'ledger.witness' });
    await lend({ what: 'get', name: 'shopify.accessToken' });
    expect(learnt).toEqual([]);
    await lend({ what: 'set', name: 'easycashier.password', value: 'lösen' });
    await lend({ what: 'get', name: 'easycashier.password' });
    expect(learnt).toEqual(['lösen', 'lösen']);
  });
});
