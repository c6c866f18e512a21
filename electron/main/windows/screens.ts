/** Which screen somebody outside the window asks for: the tray, the menu, a notification. */

export interface Screens {
  /** To whoever listens; kept for the next one who does, where nobody listens yet. */
  ask(screen: string): void;
  /** Until `signal`. */
  follow(signal: AbortSignal | undefined): AsyncGenerator<string>;
}

export function createScreens(): Screens {
  let kept: string | null = null;
  const listeners = new Set<(screen: string) => void>();
  return {
    ask: (screen) => {
      if (listeners.size === 0) kept = screen;
      for (const listener of listeners) listener(screen);
    },
    follow: (signal) =>
      following(signal, (listener) => {
        listeners.add(listener);
        if (kept !== null) listener(kept);
        kept = null;
        return () => listeners.delete(listener);
      }),
  };
}

/** What a listener is told, as a stream: nothing is lost between two looks. */
export async function* following<Value>(
  signal: AbortSignal | undefined,
  subscribe: (listener: (value: Value) => void) => () => void,
): AsyncGenerator<Value> {
  const waiting: Value[] = [];
  let wake = Promise.withResolvers<void>();
  const unsubscribe = subscribe((value) => {
    waiting.push(value);
    wake.resolve();
  });
  const end = () => wake.resolve();
  signal?.addEventListener('abort', end);
  try {
    while (!signal?.aborted) {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) yield next;
      await wake.promise;
      wake = Promise.withResolvers<void>();
    }
  } finally {
    signal?.removeEventListener('abort', end);
    unsubscribe();
  }
}
