import { setTimeout as delay } from 'node:timers/promises';

/** So long is waited for what must come: seconds on a quiet machine, minutes on a busy one. */
export const PATIENCE_MS = 240_000;
const LOOK_MS = 50;

/** Resolves with what is found as soon as it is. @throws Error after a while: `what` did not come about */
export async function until<T>(what: string, find: () => T | null | Promise<T | null>): Promise<T> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = await find();
    if (found !== null) return found;
    if (performance.now() >= giveUpAt) throw new Error(`${what}: not within ${PATIENCE_MS / 1_000} s`);
    await delay(LOOK_MS);
  }
}
