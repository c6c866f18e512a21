import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { Refusal } from '../refusal.ts';

export type SqlValue = string | number | null;

/** A handle that can only ask. */
export interface Reader {
  /** All rows, in the shape the caller states. */
  all<Row>(sql: string, ...values: SqlValue[]): Row[];
  /** The first row. */
  get<Row>(sql: string, ...values: SqlValue[]): Row | undefined;
  /** Rows one by one, for lists that should not be held whole. */
  each<Row>(sql: string, ...values: SqlValue[]): IterableIterator<Row>;
}

/** A handle that may write. `__writes` keeps a Reader from passing for one. */
export interface Writer extends Reader {
  readonly __writes: true;
  /** Returns the number of rows changed. */
  run(sql: string, ...values: SqlValue[]): number;
  /** Everything in `work` or nothing; joins a transaction that is already open. `work` must not await. */
  transaction<T>(work: () => T): T;
}

export interface Ledger extends Writer {
  close(): void;
}

export interface LedgerOptions {
  readonly path: string;
  /** `none` is for simulations only: a power cut may lose the last transactions. */
  readonly durability?: 'full' | 'none';
}

interface Prepared {
  readonly statement: StatementSync;
  readonly arity: number;
  /** The columns, in the order of a row's values. */
  readonly names: readonly string[];
}

/**
 * Opens SQLite behind a wrapper that refuses what SQLite would silently take as NULL: a missing value, a value
 * too many, undefined, NaN, an object.
 * @throws Refusal `ledgerDamaged`, `diskFull`
 */
export function openDatabase(options: LedgerOptions): Ledger {
  const database = guarded(options.path, () => new DatabaseSync(options.path, { timeout: 5_000 }));
  const prepared = new Map<string, Prepared>();
  let depth = 0;

  const prepare = (sql: string): Prepared => {
    const statement = database.prepare(sql);
    // Rows come as lists and are given their names here: the driver's own objects cost several times as much to use.
    statement.setReturnArrays(true);
    return {
      statement,
      arity: countPlaceholders(sql),
      names: statement.columns().map((column) => column.name),
    };
  };

  const known = (sql: string): Prepared => {
    const held = prepared.get(sql);
    if (held) return held;
    const fresh = prepare(sql);
    prepared.set(sql, fresh);
    return fresh;
  };

  const checked = (query: Prepared, sql: string, values: readonly SqlValue[]): Prepared => {
    if (query.arity !== values.length)
      throw new TypeError(`${query.arity} values expected, ${values.length} given: ${sql}`);
    for (const value of values) assertValue(value, sql);
    return query;
  };

  const ledger: Ledger = {
    __writes: true,
    all: <Row>(sql: string, ...values: SqlValue[]) =>
      guarded(options.path, () => {
        const { statement, names } = checked(known(sql), sql, values);
        const rows: unknown[] = statement.all(...values);
        return rows.map((row) => named<Row>(names, row));
      }),
    get: <Row>(sql: string, ...values: SqlValue[]) =>
      guarded(options.path, () => {
        const { statement, names } = checked(known(sql), sql, values);
        const row: unknown = statement.get(...values);
        return row === undefined ? undefined : named<Row>(names, row);
      }),
    each: <Row>(sql: string, ...values: SqlValue[]) =>
      guarded(options.path, () => {
        // A statement of its own: two lists of the same kind may be read side by side.
        const { statement, names } = checked(prepare(sql), sql, values);
        return eachNamed<Row>(names, statement.iterate(...values));
      }),
    run: (sql, ...values) =>
      guarded(options.path, () => {
        const { statement } = checked(known(sql), sql, values);
        return Number(statement.run(...values).changes);
      }),
    transaction: (work) => {
      if (depth > 0) return work();
      depth += 1;
      try {
        guarded(options.path, () => database.exec('BEGIN IMMEDIATE'));
        const result = work();
        guarded(options.path, () => database.exec('COMMIT'));
        return result;
      } catch (error) {
        if (database.isOpen && database.isTransaction) database.exec('ROLLBACK');
        throw error;
      } finally {
        depth -= 1;
      }
    },
    close: () => {
      if (database.isOpen) database.close();
    },
  };

  guarded(options.path, () => {
    database.exec('PRAGMA journal_mode = WAL');
    database.exec(`PRAGMA synchronous = ${options.durability === 'none' ? 'OFF' : 'FULL'}`);
    database.exec('PRAGMA foreign_keys = ON');
    database.exec('PRAGMA recursive_triggers = ON'); // else REPLACE deletes rows past their triggers
    database.exec('PRAGMA cache_size = -65536');
    const check = ledger.get<{ quick_check: string }>('PRAGMA quick_check(1)');
    if (check?.quick_check !== 'ok') throw new Refusal('ledgerDamaged', { path: options.path });
  });
  return ledger;
}

/** A list of values as an object with the columns' names. */
function named<Row>(names: readonly string[], values: unknown): Row {
  const list = values as readonly unknown[];
  const row: Record<string, unknown> = {};
  for (let column = 0; column < names.length; column += 1) row[names[column] as string] = list[column];
  return row as Row;
}

function* eachNamed<Row>(names: readonly string[], rows: Iterable<unknown>): Generator<Row, undefined> {
  for (const row of rows) yield named<Row>(names, row);
}

function assertValue(value: unknown, sql: string): void {
  if (typeof value === 'string' || value === null) return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  throw new TypeError(`a ${typeof value} cannot be stored: ${sql}`);
}

/** Counts `?` outside quotes. Numbered and named placeholders are not used in this house. */
export function countPlaceholders(sql: string): number {
  return sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, '').split('?').length - 1;
}

const damaged = new Set([11, 26]); // SQLITE_CORRUPT, SQLITE_NOTADB
const full = new Set([13]); // SQLITE_FULL

function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = (error as { errcode?: number }).errcode;
    if (code !== undefined) {
      const primary = code & 0xff;
      if (full.has(primary)) throw new Refusal('diskFull', { path });
      if (damaged.has(primary)) throw new Refusal('ledgerDamaged', { path });
      if (primary === 5 || primary === 6) throw new Refusal('ledgerBusy', { path });
      if (primary === 10 || primary === 8 || primary === 14) throw new Refusal('diskFull', { path });
    }
    throw error;
  }
}
