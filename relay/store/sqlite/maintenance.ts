/**
 * Slow work on the database file beside the thread that answers: checkpoints, and the check after an I/O error. A worker with a
 * connection of its own, so that the thread that commits never waits for it.
 */
import { DatabaseSync } from 'node:sqlite';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

type Job = 'checkpoint' | 'check';
/** Null: done. Else what went wrong. */
type Outcome = string | null;

export interface Maintenance {
  /** Copies the log into the database. Null, or what went wrong. */
  checkpoint(): Promise<Outcome>;
  /** Null: the file is sound. Opens the file, so nobody else need have it open. */
  check(): Promise<Outcome>;
  stop(): Promise<void>;
}

export function startMaintenance(path: string): Maintenance {
  let worker: Worker | null = null;
  let last: Promise<Outcome> = Promise.resolve(null);

  /** The thread that is there, or a new one where the last has died. */
  const thread = (): Worker => {
    if (worker) return worker;
    const fresh = new Worker(new URL(import.meta.url), { workerData: { path } });
    fresh.unref();
    fresh.on('error', () => undefined);
    fresh.on('exit', () => {
      if (worker === fresh) worker = null;
    });
    worker = fresh;
    return fresh;
  };

  const run = (job: Job): Promise<Outcome> =>
    new Promise((resolve) => {
      const asked = thread();
      const done = (outcome: Outcome) => {
        asked.off('message', done).off('exit', gone);
        resolve(outcome);
      };
      const gone = () => done('the maintenance thread has died');
      asked.on('message', done).on('exit', gone);
      asked.postMessage(job);
    });

  const ask = (job: Job): Promise<Outcome> => {
    last = last.then(() => run(job));
    return last;
  };

  thread();
  return {
    checkpoint: () => ask('checkpoint'),
    check: () => ask('check'),
    stop: async () => {
      await last;
      await worker?.terminate();
    },
  };
}

/** Past this the log is emptied with writers held off for a moment, else it would grow for as long as they never pause. */
const LARGE_LOG_PAGES = 8_192;

function checkpoint(database: DatabaseSync): Outcome {
  database.exec('PRAGMA synchronous = FULL');
  const passive = database.prepare('PRAGMA wal_checkpoint(PASSIVE)').get() as { log: number };
  if (passive.log > LARGE_LOG_PAGES) database.exec('PRAGMA wal_checkpoint(RESTART)');
  return null;
}

/**
 * After a failed fsync the log may be whole in memory and torn on the disk, and what is written behind the tear would be lost
 * with it in a power cut. So all of it is copied into the database, which is synced, and the log starts anew.
 */
function check(database: DatabaseSync): Outcome {
  const first = database.prepare('PRAGMA quick_check(1)').get() as { quick_check: string };
  if (first.quick_check !== 'ok') return first.quick_check;
  database.exec('PRAGMA synchronous = FULL');
  const { busy } = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { busy: number };
  return busy === 0 ? null : 'the log could not be emptied: somebody else has the database open';
}

function serve(path: string): void {
  const jobs = { checkpoint, check };
  parentPort?.on('message', (job: Job) => {
    let outcome: Outcome;
    try {
      // Opened for each job: after an I/O error no handle from before may live on.
      const database = new DatabaseSync(path, { timeout: 5_000 });
      try {
        outcome = jobs[job](database);
      } finally {
        database.close();
      }
    } catch (error) {
      outcome = error instanceof Error ? error.message : String(error);
    }
    parentPort?.postMessage(outcome);
  });
}

if (!isMainThread && parentPort && typeof workerData?.path === 'string') serve(workerData.path);
