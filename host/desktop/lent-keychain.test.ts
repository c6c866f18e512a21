import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { asRefusal } from '../failure.ts';
import { createLentKeychain } from './lent-keychain.ts';
import type { FromEngine, ToEngine } from './messages.ts';
import type { ParentLine } from './parent-line.ts';

type Asked = Extract<FromEngine, { type: 'keychain' }>;

function lend() {
  const asked: Asked[] = [];
  let tell: (message: ToEngine) => void = () => undefined;
  const line: ParentLine = {
    post: (message) => {
      if (message.type === 'keychain') asked.push(message);
    },
    onMessage: (listener) => {
      tell = listener;
    },
    onPort: () => undefined,
    onGone: () => undefined,
  };
  const open = createLentKeychain(line);
  const answer = (call: number, value: string | null) => tell({ type: 'keychain', call, answer: { value } });
  const fail = (call: number, error: string) => tell({ type: 'keychain', call, answer: { error } });
  return { open, asked, answer, fail };
}

async function opened() {
  const lent = lend();
  const opening = lent.open();
  lent.answer(0, 'yes');
  const secrets = await opening;
  if (secrets === null) throw new Error('no keychain');
  return { ...lent, secrets };
}

const codeOf = (asking: Promise<unknown>) =>
  asking.then(
    () => 'answered',
    (error: unknown) => asRefusal(error)?.code,
  );

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the lent keychain', () => {
  it('is none where main has none, and closed where main fails or is silent', async () => {
    const none = lend();
    const opening = none.open();
    none.answer(0, null);
    expect(await opening).toBeNull();

    const broken = lend();
    const failing = codeOf(broken.open());
    broken.fail(0, 'Refusal: keychainClosed');
    expect(await failing).toBe('keychainClosed');

    const silent = codeOf(lend().open());
    await vi.advanceTimersByTimeAsync(40_000);
    expect(await silent).toBe('keychainClosed');
  });

  it('asks for one secret at a time, by name, and takes the answers in any order', async () => {
    const { secrets, asked, answer } = await opened();
    const password = secrets.get('easycashier.password');
    const token = secrets.get('relay.deviceToken');
    answer(2, 'token');
    answer(1, 'lösen');
    expect([await password, await token]).toEqual(['lösen', 'token']);
    expect(asked.slice(1)).toEqual([
      { type: 'keychain', call: 1, ask: { what: 'get', name: 'easycashier.password' } },
      { type: 'keychain', call: 2, ask: { what: 'get', name: 'relay.deviceToken' } },
    ]);
  });

  it('says that a secret could not be kept', async () => {
    const { secrets, fail } = await opened();
    const kept = codeOf(secrets.set('easycashier.password', 'lösen'));
    fail(1, 'Error: unlock prompt was dismissed');
    expect(await kept).toBe('keychainClosed');
  });

  it('does not wait for ever, and is not confused by what comes late or twice', async () => {
    const { secrets, answer } = await opened();
    const late = codeOf(secrets.get('easycashier.password'));
    await vi.advanceTimersByTimeAsync(40_000);
    expect(await late).toBe('keychainClosed');
    answer(1, 'too late');
    const next = secrets.delete('easycashier.password');
    answer(2, null);
    answer(2, 'again');
    expect(await next).toBeUndefined();
  });
});
