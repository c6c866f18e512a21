import { existsSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { arrive, isAtWork } from '../../engine/ledger/arrival.ts';
import { Refusal } from '../../engine/refusal.ts';
import { copyDurably } from './durable-files.ts';
import { asFolderRefusal } from './folder-refusal.ts';
import { stageFile } from './restore.ts';

/**
 * Chooses the file that another computer has left (»Flytta till en ny dator«) to be the ledger of this one, when the folder next has an owner. Done by whoever owns
 * the folder now. The file itself stays as it is.
 * @throws Refusal `badMoveFile`, `alreadyActivated` where a ledger is at work here, `ledgerNewer`, `diskFull`
 */
export function stageMoved(dataDir: string, path: string): void {
  const file = basename(path);
  if (!existsSync(path)) throw new Refusal('badMoveFile', { file, why: 'missing' });
  if (existsSync(join(dataDir, 'ledger.sqlite')) && isAtWorkIn(dataDir))
    throw new Refusal('alreadyActivated');
  const arriving = join(dataDir, 'arriving.sqlite');
  try {
    for (const end of ['-wal', '-shm']) rmSync(`${arriving}${end}`, { force: true });
    copyDurably(path, arriving);
  } catch (error) {
    throw asFolderRefusal(dataDir, error);
  }
  try {
    arrive(arriving, file);
    stageFile(dataDir, arriving);
  } finally {
    for (const end of ['', '-wal', '-shm']) rmSync(`${arriving}${end}`, { force: true });
  }
}

/** A damaged one is not at work. */
function isAtWorkIn(dataDir: string): boolean {
  try {
    return isAtWork(join(dataDir, 'ledger.sqlite'));
  } catch (error) {
    if (error instanceof Refusal && error.code === 'ledgerDamaged') return false;
    throw error;
  }
}
