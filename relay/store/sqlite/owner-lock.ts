import { DatabaseSync } from 'node:sqlite';
import { isBusy } from './connection.ts';

/**
 * One server owns a data directory. The lock is SQLite's exclusive file lock on an empty database: the operating system lets go of
 * it when the process dies, however it dies.
 * @throws Error when another server has it
 */
export function takeOwnerLock(file: string): { release(): void } {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw error;
    throw new Error(
      `another relay is using these data (${file}): stop it first, or give this one data of its own`,
    );
  }
  return { release: () => database.close() };
}
