import { backup, DatabaseSync } from 'node:sqlite';
import { Refusal } from '../refusal.ts';
import { guarded, understood } from './sqlite-errors.ts';

/** Pages copied before they are flushed: with all of them at once the disk is busy for long, and whoever commits meanwhile waits. */
const PAGES = 256;
/** A backup or a virus scanner holds a file for a minute; nobody waits for this one meanwhile. */
const PATIENCE_MS = 90_000;

/**
 * Copies a database that is in use by another connection into the empty file at `to`, as a single file, and checks it. The check takes
 * as long as the file is large and waits for nobody: for a thread of its own. `flush` is called now and then to bring to the disk what
 * has been written there.
 * @throws Refusal `diskFull`, `ledgerHeld`, `ledgerDamaged` when the copy is not whole
 */
export async function copyDatabase(from: string, to: string, flush: () => void): Promise<void> {
  const source = guarded(from, () => new DatabaseSync(from, { readOnly: true, timeout: PATIENCE_MS }));
  try {
    // One transaction over all of it: what was there at one instant, however much is written meanwhile.
    source.exec('BEGIN; SELECT 1 FROM sqlite_schema');
    await backup(source, to, { rate: PAGES, progress: flush });
  } catch (error) {
    throw understood(to, error);
  } finally {
    source.close();
  }
  guarded(to, () => {
    const copy = new DatabaseSync(to);
    try {
      copy.exec('PRAGMA journal_mode = DELETE'); // else two more files would belong to it
      const found = copy.prepare('PRAGMA quick_check(1)').get();
      if (found?.quick_check !== 'ok') throw new Refusal('ledgerDamaged', { path: from });
    } finally {
      copy.close();
    }
  });
}
