/** Keeps an engine alive: starts it, starts it again when it dies, lends it the keychain, ends it in order. */
import { setTimeout as delay } from 'node:timers/promises';
import type { MessagePortMain } from 'electron';
import type { FromEngine } from '../../../host/desktop/messages.ts';
import type { EngineState } from '../../../shared/contract/shell.ts';
import { createBackOff } from './back-off.ts';
import type { EngineProcess, StartEngine } from './engine-process.ts';
import { createEngineState } from './engine-state.ts';
import type { LendKeychain } from './lend-keychain.ts';

/** A booking or a batch on its way is waited for; longer than either's patience it is not. */
const STOP_MS = 30_000;

export interface SupervisorOptions {
  readonly start: StartEngine;
  readonly lend: LendKeychain;
  /** The ways to a server, as Chromium words them. */
  readonly findProxy: (url: string) => Promise<string>;
  /** A setting of the environment cannot be: the program cannot go on. */
  readonly onRefused: (refusal: Extract<FromEngine, { type: 'refused' }>) => void;
  readonly log: (event: string, fields: Record<string, unknown>) => void;
  readonly time?: Time;
}

/** Milliseconds; a wait that is aborted ends at once and is no error. */
export interface Time {
  now(): number;
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

const realTime: Time = {
  now: Date.now,
  wait: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
};

export interface Supervisor {
  state(): EngineState;
  /** Deaths that were not asked for. */
  restarts(): number;
  pid(): number | undefined;
  /** Told at every change. Returns how to stop listening. */
  follow(listener: (state: EngineState) => void): () => void;
  /** The near end of a line to the engine; waits while it is being started. Null when `signal` aborts first. */
  openLine(signal: AbortSignal): Promise<MessagePortMain | null>;
  /** Ends the engine in order and starts no other. */
  stop(): Promise<void>;
  kill(): void;
}

export function startSupervisor({
  start,
  lend,
  findProxy,
  onRefused,
  log,
  time = realTime,
}: SupervisorOptions): Supervisor {
  const stopping = new AbortController();
  const state = createEngineState();
  let restarts = 0;
  let living: EngineProcess | null = null;

  const tellProxy = ({ call, url }: Extract<FromEngine, { type: 'proxy' }>, asker: EngineProcess | null) => {
    findProxy(url).then(
      (answer) => asker?.post({ type: 'proxy', call, answer }),
      (error: unknown) => {
        log('the proxy cannot be found out', { error: String(error) });
        asker?.post({ type: 'proxy', call, answer: 'DIRECT' });
      },
    );
  };

  const hear = (message: FromEngine) => {
    if (message.type === 'serving') state.become('running');
    if (message.type === 'refused') onRefused(message);
    if (message.type === 'proxy') tellProxy(message, living);
    if (message.type !== 'keychain') return;
    const { call, ask } = message;
    const asker = living;
    lend(ask).then(
      (value) => asker?.post({ type: 'keychain', call, answer: { value } }),
      (error: unknown) => asker?.post({ type: 'keychain', call, answer: { error: String(error) } }),
    );
  };

  const live = async () => {
    const backOff = createBackOff();
    while (!stopping.signal.aborted) {
      const bornAt = time.now();
      living = start(hear);
      await living.ended;
      living = null;
      if (stopping.signal.aborted) break;
      restarts += 1;
      const livedMs = time.now() - bornAt;
      const wait = backOff.next(livedMs);
      log('the engine has died', { livedMs, againInMs: wait, restarts });
      state.become('starting');
      await time.wait(wait, stopping.signal);
    }
    state.become('stopped');
  };
  const lives = live();

  return {
    state: state.current,
    restarts: () => restarts,
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
    stop: async () => {
      stopping.abort();
      living?.post({ type: 'stop' });
      const ended = new AbortController();
      void time.wait(STOP_MS, ended.signal).then(() => living?.kill());
      await lives;
      ended.abort();
    },
    kill: () => living?.kill(),
  };
}
