import { closeSync, openSync } from 'node:fs';
import { Refusal } from '../refusal.ts';

const damaged = new Set([11, 26]); // SQLITE_CORRUPT, SQLITE_NOTADB
const full = new Set([13]); // SQLITE_FULL
const held = new Set([5, 6]); // SQLITE_BUSY, SQLITE_LOCKED
/** A disk that fails, a folder or a file that may not be written: SQLITE_IOERR, SQLITE_READONLY. */
const refusing = new Set([10, 8]);
const CANTOPEN = 14;

/** SQLITE_IOERR where a lock was asked for: BLOCKED, CHECKRESERVEDLOCK, LOCK, RDLOCK, UNLOCK, SHMLOCK. */
const lockErrors = new Set([11, 14, 15, 9, 8, 20].map((detail) => 10 | (detail << 8)));

/** Does `work`; what SQLite complains about becomes a refusal. */
export function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw understood(path, error);
  }
}

/** What SQLite complains about as a refusal; anything else as it is. */
export function understood(path: string, error: unknown): unknown {
  const code = (error as { errcode?: number }).errcode;
  if (code === undefined) return error;
  const primary = code & 0xff;
  if (full.has(primary)) return new Refusal('diskFull', { path });
  if (damaged.has(primary)) return new Refusal('ledgerDamaged', { path });
  if (held.has(primary) || lockErrors.has(code)) return new Refusal('ledgerHeld', { path });
  if (primary === CANTOPEN) return new Refusal(isTaken(path) ? 'ledgerHeld' : 'diskFull', { path });
  if (refusing.has(primary)) return new Refusal('diskFull', { path });
  return error;
}

/** Why a file cannot be opened SQLite does not say; the system does. One that opens now was held until just now. */
function isTaken(path: string): boolean {
  try {
    closeSync(openSync(path, 'r+'));
    return true;
  } catch (error) {
    return isOfAnother((error as NodeJS.ErrnoException).code ?? '', process.platform);
  }
}

/**
 * Does the system refuse a file because another program has it for itself? On Windows it says EBUSY then, or EPERM and EACCES while the file
 * is looked through for viruses; elsewhere those two are a person's to mend.
 */
export function isOfAnother(code: string, platform: string): boolean {
  return code === 'EBUSY' || (platform === 'win32' && (code === 'EPERM' || code === 'EACCES'));
}
