import { expect, it } from 'vitest';
import { followPower } from './power.ts';

function system() {
  const listeners = new Map<string, () => void>();
  const waits: { ms: number; end: () => void }[] = [];
  const told: string[] = [];
  const ending = new AbortController();
  let isOnline = true;
  followPower({
    source: {
      on: (event, listener) => void listeners.set(event, listener),
      onSessionEnd: (listener) => void listeners.set('end', listener),
      onSessionEndAsked: (listener) => void listeners.set('asked', listener),
      isOnline: () => isOnline,
    },
    tell: (event) => void told.push(event),
    onSessionEnd: () => void told.push('the end'),
    wait: (ms, signal) =>
      new Promise((resolve) => {
        waits.push({ ms, end: resolve });
        signal.addEventListener('abort', () => resolve());
      }),
    signal: ending.signal,
  });
  const quiesce = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    told,
    ending,
    say: (event: 'suspend' | 'resume' | 'asked' | 'end') => listeners.get(event)?.(),
    /** The wait of this length that is on is over. */
    pass: async (ms: number) => {
      waits.findLast((one) => one.ms === ms)?.end();
      await quiesce();
    },
    setOnline: (next: boolean) => {
      isOnline = next;
    },
  };
}

it('tells of sleep and waking', () => {
  const { told, say } = system();
  say('suspend');
  say('resume');
  expect(told).toEqual(['asleep', 'awake']);
});

it('tells once when the network is back', async () => {
  const { told, pass, setOnline } = system();
  await pass(5_000);
  setOnline(false);
  await pass(5_000);
  await pass(5_000);
  expect(told).toEqual([]);
  setOnline(true);
  await pass(5_000);
  await pass(5_000);
  expect(told).toEqual(['networkBack']);
});

it('begins nothing new once Windows asks whether it may end, and goes on where it did not', async () => {
  const { told, say, pass } = system();
  say('asked');
  expect(told).toEqual(['asleep']);
  await pass(30_000);
  expect(told).toEqual(['asleep', 'awake']);
});

it('ends with the session, and wakes nobody then', async () => {
  const { told, say, ending } = system();
  say('asked');
  say('end');
  ending.abort();
  await new Promise<void>((resolve) => setImmediate(resolve));
  expect(told).toEqual(['asleep', 'the end']);
});
