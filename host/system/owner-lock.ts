/**
 * One process owns a data directory. The lock is SQLite's exclusive file lock on an empty database: the operating
 * system lets go of it when the process dies, however it dies, so nothing has to be cleaned up after a kill. Beside it the owner leaves its
 * process id, which proves nothing and tells it from a backup or a virus scanner that holds the file for a while.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { makePrivate } from '../../engine/ledger/private-file.ts';
import { understood } from '../../engine/ledger/sqlite-errors.ts';
import { Refusal } from '../../engine/refusal.ts';
import { sqlite } from './sqlite.ts';

export interface OwnerLock {
  release(): void;
}

/**
 * Null when another process (or another holder in this one) has it. Never waits.
 * @throws Refusal `ledgerHeld` when another program holds the file, `diskFull` when the folder takes nothing
 */
export function takeOwnerLock(file: string): OwnerLock | null {
  const owner = join(dirname(file), 'owner.pid');
  let database: DatabaseSync | null = null;
  try {
    makePrivate(file);
    database = new (sqlite().DatabaseSync)(file, { timeout: 0 });
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    const why = understood(file, error);
    if (why instanceof Refusal && why.code === 'ledgerHeld' && isAlive(owner)) return null;
    throw why;
  }
  leave(owner);
  const held = database;
  return {
    release: () => {
      if (!held.isOpen) return;
      rmSync(owner, { force: true });
      held.close();
    },
  };
}

/** Without it a second owner is told that another program holds the file; it waits all the same. */
function leave(owner: string): void {
  try {
    writeFileSync(owner, String(process.pid), { mode: 0o600 });
  } catch {
    // The lock is what counts.
  }
}

/** Whoever left its id is still running. Another process may have its id by now: then it is taken for the owner, and waited for. */
function isAlive(owner: string): boolean {
  try {
    const id = Number(readFileSync(owner, 'utf8'));
    if (!Number.isInteger(id) || id <= 0) return false;
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
