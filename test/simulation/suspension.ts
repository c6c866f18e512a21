import type { Ports } from '../../engine/ports.ts';
import { later } from '../../shared/words/time.ts';
import type { Scheduler } from './scheduler.ts';

/** Does the monotonic clock count the time in which the computer sleeps? Windows’ does, Linux’s and macOS’s do not. */
export type SleepClock = 'counts' | 'stands';

/** A computer that can be put to sleep: nothing of its processes runs until it wakes. */
export interface Suspension {
  /** The process’s ports, seen from within. */
  within(ports: Ports): Ports;
  /** From now on and for `ms`: what is on its way then is answered to nobody. */
  suspend(ms: number): void;
  /** Asleep now. */
  isAsleep(): boolean;
}

export function createSuspension(scheduler: Pick<Scheduler, 'clock' | 'now'>, clock: SleepClock): Suspension {
  let wakesAt = scheduler.now();
  let spells = 0;
  /** Asleep so far, as much of it as the monotonic clock leaves out. */
  let leftOutMs = 0;

  const awake = async () => {
    while (scheduler.now() < wakesAt) await scheduler.clock.sleep(wakesAt - scheduler.now());
  };
  const sleep = async (ms: number, signal?: AbortSignal) => {
    const within = () => scheduler.now() - leftOutMs;
    const dueAt = within() + ms;
    do {
      await scheduler.clock.sleep(dueAt - within(), signal);
      await awake();
    } while (within() < dueAt && !signal?.aborted);
  };

  return {
    within: (ports) => ({
      ...ports,
      monotonic: { now: () => later(ports.monotonic.now(), -leftOutMs), sleep },
      http: async (request) => {
        const begun = spells;
        const answered = await ports.http(request).then(
          (response) => ({ response }),
          (error: unknown) => ({ error }),
        );
        await awake();
        // The line was dead when it woke.
        if (spells !== begun) throw new TypeError('fetch failed');
        if ('error' in answered) throw answered.error;
        return answered.response;
      },
    }),
    suspend: (ms) => {
      spells += 1;
      if (clock === 'stands') leftOutMs += ms;
      wakesAt = scheduler.now() + ms;
    },
    isAsleep: () => scheduler.now() < wakesAt,
  };
}
