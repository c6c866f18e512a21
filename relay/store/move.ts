import type { Arriving } from './postgres/arriving.ts';
import { putTables } from './postgres/arriving.ts';
import { openLeaving } from './sqlite/leaving.ts';

/** How much was moved. */
export interface Moved {
  readonly tenants: number;
  readonly devices: number;
  /** With the keys of those that have gone. */
  readonly events: number;
}

/**
 * Everything a SQLite store keeps goes on in a PostgreSQL, which must hold nothing yet: the same shops under the same tokens and numbers, so
 * that no computer notices. All or nothing; afterwards no relay starts on the old data, which stay where they are.
 * @throws Error in words where there are no data, a relay is using them, or the database cannot take them
 */
export async function moveStore(dataDir: string, arriving: Arriving): Promise<Moved> {
  const leaving = openLeaving(dataDir);
  try {
    await putTables(leaving.tables, arriving);
    leaving.markMoved();
    const countOf = (table: string) => leaving.tables.find(({ name }) => name === table)?.sums.count ?? 0;
    return { tenants: countOf('tenant'), devices: countOf('device'), events: countOf('event') };
  } finally {
    leaving.close();
  }
}
