import type { Ledger } from '../../engine/ledger/database.ts';
import type { Ports, Secrets } from '../../engine/ports.ts';
import type { PracticeRandom } from '../../practice/random.ts';
import { monotonicTime, ourTime } from '../../shared/words/time.ts';
import type { Scheduler } from './scheduler.ts';

/** Thrown where a dead engine still runs a few synchronous lines; nobody listens any more. */
class Died extends Error {
  constructor() {
    super('the engine is dead');
    this.name = 'Died';
  }
}

/**
 * One life of the engine. Its ports count every instant at which it may die; death makes them silent for ever: what is
 * awaited never comes, and the ledger takes nothing more.
 */
export interface Life {
  readonly ports: Ports;
  readonly isDead: () => boolean;
  /** Resolves at its death. */
  readonly died: Promise<void>;
  kill(): void;
}

export interface LifeOptions {
  readonly scheduler: Scheduler;
  /** The computer's own wall clock. */
  readonly wallClock: () => number;
  readonly random: PracticeRandom;
  readonly secrets: Secrets;
  readonly http: (request: Request) => Promise<Response>;
  readonly ledger: Ledger;
  /** Dies at this many instants from its start; never when null. */
  readonly diesAfter: number | null;
  readonly onDeath: (where: string) => void;
  readonly onTrace?: (line: string) => void;
}

/** A life begins. Each await of the engine is an instant at which it may end. */
export function createLife(options: LifeOptions): Life {
  const { scheduler, random, ledger } = options;
  // Each process's monotonic clock begins anywhere.
  const bootedAt = scheduler.now() - random.integer(0, 1_000_000);
  let isDead = false;
  const death = Promise.withResolvers<void>();
  let left = options.diesAfter ?? Number.POSITIVE_INFINITY;

  const kill = (where: string) => {
    if (isDead) return;
    isDead = true;
    ledger.close();
    death.resolve();
    options.onDeath(where);
  };
  const instant = (where: string): boolean => {
    if (isDead) return false;
    options.onTrace?.(where);
    left -= 1;
    if (left <= 0) kill(where);
    return !isDead;
  };
  const never = <T>() => new Promise<T>(() => undefined);
  const fenced = async <T>(work: Promise<T>): Promise<T> => {
    try {
      const value = await work;
      return isDead ? await never<T>() : value;
    } catch (error) {
      if (isDead) return never<T>();
      throw error;
    }
  };

  const http = async (request: Request): Promise<Response> => {
    const name = `${request.method} ${new URL(request.url).pathname}`;
    if (!instant(`before ${name}`)) return never();
    await scheduler.clock.sleep(random.integer(10, 120));
    if (isDead && random.chance(0.5)) return never(); // the request had not left yet
    request.signal.throwIfAborted();
    let response: Response | null = null;
    let failure: unknown = null;
    try {
      response = await options.http(request);
    } catch (error) {
      failure = error;
    }
    await scheduler.clock.sleep(random.integer(10, 120));
    if (!instant(`after ${name}`)) return never();
    request.signal.throwIfAborted();
    if (response === null) throw failure;
    return response;
  };

  return {
    isDead: () => isDead,
    died: death.promise,
    kill: () => kill('from outside'),
    ports: {
      clock: { now: () => ourTime(options.wallClock()) },
      monotonic: {
        now: () => monotonicTime(scheduler.now() - bootedAt),
        sleep: (ms, signal) => fenced(scheduler.clock.sleep(ms, signal)),
      },
      random: {
        uuid: () => drawUuid(random),
        fraction: () => random.next(),
      },
      http,
      secrets: options.secrets,
      log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: logError },
      milestone: (name) => {
        if (!instant(`milestone ${name}`)) throw new Died();
      },
    },
  };

  function logError(event: string, fields?: Record<string, unknown>) {
    const error = fields?.error;
    if (isDead || error instanceof Died) return;
    options.onTrace?.(`ERROR ${event} ${error instanceof Error ? error.stack : JSON.stringify(fields)}`);
  }
}

/** Unique as a UUID is, and enough for whoever compares it. */
function drawUuid(random: PracticeRandom): string {
  const part = () => Math.floor(random.next() * 2 ** 32).toString(16);
  return Array.from({ length: 4 }, () => part().padStart(8, '0')).join('-');
}
