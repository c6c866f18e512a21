/** Puts the data of another store into a database that holds none. */
import type { Log, Monotonic } from '../../ports.ts';
import { type Holds, isSame, type MovingTable, type Sums, sumsSql } from '../moving-table.ts';
import { MIGRATION_MS, migrate } from './migrations.ts';
import { connectPrimary, type Session } from './primary.ts';

export interface Arriving {
  readonly databaseUrl: string;
  readonly monotonic: Monotonic;
  readonly log: Log;
}

/** Rows and bytes that go in one question. */
const [MOST_ROWS, MOST_BYTES] = [1_000, 4_000_000];

/**
 * All tables in one transaction, or none. Where all of it is there already, from a time that was interrupted at its very end, nothing is done.
 * @throws Error in words where the database holds anything else, or cannot be written to
 */
export async function putTables(
  tables: readonly MovingTable[],
  { databaseUrl, monotonic, log }: Arriving,
): Promise<void> {
  const primary = await connectPrimary({
    databaseUrl,
    monotonic,
    log,
    channel: 'relay_moved',
    onHeard: () => undefined,
  });
  try {
    await primary.transaction(async (session) => {
      await migrate(session, false);
      const names = tables.map(({ name }) => name).join(', ');
      // A relay that runs on the empty database already gets no word in between.
      await session.query(`LOCK TABLE ${names} IN EXCLUSIVE MODE`);
      const full = await firstFull(session, tables);
      if (full === null) for (const table of tables) await put(session, table);
      const wrong = await firstUnlike(session, tables);
      if (wrong === null) return;
      if (full === null) throw new Error(`table ${wrong} did not arrive as it was: nothing was moved`);
      throw new Error(
        `the database holds other data of a relay already (table ${full}): only an empty one can take these`,
      );
    }, MIGRATION_MS);
  } finally {
    await primary.close();
  }
}

async function firstFull(session: Session, tables: readonly MovingTable[]): Promise<string | null> {
  for (const { name } of tables)
    if ((await session.query(`SELECT 1 FROM ${name} LIMIT 1`)).rows.length > 0) return name;
  return null;
}

async function firstUnlike(session: Session, tables: readonly MovingTable[]): Promise<string | null> {
  for (const table of tables) {
    const { rows } = await session.query<Sums>(sumsSql(table));
    if (!isSame(table.sums, rows[0] ?? {})) return table.name;
  }
  return null;
}

const types: Record<Holds, string> = { INTEGER: 'bigint', TEXT: 'text', BLOB: 'bytea' };

async function put(session: Session, table: MovingTable): Promise<void> {
  const columns = table.columns.map(({ name }) => name);
  const lists = table.columns.map(({ holds }, n) => `$${n + 1}::${types[holds]}[]`);
  const text = `INSERT INTO ${table.name} (${columns.join(', ')}) OVERRIDING SYSTEM VALUE SELECT * FROM unnest(${lists.join(', ')})`;
  for (const rows of inParts(table.rows()))
    await session.query(
      text,
      columns.map((column) => rows.map((row) => toValue(row[column]))),
    );
  if (table.lastNumber === 0) return;
  const number = await session.query<{ name: string }>(
    `SELECT attname AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attidentity <> ''`,
    [table.name],
  );
  for (const { name } of number.rows)
    await session.query('SELECT setval(pg_get_serial_sequence($1, $2), $3)', [
      table.name,
      name,
      table.lastNumber,
    ]);
}

type Row = Readonly<Record<string, unknown>>;

/** A whole number of rows each, of which the last may pass what a part should hold. */
function* inParts(rows: Iterable<Row>): Generator<Row[]> {
  let [part, bytes]: [Row[], number] = [[], 0];
  for (const row of rows) {
    part.push(row);
    for (const value of Object.values(row)) bytes += sizeOf(value);
    if (part.length < MOST_ROWS && bytes < MOST_BYTES) continue;
    yield part;
    [part, bytes] = [[], 0];
  }
  if (part.length > 0) yield part;
}

const sizeOf = (value: unknown): number =>
  typeof value === 'string' || value instanceof Uint8Array ? value.length : 8;

/** Bytes as the driver takes them in a list. */
const toValue = (value: unknown): unknown => (value instanceof Uint8Array ? Buffer.from(value) : value);
