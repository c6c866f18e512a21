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

export function createSuspension(scheduler: Pick<Scheduler, 'now'>, clock: SleepClock): Suspension {
  let wakesAt = scheduler.now();
  let spells = 0;
  /** Asleep so far, as much of it as the monotonic clock leaves out. */
  let leftOutMs = 0;

  const awake = async ({ monotonic }: Ports) => {
    while (scheduler.now() < wakesAt) await monotonic.sleep(wakesAt - scheduler.now());
  };
  const sleepOf = (ports: Ports) => async (ms: number, signal?: AbortSignal) => {
    const within = () => scheduler.now() - leftOutMs;
    const dueAt = within() + ms;
    do {
      await ports.monotonic.sleep(dueAt - within(), signal);
      await awake(ports);
    } while (within() < dueAt && !signal?.aborted);
  };

  return {
    within: (ports) => {
      const bornAt = leftOutMs; // no process's clock shows a time from before it began
      return {
        ...ports,
        monotonic: {
          now: () => later(ports.monotonic.now(), bornAt - leftOutMs),
          sleep: sleepOf(ports),
        },
        http: async (request) => {
          const begun = spells;
          const answered = await ports.http(request).then(
            (response) => ({ response }),
            (error: unknown) => ({ error }),
          );
          await awake(ports);
          // The line was dead when it woke.
          if (spells !== begun) throw new TypeError('fetch failed');
          if ('error' in answered) throw answered.error;
          return answered.response;
        },
      };
    },
    suspend: (ms) => {
      spells += 1;
      if (clock === 'stands') leftOutMs += ms;
      wakesAt = scheduler.now() + ms;
    },
    isAsleep: () => scheduler.now() < wakesAt,
  };
}
