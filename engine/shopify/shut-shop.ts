import { later, type MonotonicTime } from '../../shared/words/time.ts';
import type { Monotonic } from '../ports.ts';
import { Refusal } from '../refusal.ts';

/** How long a shop that is shut is left alone, in milliseconds: twice as long each time, so that we add nothing to a lock for too many calls or keys. */
const FIRST_PAUSE_MS = 4_000;
const LONGEST_PAUSE_MS = 30_000;

/** A shop that lets nobody in, frozen or locked, or not us: a new key makes a new client. */
export interface ShutShop {
  /** Refuses at once what would be refused anyway. @throws Refusal `shopifyFrozen`, `shopifyLocked`, `shopifyRefusedKey` */
  check(): void;
  /** What a call was refused with; anything but a shut shop is nothing to it. */
  met(error: unknown): void;
  /** A call was answered. */
  opened(): void;
}

/** Open until a call says otherwise. Whether it is open again is asked with the first call after each pause. */
export function createShutShop(monotonic: Monotonic): ShutShop {
  let shut: { readonly refusal: Refusal; readonly until: MonotonicTime; readonly pauseMs: number } | null =
    null;
  return {
    check: () => {
      if (shut !== null && monotonic.now() < shut.until) throw shut.refusal;
    },
    met: (error) => {
      if (!isShut(error)) return;
      const now = monotonic.now();
      // Of calls that were on their way together one counts.
      if (shut !== null && now < shut.until) return;
      const pauseMs = shut === null ? FIRST_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, shut.pauseMs * 2);
      shut = { refusal: error, until: later(now, pauseMs), pauseMs };
    },
    opened: () => {
      shut = null;
    },
  };
}

const codes: ReadonlySet<string> = new Set(['shopifyFrozen', 'shopifyLocked', 'shopifyRefusedKey']);

function isShut(error: unknown): error is Refusal {
  return error instanceof Refusal && codes.has(error.code);
}
