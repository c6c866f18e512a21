/**
 * All writes that are asked for while a commit is on its way to the disk share the next one. The commit is made on this thread, which
 * takes microseconds; the disk is waited for beside it, so that a slow one holds up the answers to writes and nothing else.
 */
import { createInTime } from '../in-time.ts';
import { type RefusalReason, StoreUnavailable } from '../store.ts';
import { answer, type Committed, commitBatch, type Waiting } from './commit-batch.ts';
import { type Connection, IN_MEMORY, isBusy, isTrouble } from './connection.ts';
import { LOCKED, watchLock } from './lock-watch.ts';
import {
  type ConnectionOptions,
  openRecoveringConnection,
  type RecoveringConnection,
} from './recovering-connection.ts';
import type { Transaction } from './transaction.ts';

/** In memory it commits at once, in the turn of the caller. */
export interface GroupCommitOptions extends ConnectionOptions {
  /** More writes than this do not wait: they are refused. */
  readonly maxQueued: number;
}

export interface GroupCommit {
  /** Resolves after the commit, in time (`in-time.ts`). @throws StoreUnavailable */
  write<T>(work: (transaction: Transaction) => T): Promise<T>;
  /** Between two transactions, of what is on the disk or on its way there. @throws StoreUnavailable */
  read<T>(work: (connection: Connection) => T): T;
  /** The same of what is on the disk: for what is handed out and acted upon. @throws StoreUnavailable */
  readKept<T>(work: (connection: Connection) => T): Promise<T>;
  queued(): number;
  /** How long the oldest write has been waiting, in milliseconds. */
  oldestMs(): number;
  isUp(): boolean;
  close(): Promise<void>;
}

/** More would make the first of them wait too long. */
const MAX_PER_COMMIT = 512;
const COMMITS_PER_CHECKPOINT = 256;

const unavailable = (cause: unknown, reason: RefusalReason = 'store') =>
  new StoreUnavailable('the database is not available at present', { cause, reason });

function refuse(waiting: readonly Waiting[], error: unknown): void {
  for (const { reject } of waiting) reject(unavailable(error, error === LOCKED ? 'locked' : 'store'));
}

/** Commits one batch after the other, each when the last has reached the disk. `next` begins the next one. */
function createCommits(options: GroupCommitOptions, held: RecoveringConnection, queue: Waiting[]) {
  /** Until the last commit has reached the disk. */
  let syncing: Promise<void> | null = null;
  let commits = 0;
  const refuseAll = (error: unknown): void => refuse(queue.splice(0), error);
  const giveUp = (error: unknown): void => {
    held.giveUp(error);
    refuseAll(error);
  };
  const lock = watchLock(options.monotonic, held.current, refuseAll, giveUp);

  const settle = async (kept: Committed['kept'], next: () => void): Promise<void> => {
    const error = await held.sync().then(
      () => null,
      (failure: unknown) => ({ failure }),
    );
    syncing = null;
    if (error === null) answer(kept);
    else {
      refuse(
        kept.map(({ waiting }) => waiting),
        error.failure,
      );
      giveUp(error.failure);
    }
    next();
  };

  return {
    lock,
    giveUp,
    syncing: () => syncing,
    commit: (connection: Connection, batch: readonly Waiting[], next: () => void): void => {
      const { kept, trouble } = commitBatch(connection, batch);
      if (trouble && isBusy(trouble.error)) {
        queue.unshift(...trouble.left);
        lock.untilFree().then(next, giveUp);
      } else if (trouble) {
        refuse(trouble.left, trouble.error);
        giveUp(trouble.error);
      }
      if (options.path === IN_MEMORY) answer(kept);
      else if (kept.length > 0) syncing = settle(kept, next);
      commits += 1;
      if (commits % COMMITS_PER_CHECKPOINT === 0) held.checkpoint();
    },
  };
}

/** What waits for its commit. */
function createQueue(options: GroupCommitOptions, held: RecoveringConnection) {
  const queue: Waiting[] = [];
  const { lock, giveUp, syncing, commit } = createCommits(options, held, queue);
  let isScheduled = false;
  const isIdle = () => queue.length === 0 || syncing() !== null || lock.isWaiting();

  const drain = (): void => {
    isScheduled = false;
    const connection = held.current();
    if (connection && !isIdle()) commit(connection, queue.splice(0, MAX_PER_COMMIT), schedule);
    schedule();
  };
  const schedule = (): void => {
    if (isScheduled || isIdle() || !held.current()) return;
    isScheduled = true;
    setImmediate(drain);
  };

  return {
    push: (waiting: Waiting): void => {
      const connection = held.current();
      if (!connection) waiting.reject(unavailable('closed'));
      else if (options.path === IN_MEMORY) commit(connection, [waiting], schedule);
      else if (lock.isTooLong()) waiting.reject(unavailable(LOCKED, 'locked'));
      else if (queue.length >= options.maxQueued)
        waiting.reject(unavailable('the queue is full', 'queueFull'));
      else {
        queue.push(waiting);
        schedule();
      }
    },
    giveUp,
    length: () => queue.length,
    isLocked: lock.isTooLong,
    untilKept: async (): Promise<void> => {
      while (syncing() !== null) await syncing();
    },
    untilEmpty: async (): Promise<void> => {
      while (held.current() && (queue.length > 0 || syncing() !== null)) {
        drain();
        await (syncing() ?? new Promise((resolve) => setImmediate(resolve)));
      }
    },
  };
}

/** @throws Error when the file cannot be opened at the start: later trouble is met by waiting, not by ending. */
export function openGroupCommit(options: GroupCommitOptions): GroupCommit {
  const held = openRecoveringConnection(options);
  const queue = createQueue(options, held);
  const inTime = createInTime(options.monotonic);
  let isClosing = false;

  const enqueue = <T>(work: (transaction: Transaction) => T): Promise<T> =>
    new Promise((resolve, reject) => {
      if (isClosing) reject(unavailable('closed'));
      else queue.push({ work, resolve, reject });
    });

  const read = <T>(work: (connection: Connection) => T): T => {
    const connection = held.current();
    if (!connection) throw unavailable('closed');
    try {
      return work(connection);
    } catch (error) {
      if (!isTrouble(error)) throw error;
      if (!isBusy(error)) queue.giveUp(error);
      throw unavailable(error);
    }
  };

  return {
    write: (work) => (options.path === IN_MEMORY ? enqueue(work) : inTime.run(() => enqueue(work))),
    read,
    readKept: async (work) => {
      await queue.untilKept();
      return read(work);
    },
    queued: queue.length,
    oldestMs: inTime.oldestMs,
    isUp: () => held.current() !== null && !queue.isLocked(),
    close: async () => {
      isClosing = true;
      await queue.untilEmpty();
      await held.close();
    },
  };
}
