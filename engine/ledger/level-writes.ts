/** One number to be written: `after`, where Shopify still shows `before`. Rows of runs and of batches are this and more. */
export interface LevelWrite {
  readonly articleNumber: string;
  readonly storeNumber: string;
  readonly inventoryItemId: string;
  readonly locationId: string;
  readonly before: number;
  readonly after: number;
}

/** Its columns, which both tables have. */
export const levelWriteColumns = (
  table: 'run_row' | 'batch_row',
) => `${table}.article_number AS articleNumber,
  ${table}.store_number AS storeNumber, ${table}.inventory_item_id AS inventoryItemId,
  ${table}.location_id AS locationId, ${table}.before, ${table}.after`;
