import { createHash } from 'node:crypto';
import type { PracticeClock } from '../clock.ts';
import type { UserError } from './user-error.ts';

/** How long a key is remembered; 24 h per a third party [C]. */
const lifetimeMs = 24 * 60 * 60 * 1000;

export interface Idempotency {
  /**
   * Runs `work` once per key. Same key and arguments: the first result again; other arguments, or a first attempt that
   * ended in user errors (our reading of »failed«): `refuse` with the code [S].
   */
  once<T extends { readonly userErrors: readonly UserError[] }>(
    mutation: string,
    key: string,
    args: unknown,
    work: () => T,
    refuse: (error: UserError) => T,
  ): T;
  /** Keys remembered, for tests. */
  size(): number;
}

interface Attempt {
  readonly at: number;
  readonly fingerprint: string;
  readonly failed: boolean;
  readonly payload: unknown;
}

export function createIdempotency(clock: PracticeClock): Idempotency {
  const attempts = new Map<string, Attempt>();
  const forget = (now: number) => {
    for (const [key, { at }] of attempts) {
      if (now - at < lifetimeMs) return;
      attempts.delete(key);
    }
  };
  return {
    once: <T extends { readonly userErrors: readonly UserError[] }>(
      mutation: string,
      key: string,
      args: unknown,
      work: () => T,
      refuse: (error: UserError) => T,
    ): T => {
      const now = clock.now();
      forget(now);
      const fingerprint = createHash('sha1').update(mutation).update(JSON.stringify(args)).digest('base64');
      const earlier = attempts.get(key);
      if (earlier && earlier.fingerprint !== fingerprint)
        return refuse({
          field: null,
          message: 'The same idempotency key cannot be used with different operation parameters.',
          code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH',
        });
      if (earlier?.failed)
        return refuse({
          field: null,
          message: 'The previous attempt with this idempotency key failed. Retry with a new idempotency key.',
          code: 'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED',
        });
      // The fingerprint covers the mutation's name, so this payload is of the same mutation.
      if (earlier) return earlier.payload as T;
      const payload = work();
      const failed = payload.userErrors.length > 0;
      attempts.set(key, { at: now, fingerprint, failed, payload: failed ? null : payload });
      return payload;
    },
    size: () => attempts.size,
  };
}
