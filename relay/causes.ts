/** Why the store refuses: in the words of whoever refuses, once a minute for each cause and not once for each delivery. */
import type { Log, Monotonic } from './ports.ts';

export interface Causes {
  /** `times`: how often it was not told since it last was. */
  tell(event: string, error: unknown): void;
}

const AGAIN_MS = 60_000;
/** Words that differ each time would be many causes. */
const MOST_CAUSES = 100;

/** What lies beneath the error, in its own words. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return wordsOf(error.cause);
  // A connection that was tried at several addresses has a message for each, and none of its own.
  if (error instanceof AggregateError && error.message === '') return error.errors.map(wordsOf).join('; ');
  return error.message;
}

export function createCauses(log: Log, monotonic: Monotonic): Causes {
  const told = new Map<string, { readonly at: number; times: number }>();
  return {
    tell: (event, error) => {
      const reason = wordsOf(error);
      const name = `${event}\n${reason}`;
      const last = told.get(name);
      const now = monotonic.now();
      if (last && now - last.at < AGAIN_MS) {
        last.times += 1;
        return;
      }
      if (told.size >= MOST_CAUSES) told.clear();
      told.set(name, { at: now, times: 0 });
      log.error(event, last && last.times > 0 ? { reason, times: last.times } : { reason });
    },
  };
}
