import type { Clock } from '../ports.ts';

/** Shopify's own figures after a call, in points. */
export interface ThrottleStatus {
  readonly maximumAvailable: number;
  readonly currentlyAvailable: number;
  readonly restoreRate: number;
}

/** Points that full-sync writes leave in the bucket, so that a reading never waits behind them. */
const READ_RESERVE = 60;

/**
 * One bucket per shop. Waits before a call until the points it asks for must be there, by Shopify's last word and the
 * calls since: it does not need to be THROTTLED to learn the limit. Until the first answer Standard is assumed.
 */
export interface Pacer {
  /** Waits for `cost` points and takes them; the release gives back what the answer says was not used. */
  acquire(cost: number, kind: 'read' | 'write'): Promise<(status: ThrottleStatus | null) => void>;
}

export function createPacer(clock: Clock): Pacer {
  let maximum = 2_000;
  let rate = 100;
  let level = 2_000;
  let at = clock.now();
  let inFlight = 0;
  const lines = { read: Promise.resolve(), write: Promise.resolve() };

  const refill = () => {
    const now = clock.now();
    level = Math.min(maximum, level + ((now - at) / 1000) * rate);
    at = now;
  };

  const wait = async (cost: number, kind: 'read' | 'write') => {
    for (;;) {
      refill();
      const needed = Math.min(cost, maximum) + (kind === 'write' ? Math.min(READ_RESERVE, maximum / 10) : 0);
      if (level >= Math.min(needed, maximum)) break;
      await clock.sleep(Math.max(10, Math.ceil(((Math.min(needed, maximum) - level) / rate) * 1000)));
    }
    level -= cost;
    inFlight += cost;
  };

  return {
    acquire: async (cost, kind) => {
      const turn = lines[kind].then(() => wait(cost, kind));
      lines[kind] = turn.catch(() => undefined);
      await turn;
      return (status) => {
        inFlight -= cost;
        if (!status) return;
        maximum = status.maximumAvailable;
        rate = status.restoreRate;
        level = Math.min(maximum, status.currentlyAvailable - inFlight);
        at = clock.now();
      };
    },
  };
}
