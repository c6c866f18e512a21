import type { OurTime } from '../../shared/words/time.ts';
import type { Reader, Writer } from './database.ts';

/** SQL for »its store is not being counted«, of a table with a `store_number`. */
export const notInStocktake = (table: string) =>
  `${table}.store_number NOT IN (SELECT store_number FROM store WHERE stocktake_since IS NOT NULL)`;

export interface Stocktake {
  readonly storeNumber: string;
  readonly name: string;
  readonly since: OurTime;
}

/** Stores that are being counted, the one that began first in front. */
export function listStocktakes(ledger: Reader): Stocktake[] {
  return ledger.all<Stocktake>(
    `SELECT store_number AS storeNumber, name, stocktake_since AS since FROM store
     WHERE stocktake_since IS NOT NULL ORDER BY stocktake_since, store_number`,
  );
}

export function setStocktake(ledger: Writer, storeNumber: string, since: OurTime | null): void {
  ledger.run('UPDATE store SET stocktake_since = ? WHERE store_number = ?', since, storeNumber);
}
