/** Ports that reach nothing. */

import type { Ports } from '../../engine/ports.ts';
import { monotonicTime, ourTime } from '../../shared/words/time.ts';

export function silentPorts(): Ports {
  const silent = () => undefined;
  return {
    clock: { now: () => ourTime(0) },
    monotonic: { now: () => monotonicTime(0), sleep: () => Promise.resolve() },
    random: { uuid: () => 'uuid', fraction: () => 0 },
    http: () => Promise.reject(new Error('no network in this test')),
    secrets: {
      get: () => Promise.resolve(null),
      set: () => Promise.resolve(),
      delete: () => Promise.resolve(),
    },
    log: { debug: silent, info: silent, warn: silent, error: silent },
    milestone: silent,
  };
}
