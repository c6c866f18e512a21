/** The data in a folder, when they are to go on somewhere else. */
import { type Holds, type MovingTable, type Sums, sumsSql } from '../moving-table.ts';
import { type Connection, openConnection } from './connection.ts';
import { MOVED, migrate } from './migrations.ts';
import { takeOwnerLock } from './owner-lock.ts';
import { dataFile, lockFile } from './place.ts';
import { makePrivateFolder } from './private-folder.ts';

export interface Leaving {
  /** Those that others refer to come first. */
  readonly tables: readonly MovingTable[];
  /** For good: no relay starts on them any more. */
  markMoved(): void;
  /** Lets go of the data, as they were unless they are marked. */
  close(): void;
}

/** What this store keeps for itself: the other one has no such table. */
const OWN = ['probe'];

/**
 * Holds the data until `close`: meanwhile no relay starts on them, and no command writes.
 * @throws Error in words where there are none, or a relay is using them
 */
export function openLeaving(dataDir: string): Leaving {
  const path = dataFile(dataDir, { mustExist: true });
  makePrivateFolder(dataDir);
  const lock = takeOwnerLock(lockFile(dataDir));
  let connection: Connection | null = null;
  const close = () => {
    connection?.close();
    lock.release();
  };
  try {
    connection = openConnection(path);
    migrate(connection);
    const { script } = connection;
    script('BEGIN IMMEDIATE');
    return {
      tables: tablesOf(connection),
      markMoved: () => script(`PRAGMA user_version = ${MOVED}; COMMIT`),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

function tablesOf(connection: Connection): MovingTable[] {
  const names = connection.all<{ name: string }>(
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid`,
  );
  const numbers = connection.all<{ name: string; seq: number }>('SELECT name, seq FROM sqlite_sequence');
  return names.flatMap(({ name }): MovingTable[] => {
    if (OWN.includes(name)) return [];
    const columns = connection.all<{ name: string; holds: Holds; pk: number }>(
      'SELECT name, type AS holds, pk FROM pragma_table_info(?)',
      name,
    );
    const key = columns.filter(({ pk }) => pk > 0).toSorted((one, other) => one.pk - other.pk);
    const order = key.map((column) => column.name).join(', ');
    return [
      {
        name,
        columns,
        sums: connection.get<Sums>(sumsSql({ name, columns })) ?? {},
        lastNumber: numbers.find((one) => one.name === name)?.seq ?? 0,
        rows: () => connection.each(`SELECT * FROM ${name} ORDER BY ${order}`),
      },
    ];
  });
}
