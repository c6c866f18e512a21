import { describe, expect, it } from 'vitest';
import type { FromEngine, ToEngine } from '../../../host/desktop/messages.ts';
import type { EngineState } from '../../../shared/contract/shell.ts';
import type { Ended, EngineProcess } from './engine-process.ts';
import { startSupervisor, type Time } from './supervisor.ts';

interface Life extends EngineProcess {
  readonly posted: ToEngine[];
  readonly lines: object[];
  say(message: FromEngine): void;
  die(how?: Partial<Ended>): void;
  killed: boolean;
  /** Dead, and nobody knows yet: takes no line. */
  isDying: boolean;
}

/** Waits end when the test says so. */
function virtualTime() {
  let now = 0;
  const waits: { ms: number; end: () => void }[] = [];
  const time: Time = {
    now: () => now,
    today: () => now,
    wait: (ms, signal) =>
      new Promise((resolve) => {
        waits.push({ ms, end: resolve });
        signal.addEventListener('abort', () => resolve());
      }),
  };
  const pass = (ms: number) => {
    now += ms;
  };
  return { time, waits, pass };
}

const quiesce = () => new Promise<void>((resolve) => setImmediate(resolve));

function supervise(
  lend = async (): Promise<string | null> => 'a secret',
  findProxy = async (url: string) => `PROXY for ${url}`,
) {
  const lives: Life[] = [];
  const refusals: string[] = [];
  const events: string[] = [];
  const logged: Record<string, unknown>[] = [];
  const { time, waits, pass } = virtualTime();
  const supervisor = startSupervisor({
    start: (listener) => {
      const ended = Promise.withResolvers<Ended>();
      const life: Life = {
        pid: 100 + lives.length,
        posted: [],
        lines: [],
        killed: false,
        isDying: false,
        ended: ended.promise,
        post: (message) => void life.posted.push(message),
        openLine: async () => {
          const line = { life: lives.indexOf(life), close: () => undefined };
          life.lines.push(line);
          return life.isDying ? null : (line as never);
        },
        kill: () => {
          life.killed = true;
          ended.resolve({ code: null, signal: 'SIGKILL', words: '' });
        },
        say: listener,
        die: (how) => ended.resolve({ code: 1, signal: null, words: '', ...how }),
      };
      lives.push(life);
      return life;
    },
    lend,
    findProxy,
    onRefused: ({ code }) => void refusals.push(code),
    log: (event, fields) => {
      events.push(event);
      logged.push(fields);
    },
    redact: (text) => text.replaceAll('hemligt', '[hidden]'),
    time,
  });
  const states: EngineState[] = [];
  supervisor.follow((state) => states.push(state));
  const life = (index: number) => lives[index] as Life;
  return { supervisor, lives, life, waits, pass, states, refusals, events, logged };
}

