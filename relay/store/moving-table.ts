/** A table on its way from the SQLite store to the PostgreSQL one. Both have the same tables with the same columns. */

/** SQLite's own word for what a column holds. */
export type Holds = 'INTEGER' | 'TEXT' | 'BLOB';

export interface MovingTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly holds: Holds }[];
  /** Of its rows, by `sumsSql`: what must be found on the other side as well. */
  readonly sums: Sums;
  /** The last number that was given out to a row, whether that row is still there or not; 0: rows have no such number. */
  readonly lastNumber: number;
  /** In the order of the primary key, one after the other. */
  rows(): Iterable<Readonly<Record<string, unknown>>>;
}

/** How many rows, as `count`, and for each column a sum. */
export type Sums = Readonly<Record<string, number>>;

/** Of no number only the remainder is added: what an instant adds to a sum would be too much with some million rows. */
const PRIME = 1_000_003;

/** In the SQL of both engines, one row. */
export function sumsSql({ name, columns }: Pick<MovingTable, 'name' | 'columns'>): string {
  const sums = columns.map(({ name: column, holds }) => {
    const value = holds === 'INTEGER' ? `${column} % ${PRIME}` : `length(${column})`;
    return `CAST(coalesce(sum(${value}), 0) AS bigint) AS ${column}`;
  });
  return `SELECT count(*) AS count, ${sums.join(', ')} FROM ${name}`;
}

export const isSame = (one: Sums, other: Sums): boolean =>
  Object.keys(one).every((column) => one[column] === other[column]);
