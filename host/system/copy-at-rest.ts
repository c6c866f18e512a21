/** A copy of a ledger that nobody has open: for the desktop, which has no SQLite, before a newer program takes the place of this one. */
import { closeSync, existsSync, mkdirSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { updateCopy } from '../../engine/rules/copies.ts';
import { type OurTime, ourTime } from '../../shared/words/time.ts';
import { copyDurably } from './durable-files.ts';
import { asFolderRefusal } from './folder-refusal.ts';

/** In the first page of the file, as SQLite's format has it for good: four bytes, the highest first. */
const VERSION_AT = 60;

/**
 * The name of the copy; null where there is no ledger, or its log lies beside it: somebody has it open, or died with it, and the file alone is
 * not all of it. It goes with the copies that the engine makes before it changes the tables. @throws Refusal `diskFull`, `ledgerHeld`
 */
export function copyAtRest(dataDir: string, now: OurTime = ourTime(Date.now())): string | null {
  const ledger = join(dataDir, 'ledger.sqlite');
  if (!existsSync(ledger) || existsSync(`${ledger}-wal`)) return null;
  const folder = join(dataDir, 'copies');
  try {
    const name = updateCopy(now, versionOf(ledger));
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    copyDurably(ledger, join(folder, name));
    return name;
  } catch (error) {
    throw asFolderRefusal(folder, error);
  }
}

function versionOf(ledger: string): number {
  const bytes = Buffer.alloc(4);
  const file = openSync(ledger, 'r');
  try {
    return readSync(file, bytes, 0, 4, VERSION_AT) === 4 ? bytes.readInt32BE() : 0;
  } finally {
    closeSync(file);
  }
}
