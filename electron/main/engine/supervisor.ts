/** Keeps an engine alive: starts it, starts it again when it dies, lends it the keychain, ends it in order. */
import { setTimeout as delay } from 'node:timers/promises';
import type { MessagePortMain } from 'electron';
import type { FromEngine, PowerEvent } from '../../../host/desktop/messages.ts';
import type { EngineDeath, EngineState } from '../../../shared/contract/shell.ts';
import { ourTime } from '../../../shared/words/time.ts';
import { type AskedOfMain, answerEngine } from './asked-by-engine.ts';
import { createBackOff } from './back-off.ts';
import type { Ended, EngineProcess, StartEngine } from './engine-process.ts';
import { createEngineState } from './engine-state.ts';
import { shownWords } from './last-words.ts';

/** A booking or a batch on its way is waited for; longer than either's patience it is not. */
const STOP_MS = 30_000;

export interface SupervisorOptions extends AskedOfMain {
  readonly start: StartEngine;
  /** A setting of the environment cannot be: the program cannot go on. */
  readonly onRefused: (refusal: Extract<FromEngine, { type: 'refused' }>) => void;
  /** Takes out of a text what must not be read. */
  readonly redact: (text: string) => string;
  readonly time?: Time;
}

/** Milliseconds; a wait that is aborted ends at once and is no error. */
export interface Time {
  /** By a clock that nobody sets. */
  now(): number;
  /** Since the epoch. */
  today(): number;
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** As it passes. */
export const realTime: Time = {
  now: () => performance.now(),
  today: Date.now,
  wait: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
};

export interface Supervisor {
  state(): EngineState;
  /** Deaths that were not asked for. */
  restarts(): number;
  /** The last of them. */
  death(): EngineDeath | null;
  /** Starts it now, where the next start is waited for. */
  tryNow(): void;
  pid(): number | undefined;
  /** Told at every change. Returns how to stop listening. */
  follow(listener: (state: EngineState) => void): () => void;
  /** The near end of a line to the engine; waits while it is being started. Null when `signal` aborts first. */
  openLine(signal: AbortSignal): Promise<MessagePortMain | null>;
  /** Tells the engine, and the next one too where that is born asleep. */
  tellPower(event: PowerEvent): void;
  /** Ends the engine in order and starts no other. One that has not ended within so many milliseconds is killed: half a minute, if nothing is said. */
  stop(withinMs?: number): Promise<void>;
  kill(): void;
}

export function startSupervisor({
  start,
  lend,
  findProxy,
  onRefused,
  log,
  redact,
  time = realTime,
}: SupervisorOptions): Supervisor {
  const stopping = new AbortController();
  const state = createEngineState();
  let restarts = 0;
  let isAsleep = false;
  let death: EngineDeath | null = null;
  let living: EngineProcess | null = null;
  let waiting = new AbortController();

  const hear = (message: FromEngine) => {
    if (message.type === 'serving') state.become('running');
    if (message.type === 'refused') onRefused(message);
    if (living) answerEngine({ lend, findProxy, log }, message, living);
  };

  const noteDeath = (ended: Ended, livedMs: number): EngineDeath => {
    restarts += 1;
    const { code, signal } = ended;
    return { at: ourTime(time.today()), livedMs, code, signal, words: shownWords(ended.words, redact) };
  };

  const live = async () => {
    const backOff = createBackOff();
    while (!stopping.signal.aborted) {
      const bornAt = time.now();
      living = start(hear);
      if (isAsleep) living.post({ type: 'power', event: 'asleep' });
      const ended = await living.ended;
      living = null;
      if (stopping.signal.aborted) break;
      death = noteDeath(ended, time.now() - bornAt);
      const { at: _, ...cause } = death;
      const againInMs = backOff.next(death.livedMs);
      log('the engine has died', { ...cause, againInMs, restarts });
      state.become(backOff.isHopeless() ? 'failing' : 'starting');
      waiting = new AbortController();
      await time.wait(againInMs, AbortSignal.any([stopping.signal, waiting.signal]));
    }
    state.become('stopped');
  };
  const lives = live();

  return {
    state: state.current,
    restarts: () => restarts,
    death: () => death,
    tryNow: () => waiting.abort(),
    pid: () => living?.pid,
    follow: state.follow,
    openLine: async (signal) => {
      while (!signal.aborted) {
        if (state.current() !== 'running') {
          await state.changed(signal);
          continue;
        }
        const port = await living?.openLine();
        if (port && !signal.aborted) return port;
        port?.close();
        // It has just died, and that will be known in a moment.
        await time.wait(0, signal);
      }
      return null;
    },
    tellPower: (event) => {
      if (event !== 'networkBack') isAsleep = event === 'asleep';
      living?.post({ type: 'power', event });
    },
    stop: async (withinMs = STOP_MS) => {
      stopping.abort();
      living?.post({ type: 'stop' });
      const ended = new AbortController();
      void time.wait(withinMs, ended.signal).then(() => living?.kill());
      await lives;
      ended.abort();
    },
    kill: () => living?.kill(),
  };
}
