import type { Reader } from './database.ts';

/** SQL for »nothing closes its location in Shopify«, of a table with a `store_number`. A location that was never listed counts as open. */
export const atOpenLocation = (table: string) =>
  `${table}.store_number NOT IN (SELECT store.store_number FROM store JOIN location USING (location_id)
   WHERE location.is_active = 0)`;

/** A mapped store whose location is inactive in Shopify, or gone from there. */
export interface ClosedStore {
  readonly storeNumber: string;
  readonly store: string;
  readonly locationId: string;
  readonly location: string;
}

export function closedStores(ledger: Reader): ClosedStore[] {
  return ledger.all<ClosedStore>(
    `SELECT store.store_number AS storeNumber, store.name AS store, location_id AS locationId, location.name AS location
     FROM store JOIN location USING (location_id) WHERE location.is_active = 0 ORDER BY store.store_number`,
  );
}

/** Articles that could not be written because of the store's location, and left the queue. */
export function heldForLocation(ledger: Reader, storeNumber: string): string[] {
  return ledger
    .all<{ articleNumber: string }>(
      `SELECT article_number AS articleNumber FROM cell
       WHERE store_number = ? AND hold IN ('unknownLocation', 'notStockedAtLocation')`,
      storeNumber,
    )
    .map((row) => row.articleNumber);
}
