/** Another program that holds a SQLite file for a while, as a backup or a virus scanner does. */
import { DatabaseSync } from 'node:sqlite';

export interface Holder {
  release(): void;
}

/** Nobody else can write. */
export function holdFile(path: string): Holder {
  return begin(path, 'BEGIN EXCLUSIVE');
}

/** Everybody can write, and what is written cannot be taken over from the write-ahead log into the file. */
export function readFileOn(path: string): Holder {
  return begin(path, 'BEGIN', 'SELECT count(*) FROM sqlite_schema');
}

function begin(path: string, ...statements: readonly string[]): Holder {
  // Whoever writes just now is done within an instant.
  const database = new DatabaseSync(path, { timeout: 5_000 });
  for (const statement of statements) database.exec(statement);
  return {
    release: () => {
      if (database.isOpen) database.close();
    },
  };
}
