/** What stands where a ledger was, so that no version of the program takes an empty folder for a new beginning. */
import { closeSync, openSync, readSync, rmSync } from 'node:fs';
import { sqlite } from './sqlite.ts';

/** No migration has it: whoever opens the file says that a newer program has written it. */
const VERSION = 2_000_000_000;
/** In the first page of the file, as SQLite's format has it for good: four bytes, the highest first. */
const VERSION_AT = 60;

export function makeTombstone(path: string): void {
  rmSync(path, { force: true });
  const database = new (sqlite().DatabaseSync)(path);
  try {
    database.exec(`PRAGMA user_version = ${VERSION}; CREATE TABLE moved (id INTEGER PRIMARY KEY) STRICT`);
  } finally {
    database.close();
  }
}

/** False also where there is nothing, or nothing that can be read. */
export function isTombstone(path: string): boolean {
  const bytes = Buffer.alloc(4);
  try {
    const file = openSync(path, 'r');
    try {
      return readSync(file, bytes, 0, 4, VERSION_AT) === 4 && bytes.readInt32BE() === VERSION;
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
}
