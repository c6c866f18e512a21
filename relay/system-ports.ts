import { randomBytes } from 'node:crypto';
import { pino, stdTimeFunctions } from 'pino';
import type { Clock, Log, Monotonic, Random } from './ports.ts';

export const systemClock: Clock = { now: () => Date.now() };

export const systemMonotonic: Monotonic = {
  now: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal?.addEventListener('abort', end, { once: true });
    }),
};

export const systemRandom: Random = { bytes: (count) => randomBytes(count) };

/** JSON lines on stdout, one event each. */
export function openLog(level: string): Log {
  const logger = pino({ level, base: null, timestamp: stdTimeFunctions.isoTime });
  return {
    debug: (event, fields = {}) => logger.debug(fields, event),
    info: (event, fields = {}) => logger.info(fields, event),
    warn: (event, fields = {}) => logger.warn(fields, event),
    error: (event, fields = {}) => logger.error(fields, event),
  };
}
