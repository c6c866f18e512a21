import type { NoAnswer } from './answers.ts';
import { whyNoAnswer } from './network-failure.ts';
import type { Monotonic } from './ports.ts';

/**
 * One exchange, within `timeoutMs` until its answer begins. Never rejects: whatever goes wrong on the way is no answer, and says nothing about
 * whether the call took effect. `work` may also fail at once, as a request does that cannot be built.
 */
export async function receive(
  monotonic: Monotonic,
  timeoutMs: number,
  work: () => Promise<Response>,
): Promise<Response | NoAnswer> {
  const done = new AbortController();
  const late = (): NoAnswer => ({
    came: 'nothing',
    why: 'timeout',
    failure: 'serverDown',
    waitedMs: timeoutMs,
  });
  try {
    return await Promise.race([work(), monotonic.sleep(timeoutMs, done.signal).then(late)]);
  } catch (error) {
    return { came: 'nothing', ...whyNoAnswer(error), waitedMs: 0 };
  } finally {
    done.abort('answered');
  }
}

/** Tells an exchange that was not answered from one that was. */
export function isNothing(received: Response | NoAnswer): received is NoAnswer {
  return 'came' in received;
}

const LONGEST_PAUSE_S = 120;

/** The pause that `Retry-After` asks for, in milliseconds: between one second and two minutes, null where it names no seconds. */
export function pauseNamedBy(response: Response): number | null {
  const seconds = Number(response.headers.get('retry-after'));
  return Number.isFinite(seconds) && seconds > 0
    ? Math.min(Math.max(1, seconds), LONGEST_PAUSE_S) * 1_000
    : null;
}
