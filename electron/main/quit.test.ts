import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTranslator } from '../../shared/i18n/translate.ts';
import { runWith, statusWith } from '../../shared/testing/status.ts';
import type { Supervisor } from './engine/supervisor.ts';
import type { Watch } from './presence/watch.ts';
import { type Endings, endInOrder } from './quit.ts';

const electron = vi.hoisted(() => ({
  app: null as never,
  dialog: null as never,
  autoUpdater: null as never,
}));
vi.mock('electron', () => electron);

class FakeApp extends EventEmitter {
  readonly exits: number[] = [];
  readonly prevented: boolean[] = [];
  exit = (code: number) => void this.exits.push(code);
  quit = () => {
    let isPrevented = false;
    this.emit('before-quit', {
      preventDefault: () => {
        isPrevented = true;
      },
    });
    this.prevented.push(isPrevented);
  };
}

const quiesce = () => new Promise((resolve) => setTimeout(resolve, 5));
let app: FakeApp;
let updater: EventEmitter;
let endSession: () => void;
let endWith: Endings['endWith'];
let answers: number[];
let questions: number;
let run: 'running' | 'paused' | null;
let paused: string[];
let stop: PromiseWithResolvers<void>;
let stops: number;
/** How long each stop may take. */
let patiences: (number | null)[];
let endings: number;
const listeners = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const before = Object.fromEntries(listeners.map((signal) => [signal, process.listenerCount(signal)]));

beforeEach(() => {
  app = new FakeApp();
  [answers, questions, run, paused, stops, endings, patiences] = [[], 0, null, [], 0, 0, []];
  stop = Promise.withResolvers();
  const ask = () => {
    questions += 1;
    const answer = answers.shift();
    return answer === undefined ? new Promise(() => undefined) : Promise.resolve({ response: answer });
  };
  updater = new EventEmitter();
  Object.assign(electron, { app, autoUpdater: updater, dialog: { showMessageBox: ask } });
  const client = {
    activity: { status: async () => statusWith({ run: run && runWith(run) }) },
    sync: {
      pause: async ({ runId }: { runId: string }) => {
        paused.push(runId);
        run = 'paused';
      },
    },
  };
  const watch = {
    ask: (what: (asked: never, signal: AbortSignal) => Promise<unknown>) =>
      what(client as never, new AbortController().signal),
  };
  ({ atOnce: endSession, endWith } = endInOrder({
    engine: {
      stop: (withinMs?: number) => {
        stops += 1;
        patiences.push(withinMs ?? null);
        return stop.promise;
      },
    } as unknown as Supervisor,
    watch: watch as unknown as Watch,
    translator: () => createTranslator('sv'),
    window: () => null,
    onEnding: () => {
      endings += 1;
    },
  }));
});
afterEach(() => {
  for (const signal of listeners)
    for (const listener of process.listeners(signal).slice(before[signal])) process.off(signal, listener);
});

describe('an end while nothing is sent', () => {
  it('waits for the engine, and asks nobody', async () => {
    app.quit();
    await quiesce();
    expect([questions, stops, endings, app.exits]).toEqual([0, 1, 1, []]);
    stop.resolve();
    await quiesce();
    expect(app.exits).toEqual([0]);
  });

  it('is in order however often it is asked for', async () => {
    app.quit();
    await quiesce();
    app.quit();
    endSession();
    process.emit('SIGTERM');
    await quiesce();
    expect(app.prevented).toEqual([true, true]);
    // A system that ends leaves two seconds, whatever a person has asked for before.
    expect([patiences, endings]).toEqual([[null, 2_000], 1]);
  });
});

describe('an end while a run is on', () => {
  beforeEach(() => {
    run = 'running';
    stop.resolve();
  });

  it('is not, where the person stays', async () => {
    answers = [2, 1];
    app.quit();
    await quiesce();
    expect([questions, stops, endings, app.exits]).toEqual([1, 0, 0, []]);
    // And may be asked for again.
    app.quit();
    await quiesce();
    expect(app.exits).toEqual([0]);
  });

  it('pauses it first, where the person says so', async () => {
    answers = [1];
    app.quit();
    await quiesce();
    expect([paused, stops, app.exits]).toEqual([['r1'], 1, [0]]);
  });

  it('comes when the run is done, where the person waits', async () => {
    answers = [0];
    app.quit();
    await quiesce();
    expect(app.exits).toEqual([]);
    run = null;
    await expect.poll(() => app.exits).toEqual([0]);
    expect(paused).toEqual([]);
  });

  it('asks once while the question is open', async () => {
    app.quit();
    await quiesce();
    app.quit();
    await quiesce();
    expect([questions, app.exits]).toEqual([1, []]);
  });

  it.each(listeners)('asks nobody when the end comes from outside: %s', async (signal) => {
    process.emit(signal);
    await quiesce();
    expect([questions, paused, patiences, app.exits]).toEqual([0, [], [2_000], [0]]);
  });

  it('does not wait for an answer when the computer is shut down meanwhile', async () => {
    app.quit();
    await quiesce();
    endSession();
    await quiesce();
    expect([questions, patiences, app.exits]).toEqual([1, [2_000], [0]]);
  });
});

describe('an end for an update', () => {
  it('lets the engine end first, then whoever quits go, windows and all', async () => {
    const done: string[] = [];
    const ended = endWith(async () => {
      done.push(`engine ended: ${stops}`);
      updater.emit('before-quit-for-update');
      app.quit();
    });
    await quiesce();
    expect(done).toEqual([]);
    stop.resolve();
    expect(await ended).toBe(true);
    expect([done, app.prevented, app.exits]).toEqual([['engine ended: 1'], [false], []]);
    expect(endings).toBeGreaterThan(1);
  });

  it('asks first while a run is on, and is not where the person stays', async () => {
    run = 'running';
    answers = [2];
    const done: string[] = [];
    expect(await endWith(async () => void done.push('installed'))).toBe(false);
    expect([questions, stops, endings, done]).toEqual([1, 0, 0, []]);
    // The program goes on, and may be ended as before.
    run = null;
    stop.resolve();
    app.quit();
    await quiesce();
    expect([app.prevented, app.exits]).toEqual([[true], [0]]);
  });

  it('is none where the program is ending already', async () => {
    app.quit();
    expect(await endWith(async () => undefined)).toBe(false);
  });

  it('gives way to a system that ends: nothing is put in place', async () => {
    const done: string[] = [];
    const ended = endWith(async () => void done.push('installed'));
    await quiesce();
    endSession();
    stop.resolve();
    await ended;
    expect([done, app.exits]).toEqual([[], [0]]);
  });
});
