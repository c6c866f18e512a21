/**
 * Holds the one connection: group commit, checkpoints, and what happens after the disk has failed. All writes that are asked for
 * in one turn of the event loop share a transaction, and each is answered after its COMMIT.
 */
import type { Clock, Log } from '../../ports.ts';
import { StoreUnavailable } from '../store.ts';
import { type Connection, IN_MEMORY, isTrouble, openConnection } from './connection.ts';
import { type Maintenance, startMaintenance } from './maintenance.ts';
import { migrate } from './migrations.ts';
import { openTransaction, type Transaction } from './transaction.ts';

export interface GroupCommitOptions {
  /** A file, or `:memory:`, which commits at once, in the turn of the caller. */
  readonly path: string;
  readonly clock: Clock;
  readonly log: Log;
  /** More writes than this do not wait: they are refused. */
  readonly maxQueued: number;
}

export interface GroupCommit {
  /** Resolves after the commit. @throws StoreUnavailable */
  write<T>(work: (transaction: Transaction) => T): Promise<T>;
  /** Between two transactions. @throws StoreUnavailable */
  read<T>(work: (connection: Connection) => T): T;
  queued(): number;
  isUp(): boolean;
  close(): Promise<void>;
}

interface Waiting {
  readonly work: (transaction: Transaction) => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

/** More would make the first of them wait too long. */
const MAX_PER_COMMIT = 512;
const COMMITS_PER_CHECKPOINT = 256;
const RETRY_MS = [100, 200, 500, 1_000, 2_000, 5_000] as const;

/** @throws Error when the file cannot be opened at the start: later trouble is met by waiting, not by ending. */
export function openGroupCommit(options: GroupCommitOptions): GroupCommit {
  const { path, clock, log } = options;
  const inMemory = path === IN_MEMORY;
  let connection: Connection | null = openConnection(path);
  migrate(connection);
  const maintenance: Maintenance | null = inMemory ? null : startMaintenance(path);
  const closing = new AbortController();
  const queue: Waiting[] = [];
  let isScheduled = false;
  let commits = 0;
  let recovery: Promise<void> | null = null;

  const unavailable = (cause: unknown) =>
    new StoreUnavailable('the database is not available at present', { cause });

  /** After a failed write or fsync nothing the handle says can be trusted: it is closed, checked and opened anew. */
  const giveUp = (error: unknown): void => {
    log.error('database failed', { reason: error instanceof Error ? error.message : String(error) });
    const broken = connection;
    connection = null;
    try {
      broken?.close();
    } catch {
      // It is abandoned either way.
    }
    for (const { reject } of queue.splice(0)) reject(unavailable(error));
    recovery ??= recover().finally(() => {
      recovery = null;
    });
  };

  const recover = async (): Promise<void> => {
    for (let attempt = 0; !closing.signal.aborted; attempt += 1) {
      await clock.sleep(RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] ?? 0, closing.signal);
      if (closing.signal.aborted) return;
      const trouble = (await maintenance?.check()) ?? reopen();
      if (trouble === null) {
        log.info('database recovered', { attempts: attempt + 1 });
        return;
      }
      log.warn('database still failing', { reason: trouble });
    }
  };

  /** Null when a transaction has gone through to the disk. */
  const reopen = (): string | null => {
    let fresh: Connection | null = null;
    try {
      const opened = openConnection(path);
      fresh = opened;
      opened.transaction(() =>
        opened.run('INSERT OR REPLACE INTO probe (id, at) VALUES (1, ?)', clock.now()),
      );
      connection = opened;
      return null;
    } catch (error) {
      try {
        fresh?.close();
      } catch {
        // As above.
      }
      return error instanceof Error ? error.message : String(error);
    }
  };

  /** One statement was wrong: the others must not suffer for it. */
  const commitEach = (batch: readonly Waiting[]): void => {
    for (const one of batch) {
      if (connection) commit(connection, [one]);
      else one.reject(unavailable('closed'));
    }
  };

  const commit = (open: Connection, batch: readonly Waiting[]): void => {
    let results: unknown[] = [];
    try {
      results = open.transaction(() => {
        const transaction = openTransaction(open);
        const answers = batch.map(({ work }) => work(transaction));
        transaction.flush();
        return answers;
      });
    } catch (error) {
      if (isTrouble(error)) {
        for (const { reject } of batch) reject(unavailable(error));
        giveUp(error);
      } else if (batch.length === 1) batch[0]?.reject(error);
      else commitEach(batch);
      return;
    }
    for (const [n, { resolve }] of batch.entries()) resolve(results[n] as never);
  };

  const drain = (): void => {
    isScheduled = false;
    if (!connection || queue.length === 0) return;
    const batch = queue.splice(0, MAX_PER_COMMIT);
    commit(connection, batch);
    commits += 1;
    if (maintenance && commits % COMMITS_PER_CHECKPOINT === 0) tidy(maintenance);
    schedule();
  };

  const schedule = (): void => {
    if (isScheduled || queue.length === 0) return;
    isScheduled = true;
    setImmediate(drain);
  };

  const tidy = (worker: Maintenance): void => {
    worker.checkpoint().then(
      (trouble) => {
        if (trouble !== null) log.warn('checkpoint failed', { reason: trouble });
      },
      () => undefined,
    );
  };

  return {
    write: (work) =>
      new Promise((resolve, reject) => {
        if (!connection || closing.signal.aborted) reject(unavailable('closed'));
        else if (inMemory) commit(connection, [{ work, resolve, reject }]);
        else if (queue.length >= options.maxQueued) reject(unavailable('the queue is full'));
        else {
          queue.push({ work, resolve, reject });
          schedule();
        }
      }),
    read: (work) => {
      if (!connection) throw unavailable('closed');
      try {
        return work(connection);
      } catch (error) {
        if (!isTrouble(error)) throw error;
        giveUp(error);
        throw unavailable(error);
      }
    },
    queued: () => queue.length,
    isUp: () => connection !== null,
    close: async () => {
      while (connection && queue.length > 0) drain();
      closing.abort();
      await recovery;
      await maintenance?.stop();
      connection?.close();
      connection = null;
    },
  };
}
