import { msBetween } from '../../../shared/words/time.ts';
import type { Sync } from './context.ts';
import { tell } from './ledger-file.ts';

/** Less than this is a time server's usual correction. */
const NOTABLE_MS = 2_000;

/** Tells when the wall clock has jumped against the time that has passed: it was set, or the computer has slept. */
export function createClockWatch(sync: Sync): { look(): void } {
  const { ports } = sync;
  let before = { wall: ports.clock.now(), passed: ports.monotonic.now() };
  return {
    look: () => {
      const now = { wall: ports.clock.now(), passed: ports.monotonic.now() };
      const jumpMs = msBetween(before.wall, now.wall) - msBetween(before.passed, now.passed);
      before = now;
      if (Math.abs(jumpMs) < NOTABLE_MS) return;
      const seconds = Math.round(jumpMs / 1000);
      ports.log.warn('clock.jumped', { seconds });
      tell(sync, { at: now.wall, event: 'clockJumped', cause: 'system', result: 'info', args: { seconds } });
    },
  };
}