describe('the engine', () => {
  it('is running once it serves', () => {
    const { supervisor, life, states } = supervise();
    expect(supervisor.state()).toBe('starting');
    life(0).say({ type: 'serving' });
    life(0).say({ type: 'serving' });
    expect(supervisor.state()).toBe('running');
    expect(supervisor.pid()).toBe(100);
    expect(states).toEqual(['running']);
  });

  it('that dies is started again, later each time, and everybody is told', async () => {
    const { supervisor, lives, life, waits, states, events } = supervise();
    life(0).say({ type: 'serving' });
    life(0).die();
    await quiesce();
    expect([supervisor.state(), supervisor.pid(), lives.length]).toEqual(['starting', undefined, 1]);
    waits[0]?.end();
    await quiesce();
    life(1).die();
    await quiesce();
    waits[1]?.end();
    await quiesce();
    life(2).say({ type: 'serving' });
    expect(waits.map(({ ms }) => ms)).toEqual([250, 500]);
    expect(supervisor.restarts()).toBe(2);
    expect(states).toEqual(['running', 'starting', 'running']);
    expect(events).toEqual(['the engine has died', 'the engine has died']);
  });

  it('that lived long is started again as if it were the first time', async () => {
    const { life, waits, pass } = supervise();
    life(0).die();
    await quiesce();
    waits[0]?.end();
    await quiesce();
    pass(60_000);
    life(1).die();
    await quiesce();
    expect(waits.map(({ ms }) => ms)).toEqual([250, 250]);
  });

  it('that dies leaves how and its last words, redacted, in the log and for the window', async () => {
    const { supervisor, life, pass, logged } = supervise();
    expect(supervisor.death()).toBeNull();
    pass(700);
    life(0).die({ code: 134, words: 'FATAL ERROR: hemligt\n' });
    await quiesce();
    const cause = { livedMs: 700, code: 134, signal: null, words: 'FATAL ERROR: [hidden]' };
    expect(supervisor.death()).toEqual({ at: 700, ...cause });
    expect(logged).toEqual([{ ...cause, againInMs: 250, restarts: 1 }]);
  });

  it('that dies early five times in a row is failing until one serves; it is tried all the same', async () => {
    const { supervisor, lives, life, waits, states } = supervise();
    for (let death = 0; death < 6; death += 1) {
      expect(supervisor.state()).toBe(death < 5 ? 'starting' : 'failing');
      life(death).die({ code: null, signal: 'SIGSEGV' });
      await quiesce();
      waits[death]?.end();
      await quiesce();
    }
    expect([lives.length, states]).toEqual([7, ['failing']]);
    life(6).say({ type: 'serving' });
    expect(states).toEqual(['failing', 'running']);
    life(6).die();
    await quiesce();
    expect(states).toEqual(['failing', 'running', 'failing']);
  });

  it('is started at once where a person asks for it', async () => {
    const { supervisor, lives, life } = supervise();
    life(0).die();
    await quiesce();
    expect(lives).toHaveLength(1);
    supervisor.tryNow();
    await quiesce();
    expect(lives).toHaveLength(2);
    // One that lives is left alone.
    supervisor.tryNow();
    await quiesce();
    expect(lives).toHaveLength(2);
  });

  it('that cannot run with these settings says so', () => {
    const { life, refusals } = supervise();
    life(0).say({ type: 'refused', code: 'badSetting', args: {} });
    expect(refusals).toEqual(['badSetting']);
  });
});

describe('a line', () => {
  it('waits while the engine is being started, and leads to the one that lives', async () => {
    const { supervisor, life, waits } = supervise();
    life(0).die();
    await quiesce();
    const line = supervisor.openLine(new AbortController().signal);
    waits[0]?.end();
    await quiesce();
    life(1).say({ type: 'serving' });
    expect(await line).toMatchObject({ life: 1 });
  });

  it('that a dying engine did not take leads to the next one', async () => {
    const { supervisor, life, waits } = supervise();
    life(0).say({ type: 'serving' });
    life(0).isDying = true;
    const line = supervisor.openLine(new AbortController().signal);
    await quiesce();
    life(0).die();
    await quiesce();
    for (const { end } of waits) end();
    await quiesce();
    life(1).say({ type: 'serving' });
    expect(await line).toMatchObject({ life: 1 });
  });

  it('is given up with its signal', async () => {
    const { supervisor, life } = supervise();
    const patience = new AbortController();
    const line = supervisor.openLine(patience.signal);
    patience.abort();
    expect(await line).toBeNull();
    expect(life(0).lines).toEqual([]);
  });

  it('is none after the end', async () => {
    const { supervisor, life } = supervise();
    life(0).say({ type: 'serving' });
    const stopped = supervisor.stop();
    life(0).die();
    await stopped;
    const patience = new AbortController();
    const line = supervisor.openLine(patience.signal);
    patience.abort();
    expect(await line).toBeNull();
  });
});

