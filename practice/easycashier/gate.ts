import type { PracticeClock } from '../clock.ts';

const window = 60_000;

/** At most `perMinute` requests in any 60 seconds; a refused request does not count. */
export interface RateLimit {
  /** Undefined when let through, else the whole seconds to wait. */
  refuse(): number | undefined;
}

/** EasyCashier's limit as a third party's README states it: 300 a minute, `Retry-After` (origin unknown). */
export function createRateLimit(clock: PracticeClock, perMinute: number): RateLimit {
  // The times of the last `perMinute` admitted requests, as a ring: the slot to write next holds the oldest.
  const times: number[] = [];
  let next = 0;
  return {
    refuse: () => {
      const now = clock.now();
      const oldest = times[next];
      if (oldest !== undefined && now - oldest < window)
        return Math.max(1, Math.ceil((oldest + window - now) / 1000));
      times[next] = now;
      next = (next + 1) % perMinute;
      return undefined;
    },
  };
}

/** Who has logged in. Every login gives a token of its own; older ones live on until their time is up. */
export interface Sessions {
  open(): { accessToken: string; expiresIn: number };
  isOpen(token: string | null): boolean;
  closeAll(): void;
}

export function createSessions(clock: PracticeClock, lifetimeSeconds: number): Sessions {
  const expiry = new Map<string, number>();
  let count = 0;
  return {
    open: () => {
      count += 1;
      const accessToken = `practice-session-${count}`;
      expiry.set(accessToken, clock.now() + lifetimeSeconds * 1000);
      return { accessToken, expiresIn: lifetimeSeconds };
    },
    isOpen: (token) => {
      const until = token === null ? undefined : expiry.get(token);
      if (token === null || until === undefined) return false;
      if (clock.now() < until) return true;
      expiry.delete(token);
      return false;
    },
    closeAll: () => expiry.clear(),
  };
}
