import { backup, DatabaseSync } from 'node:sqlite';
import { Refusal } from '../refusal.ts';
import { guarded, understood } from './sqlite-errors.ts';

/** More pages than any ledger has: a copy made in one go holds what was there at one instant, however much is written meanwhile. */
const ALL_PAGES = 2 ** 30;

/**
 * Copies a database that is in use by another connection into the empty file at `to`, as a single file, and checks it. The check takes
 * as long as the file is large and waits for nobody: for a thread of its own.
 * @throws Refusal `diskFull`, `ledgerBusy`, `ledgerDamaged` when the copy is not whole
 */
export async function copyDatabase(from: string, to: string): Promise<void> {
  const source = guarded(from, () => new DatabaseSync(from, { readOnly: true, timeout: 5_000 }));
  try {
    await backup(source, to, { rate: ALL_PAGES });
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
