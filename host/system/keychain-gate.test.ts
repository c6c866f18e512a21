/** A keychain that locks itself or dies: asked once, told by its own name, and asked again when a person says so. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { SecretName, Secrets } from '../../engine/ports.ts';
import { Refusal } from '../../engine/refusal.ts';
import { asRefusal } from '../failure.ts';
import { readEnvironment } from './environment.ts';
import { createKeychainGate } from './keychain-gate.ts';
import { createRedactor } from './redaction.ts';
import { createSecrets } from './secrets.ts';
import { createWindowSecrets } from './session-secrets.ts';

const stored = new Map<SecretName, string>();
/** `locked` as GNOME's: it shows nothing, and does not say why; what is to be kept needs somebody at a prompt. */
let state: 'open' | 'locked' | 'dead' | 'none';
let asked: string[];

beforeEach(() => {
  stored.clear();
  stored.set('easycashier.password', 'pw');
  stored.set('ledger.witness', 'id 7');
  state = 'open';
  asked = [];
});

const behind: Secrets = {
  get: async (name) => {
    asked.push(`get ${name}`);
    if (state === 'dead') throw new Error('no such connection');
    return state === 'locked' ? null : (stored.get(name) ?? null);
  },
  set: async (name, value) => {
    asked.push(`set ${name}`);
    if (state !== 'open') throw new Error('unlock prompt was dismissed');
    stored.set(name, value);
  },
  delete: async (name) => {
    asked.push(`delete ${name}`);
    if (state === 'dead') throw new Error('no such connection');
    stored.delete(name);
  },
};

const openKeychain = async (): Promise<Secrets | null> => {
  asked.push('probe');
  if (state === 'none') return null;
  if (state !== 'open') throw new Refusal('keychainClosed');
  return behind;
};

const codeOf = (asking: Promise<unknown>) =>
  asking.then(
    () => 'answered',
    (error: unknown) => asRefusal(error)?.code ?? 'unforeseen',
  );

const makers = {
  'of a command': () =>
    createSecrets({
      environment: readEnvironment({}),
      redactor: createRedactor(),
      keychain: createKeychainGate(openKeychain),
      onEnvironmentOnly: () => undefined,
    }),
  'of a window': () =>
    createWindowSecrets(readEnvironment({}), createRedactor(), createKeychainGate(openKeychain)),
};

describe.each(Object.entries(makers))('secrets %s', (_name, make) => {
  it.each(['locked', 'dead'] as const)(
    'last when the keychain is %s, which is asked once and no more',
    async (how) => {
      const secrets = make();
      expect(await secrets.get('easycashier.password')).toBe('pw');
      expect(await secrets.get('ledger.witness')).toBe('id 7');
      state = how;
      asked = [];
      // What was never read, as a relay's token: no »there is none«.
      expect(await codeOf(secrets.get('relay.deviceToken'))).toBe('keychainClosed');
      const once = asked.length;
      for (let minute = 0; minute < 5; minute += 1) {
        expect(await codeOf(secrets.get('relay.deviceToken'))).toBe('keychainClosed');
        expect(await codeOf(secrets.get('ledger.witness'))).toBe('keychainClosed');
        expect(await codeOf(secrets.set('ledger.witness', 'id 8'))).toBe('keychainClosed');
        expect(await secrets.get('easycashier.password')).toBe('pw');
      }
      expect(asked.length).toBe(once);
    },
  );

  it('come back when a person asks, and not while it is still closed', async () => {
    const secrets = make();
    expect(await secrets.get('easycashier.password')).toBe('pw');
    state = 'locked';
    expect(await codeOf(secrets.set('ledger.witness', 'id 8'))).toBe('keychainClosed');
    stored.set('relay.deviceToken', 'token');
    expect(await codeOf(secrets.reopen?.() ?? Promise.resolve())).toBe('keychainClosed');
    expect(await codeOf(secrets.get('relay.deviceToken'))).toBe('keychainClosed');
    state = 'open';
    expect(await codeOf(secrets.get('relay.deviceToken')), 'nobody has asked').toBe('keychainClosed');
    await secrets.reopen?.();
    expect(await secrets.get('relay.deviceToken')).toBe('token');
    await secrets.set('ledger.witness', 'id 8');
    expect(stored.get('ledger.witness')).toBe('id 8');
  });

  it('that a person types ask it again', async () => {
    const secrets = make();
    expect(await secrets.get('easycashier.password')).toBe('pw');
    state = 'dead';
    expect(await codeOf(secrets.get('ledger.witness'))).toBe('keychainClosed');
    expect(await codeOf(secrets.set('easycashier.password', 'new'))).toBe('keychainClosed');
    expect(await secrets.get('easycashier.password'), 'what is not kept is not held').toBe('pw');
    state = 'open';
    await secrets.set('easycashier.password', 'new');
    expect(stored.get('easycashier.password')).toBe('new');
  });

  it('tell a closed keychain from one that holds none, and from none at all', async () => {
    const secrets = make();
    expect(await secrets.get('relay.deviceToken')).toBeNull();
    expect(await secrets.get('easycashier.password')).toBe('pw');
    expect(await secrets.get('relay.ingestToken'), 'that one is missing').toBeNull();
    state = 'locked';
    expect(await codeOf(make().get('relay.deviceToken'))).toBe('keychainClosed');
    state = 'none';
    expect(await codeOf(make().set('relay.deviceToken', 'x'))).toBe('noKeychain');
  });
});

describe('credentials in the environment', () => {
  it('serve where the keychain is closed, however often something is to be kept', async () => {
    state = 'locked';
    const secrets = createSecrets({
      environment: readEnvironment({ EASYCASHIER_PASSWORD: 'given' }),
      redactor: createRedactor(),
      keychain: createKeychainGate(openKeychain),
      onEnvironmentOnly: () => undefined,
    });
    for (const token of ['one', 'other']) {
      await secrets.set('relay.deviceToken', token);
      expect(await secrets.get('relay.deviceToken')).toBe(token);
    }
    expect(await secrets.get('easycashier.password')).toBe('given');
  });
});

it('a person who asks before anybody has is told how it is', async () => {
  state = 'locked';
  const secrets = makers['of a command']();
  expect(await codeOf(secrets.reopen?.() ?? Promise.resolve())).toBe('keychainClosed');
  state = 'open';
  expect(await codeOf(secrets.reopen?.() ?? Promise.resolve())).toBe('answered');
});

describe('a window', () => {
  it('says where secrets are kept as often as it likes, without asking a closed keychain', async () => {
    state = 'locked';
    const secrets = makers['of a window']();
    for (let second = 0; second < 5; second += 1) expect(await secrets.keeper()).toBe('closed');
    expect(asked).toEqual(['probe']);
    expect(await secrets.keepForSession()).toBe('session');
    await secrets.set('easycashier.password', 'typed');
    expect(await secrets.get('easycashier.password')).toBe('typed');
    expect(stored.get('easycashier.password')).toBe('pw');
  });

  it('finds a keychain that was started later', async () => {
    state = 'none';
    const secrets = makers['of a window']();
    expect(await secrets.keeper()).toBe('none');
    state = 'open';
    expect(await secrets.keeper()).toBe('keychain');
  });
});
