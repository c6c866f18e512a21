/** Writes that are answered in time or refused, the same for both engines. */
import type { Monotonic } from '../ports.ts';
import { StoreUnavailable } from './store.ts';

/** Milliseconds a write may wait for its commit. Shopify gives up after 5 s, and the way there and back takes some of them. */
export const MOST_WAIT_MS = 3_000;

export interface InTime {
  /**
   * What `work` resolves to; `StoreUnavailable` when that takes longer than `MOST_WAIT_MS`, though it may be kept all the same, and at
   * once while another has been waiting for so long: whatever holds that one up would hold this one up too.
   */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** How long the oldest has been waiting, in milliseconds; 0 when none is. */
  oldestMs(): number;
}

interface Waiting {
  readonly since: number;
  refuse(): void;
}

const TICK_MS = MOST_WAIT_MS / 12;

const refusal = () => new StoreUnavailable('it takes too long to keep anything', { reason: 'tooSlow' });

/** One timer for all that wait, which stands still while nothing does. */
export function createInTime(monotonic: Monotonic): InTime {
  /** In the order they came; also what was refused stays until its work has ended. */
  const waiting = new Set<Waiting>();
  let isTicking = false;

  const oldestMs = (): number => {
    for (const { since } of waiting) return monotonic.now() - since;
    return 0;
  };

  const tick = async (): Promise<void> => {
    if (isTicking) return;
    isTicking = true;
    while (waiting.size > 0) {
      await monotonic.sleep(TICK_MS);
      for (const { since, refuse } of waiting) {
        if (monotonic.now() - since < MOST_WAIT_MS) break;
        refuse();
      }
    }
    isTicking = false;
  };

  return {
    run: <T>(work: () => Promise<T>) => {
      if (oldestMs() >= MOST_WAIT_MS) return Promise.reject(refusal());
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      const one: Waiting = { since: monotonic.now(), refuse: () => reject(refusal()) };
      waiting.add(one);
      void tick();
      const end = () => waiting.delete(one);
      work().finally(end).then(resolve, reject);
      return promise;
    },
    oldestMs,
  };
}
