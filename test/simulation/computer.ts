import { join } from 'node:path';
import { type Engine, openEngine } from '../../engine/engine.ts';
import { openDatabase } from '../../engine/ledger/database.ts';
import type { Secrets } from '../../engine/ports.ts';
import type { PracticeRandom } from '../../practice/random.ts';
import { createLife, type Life } from './fenced-ports.ts';
import type { HeldFile } from './held-file.ts';
import type { ProcessClock } from './process-clock.ts';
import type { Scheduler } from './scheduler.ts';
import type { Suspension } from './suspension.ts';

/** One installation: a ledger that stays, and engines on it that come and go. */
export interface Computer {
  readonly name: string;
  deaths(): number;
  /** The engine of its present life, or of its last one. */
  engine(): Engine;
  isAlive(): boolean;
  /** Resolves at the end of its present life. */
  died(): Promise<void>;
  /** A new life; it ends after so many instants, which may be before its engine is open, or does not when null. */
  boot(diesAfter: number | null, pollSeconds?: number): Promise<void>;
  run(): void;
  /** Stops the loops, lets them finish and closes; it may die on the way. Nothing to do for a dead one. */
  shutDown(): Promise<void>;
  /** What stands outside the ledger's file. */
  readonly keychain: Keychain;
}

/** A keychain, which an image of the whole disk has in it. */
interface Keychain {
  copy(): ReadonlyMap<string, string>;
  putBack(copy: ReadonlyMap<string, string>): void;
}

export interface ComputerOptions {
  readonly name: string;
  readonly dir: string;
  readonly scheduler: Scheduler;
  /** Its wall clock. */
  readonly clock: ProcessClock;
  readonly random: PracticeRandom;
  /** Where its requests go; `gone` aborts when the computer's end of the line is gone. */
  readonly http: (request: Request, gone: AbortSignal) => Promise<Response>;
  /** It can be put to sleep. */
  readonly suspension?: Suspension | undefined;
  /** Another program may hold its ledger. */
  readonly heldFile: HeldFile;
  readonly tell: (text: string) => void;
  readonly onTrace?: ((line: string) => void) | undefined;
  readonly onTrouble: (text: string) => void;
}

const MINUTE = 60_000;

/** A computer on which nothing was started yet. */
export function createComputer(options: ComputerOptions): Computer {
  const { name, scheduler, random } = options;
  const held = new Map<string, string>();
  const secrets = memorySecrets(held);
  let deaths = 0;
  let life: Life | null = null;
  let engine: Engine | null = null;
  let isOpen = false;
  let stop = new AbortController();
  let running: Promise<void> = Promise.resolve();

  const isAlive = () => life !== null && !life.isDead() && isOpen;
  return {
    name,
    keychain: {
      copy: () => new Map(held),
      putBack: (copy) => {
        held.clear();
        for (const [secret, value] of copy) held.set(secret, value);
      },
    },
    deaths: () => deaths,
    engine: () => {
      if (!engine) throw new Error(`${name} was never started`);
      return engine;
    },
    isAlive,
    died: () => life?.died ?? Promise.resolve(),
    boot: async (diesAfter, pollSeconds) => {
      const path = join(options.dir, 'ledger.sqlite');
      const ledger = options.heldFile.within(openDatabase({ path, durability: 'none' }));
      const gone = new AbortController();
      const mine = createLife({
        scheduler,
        wallClock: options.clock.now,
        random,
        secrets,
        http: (request) => options.http(request, gone.signal),
        ledger,
        diesAfter,
        onDeath: (where) => {
          deaths += 1;
          gone.abort();
          options.tell(`${name} DIES ${where}`);
        },
        ...(options.onTrace ? { onTrace: options.onTrace } : {}),
      });
      life = mine;
      isOpen = true;
      stop = new AbortController();
      running = Promise.resolve();
      try {
        engine = await openEngine({
          ports: options.suspension?.within(mine.ports) ?? mine.ports,
          dataDir: options.dir,
          ledger,
          computerName: name,
          overrides: { pollSeconds: pollSeconds ?? random.pick([2, 5, 15]) },
        });
      } catch (error) {
        // It may die while it opens its ledger.
        if (!mine.isDead()) throw error;
      }
    },
    run: () => {
      if (!isAlive()) return;
      const mine = life;
      running =
        engine?.run(stop.signal).catch((error: unknown) => {
          if (mine?.isDead()) return;
          options.onTrouble(
            `the loops of ${name} ended: ${error instanceof Error ? error.stack : String(error)}`,
          );
        }) ?? running;
    },
    shutDown: async () => {
      if (!isAlive()) return;
      options.heldFile.release();
      stop.abort();
      await scheduler.runFor(Promise.race([running, life?.died ?? running]), 60 * MINUTE);
      if (isAlive()) await engine?.close();
      isOpen = false;
    },
  };
}

function memorySecrets(held: Map<string, string>): Secrets {
  return {
    get: async (name) => held.get(name) ?? null,
    set: async (name, value) => void held.set(name, value),
    delete: async (name) => void held.delete(name),
  };
}
