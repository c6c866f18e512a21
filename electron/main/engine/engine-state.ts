/** What state the engine is in, told to whoever follows it. */
import type { EngineState } from '../../../shared/contract/shell.ts';

export interface FollowedState {
  current(): EngineState;
  /** Tells all who follow, unless it is so already. */
  become(next: EngineState): void;
  /** Told at every change. Returns how to stop listening. */
  follow(listener: (state: EngineState) => void): () => void;
  /** Resolves at the next change, or when `signal` aborts. */
  changed(signal: AbortSignal): Promise<void>;
}

/** The engine is starting, and nobody follows yet. */
export function createEngineState(): FollowedState {
  const listeners = new Set<(state: EngineState) => void>();
  let state: EngineState = 'starting';
  const follow: FollowedState['follow'] = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    current: () => state,
    become: (next) => {
      if (state === next) return;
      state = next;
      for (const listener of [...listeners]) listener(next);
    },
    follow,
    changed: async (signal) => {
      const change = Promise.withResolvers<void>();
      const unfollow = follow(() => change.resolve());
      signal.addEventListener('abort', () => change.resolve(), { once: true });
      await change.promise;
      unfollow();
    },
  };
}
