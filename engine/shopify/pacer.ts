import { msBetween } from '../../shared/words/time.ts';
import type { Monotonic } from '../ports.ts';

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
  /** Waits until a write of `cost` points may begin and keeps them for the next write; the result gives them back. */
  keep(cost: number): Promise<() => void>;
}

export function createPacer(monotonic: Monotonic): Pacer {
  let maximum = 2_000;
  let rate = 100;
  let level = 2_000;
  let at = monotonic.now();
  let inFlight = 0;
  const kept: { readonly cost: number }[] = [];
  const lines = { read: Promise.resolve(), write: Promise.resolve() };

  /** Aborted when an answer has told the level anew: what was asked for and not used is there at once. */
  let answered = new AbortController();

  const refill = () => {
    const now = monotonic.now();
    level = Math.min(maximum, level + (msBetween(at, now) / 1000) * rate);
    at = now;
  };

  const take = (cost: number) => {
    level -= cost;
    inFlight += cost;
  };

  const wait = async (cost: number, kind: 'read' | 'write') => {
    for (;;) {
      refill();
      const needed = Math.min(cost, maximum) + (kind === 'write' ? Math.min(READ_RESERVE, maximum / 10) : 0);
      if (level >= Math.min(needed, maximum)) break;
      const ms = Math.max(10, Math.ceil(((Math.min(needed, maximum) - level) / rate) * 1000));
      await monotonic.sleep(ms, answered.signal);
    }
    take(cost);
  };

  const queue = (cost: number, kind: 'read' | 'write') => {
    const turn = lines[kind].then(() => wait(cost, kind));
    lines[kind] = turn.catch(() => undefined);
    return turn;
  };

  return {
    keep: async (cost) => {
      await queue(cost, 'write');
      const permit = { cost };
      kept.push(permit);
      return () => {
        const index = kept.indexOf(permit);
        if (index < 0) return;
        kept.splice(index, 1);
        take(-cost);
      };
    },
    acquire: async (cost, kind) => {
      const permit = kind === 'write' ? kept.shift() : undefined;
      if (permit) take(cost - permit.cost);
      else await queue(cost, kind);
      return (status) => {
        inFlight -= cost;
        if (!status) return;
        maximum = status.maximumAvailable;
        rate = status.restoreRate;
        level = Math.min(maximum, status.currentlyAvailable - inFlight);
        at = monotonic.now();
        answered.abort('answered');
        answered = new AbortController();
      };
    },
  };
}
