import { existsSync, statSync } from 'node:fs';

/** Up to so many bytes a file is checked within some tens of milliseconds. */
const SMALL_BYTES = 16 * 1024 * 1024;

/**
 * Whether a large file was closed by whoever had it last, so that it need not be gone through before it is used: SQLite takes the log beside
 * it away then, and only then. Going through the ledger of three years takes most of a second, at every command. Every night's copy is
 * gone through, and a damaged page is told of when it is read.
 */
export function isLargeAndClosedWell(path: string): boolean {
  try {
    return statSync(path).size > SMALL_BYTES && !existsSync(`${path}-wal`);
  } catch {
    return false; // a new file, or one in memory
  }
}
