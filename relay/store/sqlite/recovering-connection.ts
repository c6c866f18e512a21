/** The one connection: given up when the file, the disk or the machine fails, and opened anew once the file is sound. */
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createCauses } from '../../causes.ts';
import type { Clock, Log, Monotonic } from '../../ports.ts';
import { type Connection, IN_MEMORY, openConnection } from './connection.ts';
import { type Maintenance, startMaintenance } from './maintenance.ts';
import { migrate } from './migrations.ts';

export interface RecoveringConnection {
  /** Null while it is given up, and once it is closed. */
  current(): Connection | null;
  /** After a failed write or fsync nothing the handle says can be trusted: it is closed, checked and opened anew. */
  giveUp(error: unknown): void;
  /** Resolves when every commit up to now has reached the disk. @throws when the disk says it has not */
  sync(): Promise<void>;
  /** Copies the log into the database, on a thread of its own. */
  checkpoint(): void;
  close(): Promise<void>;
}

export interface ConnectionOptions {
  /** A file, or `:memory:`. */
  readonly path: string;
  readonly clock: Clock;
  readonly monotonic: Monotonic;
  readonly log: Log;
}

const RETRY_MS = [100, 200, 500, 1_000, 2_000, 5_000] as const;

/** @throws Error when the file cannot be opened at the start: later trouble is met by waiting, not by ending */
export function openRecoveringConnection({
  path,
  clock,
  monotonic,
  log,
}: ConnectionOptions): RecoveringConnection {
  let connection: Connection | null = openConnection(path);
  migrate(connection);
  connection.leaveWaiting();
  const file = syncedFile(`${path}-wal`);
  const maintenance: Maintenance | null = path === IN_MEMORY ? null : startMaintenance(path);
  const causes = createCauses(log, monotonic);
  const closing = new AbortController();
  let recovery: Promise<void> | null = null;

  const recover = async (): Promise<void> => {
    for (let attempt = 0; !closing.signal.aborted; attempt += 1) {
      await monotonic.sleep(RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] ?? 0, closing.signal);
      if (closing.signal.aborted) return;
      const opened = (await maintenance?.check()) ?? openChecked(path, clock.now());
      if (typeof opened !== 'string') {
        connection = opened;
        log.info('database recovered', { attempts: attempt + 1 });
        return;
      }
      causes.tell('database still failing', opened);
    }
  };

  return {
    current: () => connection,
    giveUp: (error) => {
      log.error('database failed', { reason: reasonOf(error) });
      const broken = connection;
      connection = null;
      file.close();
      if (broken) abandon(broken);
      recovery ??= recover().finally(() => {
        recovery = null;
      });
    },
    sync: file.sync,
    checkpoint: () => {
      maintenance?.checkpoint().then(
        (trouble) => {
          if (trouble !== null) log.warn('checkpoint failed', { reason: trouble });
        },
        () => undefined,
      );
    },
    close: async () => {
      closing.abort();
      await recovery;
      await maintenance?.stop();
      file.close();
      connection?.close();
      connection = null;
    },
  };
}

/** A file that somebody else writes in this process, and its place in the folder: to the disk with both, on a thread of Node's own. */
function syncedFile(path: string) {
  let handle: Promise<FileHandle> | null = null;
  const opened = async (): Promise<FileHandle> => {
    const file = await open(path, 'r+');
    // Windows keeps folders by itself and opens none.
    if (process.platform === 'win32') return file;
    const folder = await open(dirname(path), 'r');
    await folder.sync().finally(() => folder.close());
    return file;
  };
  return {
    sync: async (): Promise<void> => {
      handle ??= opened();
      await (await handle).datasync();
    },
    /** The next one that syncs opens it anew. */
    close: (): void => {
      handle?.then((file) => file.close()).catch(() => undefined);
      handle = null;
    },
  };
}

/** A connection on which a transaction has gone through to the disk, or what went wrong. */
function openChecked(path: string, at: number): Connection | string {
  let fresh: Connection | null = null;
  try {
    const opened = openConnection(path, 0);
    fresh = opened;
    opened.transaction(() => opened.run('INSERT OR REPLACE INTO probe (id, at) VALUES (1, ?)', at));
    opened.leaveWaiting();
    return opened;
  } catch (error) {
    if (fresh) abandon(fresh);
    return reasonOf(error);
  }
}

/** It is left behind whether it lets itself be closed or not. */
function abandon(connection: Connection): void {
  try {
    connection.close();
  } catch {
    // Nothing more can be done with it.
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
