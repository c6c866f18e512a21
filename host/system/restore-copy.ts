import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { examineFile } from '../../engine/ledger/size.ts';
import { Refusal } from '../../engine/refusal.ts';
import { takeOwnerLock } from './owner-lock.ts';
import { listCopies, pathOfCopy, stageLedger } from './restore.ts';

/**
 * Chooses a copy to be the ledger from the next owner of the folder on, once it has been gone through: one of the folder's by its name, or one that
 * lies elsewhere by its path.
 * @throws Refusal `copyUnusable`, `ledgerBusy` while somebody owns the folder, `diskFull`
 */
export function restoreCopy(dataDir: string, name: string): void {
  const path = existsSync(name) && !isListed(dataDir, name) ? resolve(name) : pathOfCopy(dataDir, name);
  const lock = takeOwnerLock(join(dataDir, 'owner.lock'));
  if (lock === null) throw new Refusal('ledgerBusy');
  try {
    if (!isWhole(path)) throw new Refusal('copyUnusable', { name });
    stageLedger(dataDir, path);
  } finally {
    lock.release();
  }
}

const isListed = (dataDir: string, name: string) => listCopies(dataDir).some((copy) => copy.name === name);

/** Undamaged, and a ledger at all. */
function isWhole(path: string): boolean {
  try {
    const { integrity, version } = examineFile(path);
    return integrity === 'ok' && version > 0;
  } catch (error) {
    if (error instanceof Refusal && error.code === 'ledgerDamaged') return false;
    throw error;
  }
}
