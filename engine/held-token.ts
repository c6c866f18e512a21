import { later, type MonotonicTime } from '../shared/words/time.ts';
import type { Monotonic } from './ports.ts';

/** What a gateway shows with every call. */
export interface Credentials {
  /** @throws Refusal where none can be had */
  current(): Promise<string>;
  /** The side did not take this token: the next `current` makes another, if there is a way to. */
  reject(token: string): void;
}

/** A token that runs out and is made anew; it is kept in memory only. */
export interface HeldToken extends Credentials {
  /** Makes another whatever is held, for a person who asks whether the account is right. @throws as `current` */
  renew(): Promise<string>;
}

/** A token as it was handed out; `lifeMs` is how long it is good for, in milliseconds. */
export interface FreshToken {
  readonly token: string;
  readonly lifeMs: number;
}

/** Renewed when this part of its life is over, so that no call meets its end. */
const RENEW_AT = 0.8;

/**
 * Holds the token that `obtain` makes. Calls that need one at the same time share one `obtain`: a wrong password is tried once and
 * not once per call. Its life counts from before it was asked for.
 */
export function createHeldToken(monotonic: Monotonic, obtain: () => Promise<FreshToken>): HeldToken {
  let held: { token: string; renewAt: MonotonicTime } | null = null;
  let renewing: Promise<string> | null = null;

  const start = (): Promise<string> => {
    const askedAt = monotonic.now();
    const mine = obtain()
      .then(({ token, lifeMs }) => {
        held = { token, renewAt: later(askedAt, lifeMs * RENEW_AT) };
        return token;
      })
      .finally(() => {
        if (renewing === mine) renewing = null;
      });
    renewing = mine;
    return mine;
  };

  return {
    current: async () => {
      if (held && monotonic.now() < held.renewAt) return held.token;
      return renewing ?? start();
    },
    reject: (token) => {
      if (held?.token === token) held = null;
    },
    renew: async () => {
      held = null;
      return start();
    },
  };
}
