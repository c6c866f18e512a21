import { join } from 'node:path';
import { examineFile } from '../../engine/ledger/size.ts';
import { Refusal } from '../../engine/refusal.ts';
import { takeOwnerLock } from './owner-lock.ts';
import { pathOfCopy, stageLedger } from './restore.ts';

/**
 * Chooses a copy to be the ledger from the next owner of the folder on, once it has been gone through.
 * @throws Refusal `copyUnusable`, `ledgerBusy` while somebody owns the folder, `diskFull`
 */
export function restoreCopy(dataDir: string, name: string): void {
  const path = pathOfCopy(dataDir, name);
  const lock = takeOwnerLock(join(dataDir, 'owner.lock'));
  if (lock === null) throw new Refusal('ledgerBusy');
  try {
    if (!isWhole(path)) throw new Refusal('copyUnusable', { name });
    stageLedger(dataDir, path);
  } finally {
    lock.release();
  }
}

function isWhole(path: string): boolean {
  try {
    return examineFile(path).integrity === 'ok';
  } catch (error) {
    if (error instanceof Refusal && error.code === 'ledgerDamaged') return false;
    throw error;
  }
}
