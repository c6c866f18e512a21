import type { Reader } from './database.ts';

/** How many rows each table holds, and which version of them. */
export function sizeOf(ledger: Reader): { version: number; rows: Record<string, number> } {
  const version = ledger.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0;
  const tables = ledger.all<{ name: string }>(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
  );
  const count = (table: string) => ledger.get<{ n: number }>(`SELECT count(*) AS n FROM "${table}"`)?.n ?? 0;
  return { version, rows: Object.fromEntries(tables.map(({ name }) => [name, count(name)])) };
}

/** Whether the file is whole: `ok`, or what SQLite finds wrong. */
export function integrityOf(ledger: Reader): string {
  const found = ledger.all<{ quick_check: string }>('PRAGMA quick_check(20)');
  return found.map((row) => row.quick_check).join('; ');
}
