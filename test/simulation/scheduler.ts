import type { Clock, Monotonic } from '../../engine/ports.ts';
import type { PracticeClock } from '../../practice/clock.ts';
import { monotonicTime, ourTime } from '../../shared/words/time.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly fire: () => void;
}

/** Virtual time on one thread: nothing moves until `advance` fires the next timer, in the order of time and creation. */
export interface Scheduler {
  /** For the servers. */
  readonly clock: PracticeClock & { sleep(ms: number, signal?: AbortSignal): Promise<void> };
  /** For an engine on a computer whose clock is right. */
  readonly ports: { readonly clock: Clock; readonly monotonic: Monotonic };
  now(): number;
  /** Work outside virtual time, of a thread or a disk: time stands still until it is done. */
  hold<T>(work: Promise<T>): Promise<T>;
  /** Runs timers until virtual time reaches `instant`. */
  runUntil(instant: number): Promise<void>;
  /** Runs timers until `done` resolves. @throws after `limit` milliseconds of virtual time */
  runFor<T>(done: Promise<T>, limit: number): Promise<T>;
}

/** What goes on outside virtual time. `over`: one turn of everybody, and all of that. */
function createStandstill(): { hold: Scheduler['hold']; over(): Promise<void> } {
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  const outside = new Set<Promise<unknown>>();
  return {
    hold: async (work) => {
      outside.add(work);
      try {
        return await work;
      } finally {
        outside.delete(work);
      }
    },
    over: async () => {
      await turn();
      while (outside.size > 0) {
        await Promise.allSettled(outside);
        await turn();
      }
    },
  };
}

/**
 * Time stands at `start`, in milliseconds since 1970. `beforeNext`: called each time all is done that follows from the last timer, before the
 * next one is chosen.
 */
export function createScheduler(start: number, beforeNext: () => void = () => undefined): Scheduler {
  let now = start;
  let order = 0;
  const timers: Timer[] = [];

  const push = (timer: Timer) => {
    let low = 0;
    let high = timers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = timers[middle] as Timer;
      if (other.at > timer.at || (other.at === timer.at && other.order > timer.order)) low = middle + 1;
      else high = middle;
    }
    timers.splice(low, 0, timer);
  };

  const sleep = (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      order += 1;
      const stop = () => {
        const index = timers.indexOf(timer);
        if (index >= 0) timers.splice(index, 1);
        resolve();
      };
      const fire = () => {
        // A signal lives as long as a program: what it no longer stops would pile up there.
        signal?.removeEventListener('abort', stop);
        resolve();
      };
      const timer: Timer = { at: now + Math.max(0, Math.ceil(ms)), order, fire };
      push(timer);
      signal?.addEventListener('abort', stop, { once: true });
    });

  const outside = createStandstill();

  /** Lets everything that follows from the last timer happen: in here nothing is asynchronous but promises, and what is held for. */
  const drain = outside.over;

  const fireNext = async (limit: number): Promise<boolean> => {
    beforeNext();
    const next = timers.at(-1);
    if (!next || next.at > limit) return false;
    timers.pop();
    now = next.at;
    next.fire();
    await drain();
    return true;
  };

  return {
    clock: { now: () => now, sleep },
    ports: {
      clock: { now: () => ourTime(now) },
      monotonic: { now: () => monotonicTime(now - start), sleep },
    },
    now: () => now,
    hold: outside.hold,
    runUntil: async (instant) => {
      await drain();
      while (await fireNext(instant));
      now = Math.max(now, instant);
    },
    runFor: async <T>(done: Promise<T>, limit: number): Promise<T> => {
      const end = now + limit;
      let isSettled = false;
      const settle = () => {
        isSettled = true;
      };
      done.then(settle, settle);
      await drain();
      while (!isSettled) {
        if (!(await fireNext(end))) throw new Error(`nothing happened within ${limit} ms of virtual time`);
      }
      return done;
    },
  };
}
