import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { MonotonicTime, OurTime, ShopTime, TillTime } from '../../shared/words/time.ts';
import { Refusal } from '../refusal.ts';
import { isLargeAndClosedWell } from './closed-well.ts';
import { makePrivate } from './private-file.ts';
import { guarded, understood } from './sqlite-errors.ts';

/** Instants are numbers while the program runs. */
export type SqlValue = string | number | null | OurTime | ShopTime | TillTime | MonotonicTime;

/** A handle that can only ask. */
export interface Reader {
  /** Grows with every change through this handle, also one taken back: what was read at the same count is still so. */
  readonly changes: number;
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

/** The one handle of a data directory that may write, and closes the file. */
export interface Ledger extends Writer {
  close(): void;
}

/**
 * What a file outlives. `full`: everything. The others are for tests and simulations only, a power cut may leave the file in pieces:
 * `process` is the same file without waiting for the disk; of one with `none` nobody else may read.
 */
export type Durability = 'full' | 'process' | 'none';

/** How a ledger is opened. */
export interface LedgerOptions {
  readonly path: string;
  readonly durability?: Durability;
}

/**
 * So long a statement waits for another program's lock, in milliseconds. Everything stands still meanwhile: whoever needs longer sleeps between
 * two tries (`sync/runtime/ledger-file.ts`).
 */
const BUSY_MS = 50;

interface Prepared {
  readonly statement: StatementSync;
  readonly arity: number;
  /** The columns, in the order of a row's values. */
  readonly names: readonly string[];
}

/**
 * Opens SQLite behind a wrapper that refuses what SQLite would silently take as NULL: a missing value, a value
 * too many, undefined, NaN, an object.
 * @throws Refusal `ledgerDamaged`, `diskFull`, `ledgerHeld`
 */
export function openDatabase(options: LedgerOptions): Ledger {
  const { path, durability = 'full' } = options;
  const isSound = isLargeAndClosedWell(path);
  makePrivate(path);
  const database = guarded(path, () => new DatabaseSync(path, { timeout: BUSY_MS }));
  const statements = createStatements(database);
  let changes = 0;
  const changed = () => {
    changes += 1;
  };
  const ledger: Ledger = {
    __writes: true,
    get changes() {
      return changes;
    },
    ...readThrough(statements, path),
    run: (sql, ...values) => {
      try {
        const { statement } = checked(statements.known(sql), sql, values);
        const count = Number(statement.run(...plain(values)).changes);
        if (count > 0) changed();
        return count;
      } catch (error) {
        throw understood(path, error);
      }
    },
    transaction: createTransaction(database, path, { onUndone: changed, ...createImpatience(database) }),
    close: () => {
      if (database.isOpen) database.close();
    },
  };
  try {
    guarded(path, () => setUp(database, durability));
    if (!isSound) guarded(path, () => requireSound(ledger, path));
  } catch (error) {
    ledger.close();
    throw error;
  }
  return ledger;
}

/** Another thread waits for nobody who answers. */
const READER_BUSY_MS = 90_000;

/**
 * A file that another connection has open, to be read only: for a thread of its own, because it waits for another program's lock.
 * @throws Refusal `ledgerDamaged`, `diskFull`, `ledgerHeld`
 */
export function openReader(path: string): Reader & { close(): void } {
  const database = guarded(path, () => new DatabaseSync(path, { readOnly: true, timeout: READER_BUSY_MS }));
  return { changes: 0, ...readThrough(createStatements(database), path), close: () => database.close() };
}

/** The statements of one database, compiled once each. */
interface Statements {
  /** The one statement of this text. Nobody may hold it across another call. */
  known(sql: string): Prepared;
  /** A statement that no list is using: two lists of the same kind may be read side by side. */
  borrow(sql: string): Prepared;
  /** Gives back what was borrowed. */
  giveBack(sql: string, query: Prepared): void;
}

function createStatements(database: DatabaseSync): Statements {
  const prepared = new Map<string, Prepared>();
  const idle = new Map<string, Prepared[]>();

  const prepare = (sql: string): Prepared => {
    // SQLite compiles a bare `LIMIT ?` anew whenever a number is given to it, and not one in an expression.
    const statement = database.prepare(sql.replaceAll('LIMIT ?', 'LIMIT (? + 0)'));
    // Rows come as lists and are given their names here: the driver's own objects cost several times as much to use.
    statement.setReturnArrays(true);
    return {
      statement,
      arity: countPlaceholders(sql),
      names: statement.columns().map((column) => column.name),
    };
  };

  return {
    known: (sql) => {
      const held = prepared.get(sql);
      if (held) return held;
      const fresh = prepare(sql);
      prepared.set(sql, fresh);
      return fresh;
    },
    borrow: (sql) => idle.get(sql)?.pop() ?? prepare(sql),
    giveBack: (sql, query) => {
      idle.set(sql, [...(idle.get(sql) ?? []), query]);
    },
  };
}

function readThrough(statements: Statements, path: string): Pick<Reader, 'all' | 'get' | 'each'> {
  return {
    all: <Row>(sql: string, ...values: SqlValue[]) => {
      try {
        const { statement, names } = checked(statements.known(sql), sql, values);
        const rows: unknown[] = statement.all(...plain(values));
        return rows.map((row) => named<Row>(names, row));
      } catch (error) {
        throw understood(path, error);
      }
    },
    get: <Row>(sql: string, ...values: SqlValue[]) => {
      try {
        const { statement, names } = checked(statements.known(sql), sql, values);
        const row: unknown = statement.get(...plain(values));
        return row === undefined ? undefined : named<Row>(names, row);
      } catch (error) {
        throw understood(path, error);
      }
    },
    each: <Row>(sql: string, ...values: SqlValue[]) =>
      guarded(path, () => {
        const query = checked(statements.borrow(sql), sql, values);
        return eachNamed<Row>(query, values, () => statements.giveBack(sql, query));
      }),
  };
}

/** Whoever has waited in vain once does not wait again before the lock has been free: a try must cost nothing meanwhile. */
function createImpatience(database: DatabaseSync) {
  let ms = BUSY_MS;
  const wait = (wanted: number) => {
    if (ms === wanted || !database.isOpen) return;
    ms = wanted;
    database.exec(`PRAGMA busy_timeout = ${wanted}`);
  };
  return { onLocked: () => wait(BUSY_MS), onHeld: () => wait(0) };
}

/** What a transaction tells of. */
interface TransactionEvents {
  /** It was taken back: what was read within it may no longer be so. */
  readonly onUndone: () => void;
  /** It has the lock, or another program has it. */
  readonly onLocked: () => void;
  readonly onHeld: () => void;
}

function createTransaction(
  database: DatabaseSync,
  path: string,
  { onUndone, onLocked, onHeld }: TransactionEvents,
): Writer['transaction'] {
  let depth = 0;
  return (work) => {
    if (depth > 0) return work();
    depth += 1;
    try {
      guarded(path, () => database.exec('BEGIN IMMEDIATE'));
      onLocked();
      const result = work();
      guarded(path, () => database.exec('COMMIT'));
      return result;
    } catch (error) {
      onUndone();
      if (error instanceof Refusal && error.code === 'ledgerHeld') onHeld();
      if (database.isOpen && database.isTransaction) database.exec('ROLLBACK');
      throw error;
    } finally {
      depth -= 1;
    }
  };
}

function setUp(database: DatabaseSync, durability: Durability): void {
  database.exec(`PRAGMA synchronous = ${durability === 'full' ? 'FULL' : 'OFF'}`);
  giveBackPages(database);
  if (durability === 'none') {
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    database.exec('PRAGMA journal_mode = MEMORY');
  } else {
    database.exec('PRAGMA journal_mode = WAL');
  }
  database.exec('PRAGMA foreign_keys = ON');
  database.exec('PRAGMA recursive_triggers = ON'); // else REPLACE deletes rows past their triggers
  database.exec('PRAGMA cache_size = -65536');
}

const INCREMENTAL = 2;

/**
 * Before anything is written to the file, else it takes no effect: pages that were emptied are given back little by little. An older file
 * keeps them and uses them again: to change it takes a VACUUM, during which nothing else happens (`ledger/retention.ts`). Said to a file that
 * does so already it would be written once more, and waited for, at each start.
 */
function giveBackPages(database: DatabaseSync): void {
  const { auto_vacuum: mode } = database.prepare('PRAGMA auto_vacuum').get() ?? {};
  if (mode !== INCREMENTAL) database.exec('PRAGMA auto_vacuum = INCREMENTAL');
}

/** @throws Refusal `ledgerDamaged` where SQLite finds the file damaged */
function requireSound(reader: Reader, path: string): void {
  const check = reader.get<{ quick_check: string }>('PRAGMA quick_check(1)');
  if (check?.quick_check !== 'ok') throw new Refusal('ledgerDamaged', { path });
}

/** The query, once its values are as many as it asks for and each can be stored. @throws TypeError */
function checked(query: Prepared, sql: string, values: readonly SqlValue[]): Prepared {
  if (query.arity !== values.length)
    throw new TypeError(`${query.arity} values expected, ${values.length} given: ${sql}`);
  for (const value of values) assertValue(value, sql);
  return query;
}

/** A list of values as an object with the columns' names. */
function named<Row>(names: readonly string[], values: unknown): Row {
  const list = values as readonly unknown[];
  const row: Record<string, unknown> = {};
  for (let column = 0; column < names.length; column += 1) row[names[column] as string] = list[column];
  return row as Row;
}

function* eachNamed<Row>(
  query: Prepared,
  values: readonly SqlValue[],
  done: () => void,
): Generator<Row, undefined> {
  const rows: Iterable<unknown> = query.statement.iterate(...plain(values));
  for (const row of rows) yield named<Row>(query.names, row);
  done();
}

/** Instants are numbers to SQLite, as they are to us while we run. */
const plain = (values: readonly SqlValue[]) => values as readonly SQLInputValue[];

function assertValue(value: unknown, sql: string): void {
  if (typeof value === 'string' || value === null) return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  throw new TypeError(`a ${typeof value} cannot be stored: ${sql}`);
}

/** Counts `?` outside quotes. Numbered and named placeholders are not used in this house. */
export function countPlaceholders(sql: string): number {
  return sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, '').split('?').length - 1;
}
