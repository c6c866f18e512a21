import { later, type MonotonicTime, msBetween } from '../shared/words/time.ts';
import type { Monotonic } from './ports.ts';

/**
 * How long a side may say that it is busy before whoever asks is told, in milliseconds. A limit by the minute is over by then; a side that goes
 * on saying so for hours would hold up whatever waits for a call, a stop of the program too, and nobody would know why.
 */
const PATIENCE_MS = 180_000;

/** A side that turns calls away because there are too many, as all who ask it see it. */
export interface BusySide {
  /** Nobody waits for it any more, and the pause that it asked for last is not over: it is not asked. */
  isLeftAlone(): boolean;
  /** For one call, from its first exchange to its last. */
  patience(): Patience;
  /** It answered something else. */
  over(): void;
}

interface Patience {
  /** It has asked for a pause, in milliseconds: whether to wait for so long and ask again. */
  isLeft(pauseMs: number): boolean;
}

/** A spell in which each answer is »busy« is waited for together, so that calls one after the other do not each wait for as long. */
export function createBusySide(monotonic: Monotonic): BusySide {
  let spell: { readonly since: MonotonicTime; until: MonotonicTime; isTold: boolean } | null = null;
  return {
    isLeftAlone: () => spell?.isTold === true && monotonic.now() < spell.until,
    patience: () => {
      let waitedMs = 0;
      return {
        isLeft: (pauseMs) => {
          const now = monotonic.now();
          waitedMs += pauseMs;
          spell ??= { since: now, until: now, isTold: false };
          spell.until = later(now, pauseMs);
          spell.isTold ||= msBetween(spell.since, spell.until) > PATIENCE_MS;
          return !spell.isTold && waitedMs <= PATIENCE_MS;
        },
      };
    },
    over: () => {
      spell = null;
    },
  };
}
