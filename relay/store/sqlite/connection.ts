import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

/** One SQLite connection with its prepared statements. Every call is synchronous. */
export interface Connection {
  all<Row>(sql: string, ...values: SQLInputValue[]): Row[];
  get<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined;
  /** Row by row, for lists that may end early. */
  each<Row>(sql: string, ...values: SQLInputValue[]): IterableIterator<Row>;
  /** Returns the number of rows changed. */
  run(sql: string, ...values: SQLInputValue[]): number;
  script(sql: string): void;
  /**
   * From now on nothing waits on this thread: a commit returns before it has reached the disk, which is the caller's to see to, and a lock
   * that somebody else has is an error at once.
   */
  leaveWaiting(): void;
  /** Everything in `work` or nothing. What it returns was committed; in a file it has reached the disk, before `leaveWaiting`. */
  transaction<T>(work: () => T): T;
  close(): void;
}

export const IN_MEMORY = ':memory:';

/** WAL with `synchronous=FULL`: a commit that has returned outlives a power cut. Checkpoints are made by `maintenance.ts`. */
export function openConnection(path: string, timeout = 5_000): Connection {
  const database = new DatabaseSync(path, { timeout });
  const prepared = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const known = prepared.get(sql);
    if (known) return known;
    const fresh = database.prepare(sql);
    prepared.set(sql, fresh);
    return fresh;
  };
  try {
    if (path !== IN_MEMORY) {
      database.exec('PRAGMA journal_mode = WAL');
      database.exec('PRAGMA synchronous = FULL');
      database.exec('PRAGMA wal_autocheckpoint = 0');
      database.exec('PRAGMA journal_size_limit = 67108864');
    }
    database.exec('PRAGMA foreign_keys = ON');
    database.exec('PRAGMA secure_delete = FAST'); // what is erased should not linger where overwriting costs nothing
    database.exec('PRAGMA cache_size = -65536');
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    all: <Row>(sql: string, ...values: SQLInputValue[]) => prepare(sql).all(...values) as Row[],
    get: <Row>(sql: string, ...values: SQLInputValue[]) => prepare(sql).get(...values) as Row | undefined,
    each: <Row>(sql: string, ...values: SQLInputValue[]) =>
      database.prepare(sql).iterate(...values) as IterableIterator<Row>,
    run: (sql, ...values) => Number(prepare(sql).run(...values).changes),
    script: (sql) => database.exec(sql),
    leaveWaiting: () => {
      // In WAL `NORMAL` writes the same in the same order, and leaves out the one wait of each commit.
      database.exec('PRAGMA synchronous = NORMAL');
      database.exec('PRAGMA busy_timeout = 0');
    },
    transaction: (work) => {
      database.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        // After some errors SQLite has rolled back by itself.
        if (database.isOpen && database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    },
    close: () => {
      if (database.isOpen) database.close();
    },
  };
}

const resultCode = (error: unknown): number | null =>
  error instanceof Error && 'errcode' in error ? Number(error.errcode) % 256 : null;

const [BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB] = [
  5, 6, 7, 8, 10, 11, 13, 14, 26,
];

/** The file, the disk or the machine is in trouble, as opposed to the statement. */
export function isTrouble(error: unknown): boolean {
  const code = resultCode(error);
  return (
    code !== null && [BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB].includes(code)
  );
}

export const isBusy = (error: unknown): boolean => resultCode(error) === BUSY;
