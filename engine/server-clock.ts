import { epochMs, type MonotonicTime, msBetween } from '../shared/words/time.ts';
import type { Ports } from './ports.ts';

/**
 * A server's clock, as its answers tell it, carried on by our monotonic one: whatever is done to our wall clock, it goes on. Until
 * the first answer our wall clock stands in for it.
 */
export interface ServerClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** An answer has come: what `now` says is the server's, or the best that can be had where its answers tell no time. */
  isHeard(): boolean;
  /** Whether its answers tell the time: null before the first, false while none has. */
  tellsTime(): boolean | null;
  /** The `Date` of an answer to what was sent then; null and what is no date say nothing. */
  heard(date: string | null, sentAt: MonotonicTime): void;
}

/** `Date` has whole seconds. */
const WHOLE_SECOND = 999;

export function createServerClock({ clock, monotonic }: Pick<Ports, 'clock' | 'monotonic'>): ServerClock {
  const start = monotonic.now();
  let atStart = epochMs(clock.now());
  let isHeard = false;
  let isTold = false;
  const at = (instant: MonotonicTime) => atStart + msBetween(start, instant);
  return {
    now: () => at(monotonic.now()),
    isHeard: () => isHeard,
    tellsTime: () => (isHeard ? isTold : null),
    heard: (date, sentAt) => {
      isHeard = true;
      const told = Date.parse(date ?? '');
      if (Number.isNaN(told)) return;
      isTold = true;
      // It was told at some instant of the exchange: the estimate moves only as far as that proves it wrong.
      const tooSlow = told - at(monotonic.now());
      const tooFast = at(sentAt) - (told + WHOLE_SECOND);
      if (tooSlow > 0) atStart += tooSlow;
      else if (tooFast > 0) atStart -= tooFast;
    },
  };
}
