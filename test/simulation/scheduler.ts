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
  /** Runs timers until virtual time reaches `instant`. */
  runUntil(instant: number): Promise<void>;
  /** Runs timers until `done` resolves. @throws after `limit` milliseconds of virtual time */
  runFor<T>(done: Promise<T>, limit: number): Promise<T>;
}

/** Time stands at `start`, in milliseconds since 1970. */
export function createScheduler(start: number): Scheduler {
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

  /** Lets everything that follows from the last timer happen: in here nothing is asynchronous but promises. */
  const drain = () => new Promise<void>((resolve) => setImmediate(resolve));

  const fireNext = async (limit: number): Promise<boolean> => {
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