describe('the keychain', () => {
  it('is lent to the one who asks, answer by answer', async () => {
    const { life } = supervise();
    life(0).say({ type: 'keychain', call: 7, ask: { what: 'get', name: 'easycashier.password' } });
    await quiesce();
    expect(life(0).posted).toEqual([{ type: 'keychain', call: 7, answer: { value: 'a secret' } }]);
  });

  it('that fails is an answer too', async () => {
    const { life } = supervise(() => Promise.reject(new Error('locked')));
    life(0).say({ type: 'keychain', call: 8, ask: { what: 'probe' } });
    await quiesce();
    expect(life(0).posted).toEqual([{ type: 'keychain', call: 8, answer: { error: 'Error: locked' } }]);
  });

  it('answers nobody else: not the next life', async () => {
    const answer = Promise.withResolvers<string>();
    const { life, waits } = supervise(() => answer.promise);
    life(0).say({ type: 'keychain', call: 1, ask: { what: 'get', name: 'relay.deviceToken' } });
    life(0).die();
    await quiesce();
    waits[0]?.end();
    await quiesce();
    answer.resolve('a secret');
    await quiesce();
    expect(life(1).posted).toEqual([]);
  });
});

describe('the proxy', () => {
  it('is found out for the one who asks, and where it cannot be the way is straight', async () => {
    const found = supervise();
    const url = 'https://kassan.example';
    found.life(0).say({ type: 'proxy', call: 3, url });
    await quiesce();
    expect(found.life(0).posted).toEqual([{ type: 'proxy', call: 3, answer: `PROXY for ${url}` }]);
    const failed = supervise(undefined, () => Promise.reject(new Error('no session')));
    failed.life(0).say({ type: 'proxy', call: 4, url });
    await quiesce();
    expect(failed.life(0).posted).toEqual([{ type: 'proxy', call: 4, answer: 'DIRECT' }]);
  });
});

describe('the end', () => {
  it('is asked for, waited for, and nobody is started after it', async () => {
    const { supervisor, lives, life, states } = supervise();
    life(0).say({ type: 'serving' });
    const stopped = supervisor.stop();
    expect(life(0).posted).toEqual([{ type: 'stop' }]);
    life(0).die();
    await stopped;
    expect([life(0).killed, lives.length, states.at(-1)]).toEqual([false, 1, 'stopped']);
  });

  it('is forced on an engine that does not end within half a minute', async () => {
    const { supervisor, life, waits } = supervise();
    const stopped = supervisor.stop();
    expect(waits.map(({ ms }) => ms)).toEqual([30_000]);
    expect(life(0).killed).toBe(false);
    waits[0]?.end();
    await stopped;
    expect(life(0).killed).toBe(true);
  });

  it('is forced after two seconds where the system ends: each thing that was sent is in the ledger', async () => {
    const { supervisor, life, waits } = supervise();
    const stopped = supervisor.stop(2_000);
    expect(life(0).posted).toEqual([{ type: 'stop' }]);
    expect(waits.map(({ ms }) => ms)).toEqual([2_000]);
    expect(life(0).killed).toBe(false);
    waits[0]?.end();
    await stopped;
    expect(life(0).killed).toBe(true);
  });

  it('comes at once while the engine is away', async () => {
    const { supervisor, lives, life } = supervise();
    life(0).die();
    await quiesce();
    await supervisor.stop();
    expect(lives).toHaveLength(1);
  });
});

describe('a computer that sleeps', () => {
  it('is told of to the engine, and to one that is born meanwhile', async () => {
    const { supervisor, life, waits } = supervise();
    supervisor.tellPower('asleep');
    expect(life(0).posted).toEqual([{ type: 'power', event: 'asleep' }]);
    life(0).die();
    await quiesce();
    waits.at(-1)?.end();
    await quiesce();
    expect(life(1).posted).toEqual([{ type: 'power', event: 'asleep' }]);
    supervisor.tellPower('awake');
    supervisor.tellPower('networkBack');
    expect(life(1).posted.slice(1)).toEqual([
      { type: 'power', event: 'awake' },
      { type: 'power', event: 'networkBack' },
    ]);
  });
});
