import type { Clock, Log, Monotonic } from '../ports.ts';
import { openPostgresStore } from './postgres/store.ts';
import { openSqliteStore } from './sqlite/store.ts';
import type { Store } from './store.ts';
import type { Quota } from './tenant-state.ts';

export interface StoreChoice {
  readonly dataDir: string;
  /** Null: SQLite in `dataDir`. */
  readonly databaseUrl: string | null;
  readonly quota: Quota;
}

export interface Opening {
  /** It works beside the server that owns the data, for as long as one command lasts. */
  readonly isGuest?: boolean;
  /** A command makes no store of its own: what it would do there nobody would ever see. */
  readonly mustExist?: boolean;
}

/** The store the settings ask for. @throws Error in words when it cannot be opened */
export async function openStore(
  choice: StoreChoice,
  ports: { readonly clock: Clock; readonly monotonic: Monotonic; readonly log: Log },
  opening: Opening = {},
): Promise<Store> {
  const { databaseUrl, dataDir, quota } = choice;
  if (databaseUrl !== null)
    return openPostgresStore({ databaseUrl, quota, ...ports, mustExist: opening.mustExist === true });
  return openSqliteStore({ dataDir, quota, ...ports, ...opening });
}
