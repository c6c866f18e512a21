import { openReader, type Reader } from './database.ts';
import { versionOf } from './migrate.ts';

/** What a ledger's file holds, and whether it is whole. */
export interface FileState {
  readonly version: number;
  /** How many rows each table holds; nothing where the file is damaged: they cannot be counted. */
  readonly rows: Readonly<Record<string, number>>;
  /** `ok`, or what SQLite finds wrong. */
  readonly integrity: string;
}

/** Goes through the whole ledger: up to seconds in which nobody else has a turn. */
export function examine(ledger: Reader): FileState {
  const integrity = integrityOf(ledger);
  return { version: versionOf(ledger), rows: integrity === 'ok' ? countRows(ledger) : {}, integrity };
}

/** The same for a file that another connection may be writing to: for a thread of its own. @throws Refusal as `openReader` does */
export function examineFile(path: string): FileState {
  const reader = openReader(path);
  try {
    return examine(reader);
  } finally {
    reader.close();
  }
}

function countRows(ledger: Reader): Record<string, number> {
  const tables = ledger.all<{ name: string }>(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
  );
  const count = (table: string) => ledger.get<{ n: number }>(`SELECT count(*) AS n FROM "${table}"`)?.n ?? 0;
  return Object.fromEntries(tables.map(({ name }) => [name, count(name)]));
}

function integrityOf(ledger: Reader): string {
  const found = ledger.all<{ quick_check: string }>('PRAGMA quick_check(20)');
  return found.map((row) => row.quick_check).join('; ');
}
