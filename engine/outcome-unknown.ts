import type { NetworkFailure } from '../shared/words/network-failures.ts';

/**
 * A call that may have been carried out; nobody said. Thrown for writes by both gateways. Whoever catches it finds out what became of
 * the call before anything else is concluded: by sending the same key again (Shopify), or by reading what is there now (EasyCashier).
 */
export class OutcomeUnknown extends Error {
  /** The call is over, done or not, so a reading tells at once. False where the server may still be working on it. */
  readonly isAnswered: boolean;
  /** How long an answer has been waited for already, in milliseconds. */
  readonly waitedMs: number;
  /** What keeps us from the side; null where that is not known. */
  readonly failure: NetworkFailure | null;

  /** `why` is a few technical words for the log: `timeout`, `status 502`. */
  constructor(
    why: string,
    {
      isAnswered = false,
      waitedMs = 0,
      failure = null,
    }: Partial<Pick<OutcomeUnknown, 'isAnswered' | 'waitedMs' | 'failure'>> = {},
  ) {
    super(why);
    this.name = 'OutcomeUnknown';
    this.isAnswered = isAnswered;
    this.waitedMs = waitedMs;
    this.failure = failure;
  }
}
