/** The computer falls asleep and wakes, and its network goes and comes: what whoever knows it tells those who work. */

export interface Power {
  /** Aborts when the computer falls asleep: nothing new is begun, and what is on its way is finished. */
  asleep(): AbortSignal;
  /** Resolves when the computer is awake, or when `signal` aborts. */
  untilAwake(signal: AbortSignal): Promise<void>;
  /** Told when connections that were open may be dead: after a sleep, and when the network is back. */
  onAfresh(listener: () => void): void;
}

/** What can be told of a computer. */
export const powerEvents = ['asleep', 'awake', 'networkBack'] as const;
type PowerEvent = (typeof powerEvents)[number];

/** Awake, and told what happens by `tell`. */
export function createPower(): Power & { tell(event: PowerEvent): void } {
  let falling = new AbortController();
  let waking = Promise.withResolvers<void>();
  const listeners = new Set<() => void>();
  return {
    asleep: () => falling.signal,
    untilAwake: async (signal) => {
      if (!falling.signal.aborted || signal.aborted) return;
      const stopped = Promise.withResolvers<void>();
      signal.addEventListener('abort', () => stopped.resolve(), { once: true });
      await Promise.race([waking.promise, stopped.promise]);
    },
    onAfresh: (listener) => void listeners.add(listener),
    tell: (event) => {
      if (event === 'asleep') {
        falling.abort('the computer falls asleep');
        return;
      }
      for (const listener of listeners) listener();
      if (event === 'networkBack' || !falling.signal.aborted) return;
      // Whoever works from now on has begun afresh.
      listeners.clear();
      falling = new AbortController();
      waking.resolve();
      waking = Promise.withResolvers();
    },
  };
}
