/**
 * One process owns a data directory. The lock is SQLite's exclusive file lock on an empty database: the operating
 * system lets go of it when the process dies, however it dies, so nothing has to be cleaned up after a kill.
 */
import { DatabaseSync } from 'node:sqlite';

export interface OwnerLock {
  release(): void;
}

const SQLITE_BUSY = 5;

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && Number(error.errcode) % 256 === SQLITE_BUSY;
}

/** Null when another process (or another holder in this one) has it. Never waits. */
export function takeOwnerLock(file: string): OwnerLock | null {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (isBusy(error)) return null;
    throw error;
  }
  return {
    release: () => {
      if (database.isOpen) database.close();
    },
  };
}
