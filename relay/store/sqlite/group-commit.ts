/** All writes that are asked for in one turn of the event loop share a transaction, and each is answered after its COMMIT. */
import { StoreUnavailable } from '../store.ts';
import { type Connection, IN_MEMORY, isTrouble } from './connection.ts';
import { type ConnectionOptions, openRecoveringConnection } from './recovering-connection.ts';
import { openTransaction, type Transaction } from './transaction.ts';

/** In memory it commits at once, in the turn of the caller. */
export interface GroupCommitOptions extends ConnectionOptions {
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

/** @throws Error when the file cannot be opened at the start: later trouble is met by waiting, not by ending. */
export function openGroupCommit(options: GroupCommitOptions): GroupCommit {
  const inMemory = options.path === IN_MEMORY;
  const held = openRecoveringConnection(options);
  const queue: Waiting[] = [];
  let isClosing = false;
  let isScheduled = false;
  let commits = 0;

  const giveUp = (error: unknown): void => {
    held.giveUp(error);
    for (const { reject } of queue.splice(0)) reject(unavailable(error));
  };

  const commit = (connection: Connection, batch: readonly Waiting[]): void => {
    const trouble = commitBatch(connection, batch);
    if (trouble) giveUp(trouble.error);
  };

  const drain = (): void => {
    isScheduled = false;
    const connection = held.current();
    if (!connection || queue.length === 0) return;
    commit(connection, queue.splice(0, MAX_PER_COMMIT));
    commits += 1;
    if (commits % COMMITS_PER_CHECKPOINT === 0) held.checkpoint();
    schedule();
  };

  const schedule = (): void => {
    if (isScheduled || queue.length === 0) return;
    isScheduled = true;
    setImmediate(drain);
  };

  return {
    write: (work) =>
      new Promise((resolve, reject) => {
        const connection = held.current();
        if (!connection || isClosing) reject(unavailable('closed'));
        else if (inMemory) commit(connection, [{ work, resolve, reject }]);
        else if (queue.length >= options.maxQueued) reject(unavailable('the queue is full'));
        else {
          queue.push({ work, resolve, reject });
          schedule();
        }
      }),
    read: (work) => {
      const connection = held.current();
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
    isUp: () => held.current() !== null,
    close: async () => {
      while (held.current() && queue.length > 0) drain();
      isClosing = true;
      await held.close();
    },
  };
}

const unavailable = (cause: unknown) =>
  new StoreUnavailable('the database is not available at present', { cause });

/** Answers all of a batch. Returns what happened when the file, the disk or the machine is in trouble. */
function commitBatch(connection: Connection, batch: readonly Waiting[]): { readonly error: unknown } | null {
  let results: unknown[] = [];
  try {
    results = connection.transaction(() => {
      const transaction = openTransaction(connection);
      const answers = batch.map(({ work }) => work(transaction));
      transaction.flush();
      return answers;
    });
  } catch (error) {
    if (isTrouble(error)) {
      for (const { reject } of batch) reject(unavailable(error));
      return { error };
    }
    // One statement was wrong: the others must not suffer for it.
    if (batch.length > 1) return commitEach(connection, batch);
    batch[0]?.reject(error);
    return null;
  }
  for (const [n, { resolve }] of batch.entries()) resolve(results[n] as never);
  return null;
}

function commitEach(connection: Connection, batch: readonly Waiting[]): { readonly error: unknown } | null {
  for (const [n, one] of batch.entries()) {
    const trouble = commitBatch(connection, [one]);
    if (!trouble) continue;
    for (const { reject } of batch.slice(n + 1)) reject(unavailable('closed'));
    return trouble;
  }
  return null;
}
