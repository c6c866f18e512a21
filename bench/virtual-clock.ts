import { createScheduler, type Scheduler } from '../test/simulation/scheduler.ts';

/** The simulation's time, for whoever only waits: it stands still while anything works and jumps to the next timer. */
export interface VirtualClock extends Pick<Scheduler, 'ports'> {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Lets time run until the work is done. @throws after `limit` milliseconds, or when nothing is left to wait for */
  run<T>(work: Promise<T>, limit?: number): Promise<T>;
}

export function createVirtualClock(start = Date.parse('2026-11-23T08:00:00Z')): VirtualClock {
  const scheduler = createScheduler(start);
  return {
    ...scheduler.clock,
    ports: scheduler.ports,
    run: (work, limit = 24 * 3_600_000) => scheduler.runFor(work, limit),
  };
}
