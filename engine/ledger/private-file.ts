import { closeSync, openSync } from 'node:fs';

/**
 * A file that SQLite is about to make is its owner's alone from its first byte on, and so is the log that SQLite makes beside it. One that is
 * there already stays as it is; what is in the way SQLite says.
 */
export function makePrivate(path: string): void {
  if (path === ':memory:') return;
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch {
    // It is there already, or cannot be.
  }
}
