/** A text file that lines are added to, one older file of which is kept beside it as `.1`. */
import { appendFileSync, renameSync, statSync } from 'node:fs';

/**
 * Adds a line, synchronously: what was written before a kill is in the file. `maxBytes`: so large the file is allowed to become before it is
 * put aside, at a start and while the program runs. Throws where the system refuses, and tries again with the next line.
 */
export function openRotatingFile(file: string, maxBytes: number): (line: string) => void {
  let bytes: number | null = null;
  return (line) => {
    bytes ??= statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (bytes > maxBytes) {
      bytes = null;
      putAside(file);
    }
    appendFileSync(file, line, { mode: 0o600 });
    if (bytes !== null) bytes += Buffer.byteLength(line);
  };
}

/** Where another program holds it the file grows on meanwhile. */
function putAside(file: string): void {
  try {
    renameSync(file, `${file}.1`);
  } catch {
    // The next line tries again.
  }
}
