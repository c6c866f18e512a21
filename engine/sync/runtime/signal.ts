import type { Monotonic } from '../../ports.ts';

/** A reason of our own: the one that is made without one carries a stack, which costs more than the ring. */
const NOTIFIED = 'rung';

/** A loop's signal: it sleeps here until its time comes or somebody notifies. A notice while it works is not lost. */
export interface Signal {
  notify(): void;
  /** Resolves after `ms`, at a ring, or when `signal` aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export function createSignal(monotonic: Monotonic): Signal {
  let rung = false;
  let asleep: AbortController | null = null;
  return {
    notify: () => {
      rung = true;
      asleep?.abort(NOTIFIED);
    },
    wait: async (ms, signal) => {
      if (!rung && !signal.aborted) {
        asleep = new AbortController();
        const stop = () => asleep?.abort(NOTIFIED);
        signal.addEventListener('abort', stop, { once: true });
        await monotonic.sleep(ms, asleep.signal);
        signal.removeEventListener('abort', stop);
        asleep = null;
      }
      rung = false;
    },
  };
}
