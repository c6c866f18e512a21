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

/** The store the settings ask for. A guest works beside the server that owns the data, for as long as one command lasts. */
export async function openStore(
  choice: StoreChoice,
  ports: { readonly clock: Clock; readonly monotonic: Monotonic; readonly log: Log },
  isGuest = false,
): Promise<Store> {
  const { databaseUrl } = choice;
  if (databaseUrl !== null) return openPostgresStore({ databaseUrl, quota: choice.quota, ...ports });
  return openSqliteStore({ dataDir: choice.dataDir, quota: choice.quota, ...ports, isGuest });
}
