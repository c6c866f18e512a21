import type { Monotonic } from '../../ports.ts';

/** A reason of our own: the one that is made without one carries a stack, which costs more than the ring. */
const RUNG = 'rung';

/** A loop's doorbell: it sleeps here until its time comes or somebody rings. A ring while it works is not lost. */
export interface Wake {
  ring(): void;
  /** Resolves after `ms`, at a ring, or when `signal` aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export function createWake(monotonic: Monotonic): Wake {
  let rung = false;
  let asleep: AbortController | null = null;
  return {
    ring: () => {
      rung = true;
      asleep?.abort(RUNG);
    },
    wait: async (ms, signal) => {
      if (!rung && !signal.aborted) {
        asleep = new AbortController();
        const stop = () => asleep?.abort(RUNG);
        signal.addEventListener('abort', stop, { once: true });
        await monotonic.sleep(ms, asleep.signal);
        signal.removeEventListener('abort', stop);
        asleep = null;
      }
      rung = false;
    },
  };
}
