import type { LogCause } from '../../shared/contract/activity.ts';
import type { OurTime, ShopTime } from '../../shared/words/time.ts';
import type { Reader, Writer } from './database.ts';
import { raiseWrites } from './identity.ts';
import { rowInserter } from './insert-rows.ts';
import { type LevelWrite, levelWriteColumns } from './level-writes.ts';
import { requireMoved } from './transitions.ts';

/** One quantity of a mutation. */
export interface BatchRow extends LevelWrite {
  readonly cause: LogCause;
  readonly reference: string | null;
  /** The row of the run it writes for, null for a change of stock. */
  readonly runPosition: number | null;
}

/**
 * A mutation with its idempotency key. Stored before it is sent; sent again only unchanged.
 * ```text
 * open ──▶ done     Shopify took every row
 *   ├────▶ failed   it took none: a row was refused, the others go again in a batch of their own
 *   └────▶ lost     nobody knows, and the key is too old to ask with: the levels are read
 * ```
 */
export interface Batch {
  readonly idempotencyKey: string;
  /** `set`: each number only where Shopify still shows `before`; `adjust`: `after − before` units, whatever it shows. */
  readonly kind: 'set' | 'adjust';
  readonly runId: string | null;
  /** Shopify forgets its key by its own clock. */
  readonly createdAt: ShopTime;
  readonly rows: readonly BatchRow[];
}

const insertBatchRows = rowInserter('batch_row', [
  'idempotency_key',
  'position',
  'article_number',
  'store_number',
  'inventory_item_id',
  'location_id',
  'before',
  'after',
  'cause',
  'reference',
  'run_position',
]);

export function addBatch(ledger: Writer, batch: Batch): void {
  ledger.run(
    "INSERT INTO batch (idempotency_key, kind, run_id, state, created_at) VALUES (?, ?, ?, 'open', ?)",
    batch.idempotencyKey,
    batch.kind,
    batch.runId,
    batch.createdAt,
  );
  raiseWrites(ledger);
  insertBatchRows(
    ledger,
    batch.rows.map((row, position) => [
      batch.idempotencyKey,
      position,
      row.articleNumber,
      row.storeNumber,
      row.inventoryItemId,
      row.locationId,
      row.before,
      row.after,
      row.cause,
      row.reference,
      row.runPosition,
    ]),
  );
}

/** Batches whose outcome is not known: after a death they are sent again first. */
/** Is a batch on its way? */
export function isAnyBatchOpen(ledger: Reader): boolean {
  return ledger.get("SELECT 1 FROM batch WHERE state = 'open' LIMIT 1") !== undefined;
}

export function openBatches(ledger: Reader): Batch[] {
  return ledger
    .all<{ idempotency_key: string; kind: Batch['kind']; run_id: string | null; created_at: ShopTime }>(
      "SELECT idempotency_key, kind, run_id, created_at FROM batch WHERE state = 'open' ORDER BY created_at, idempotency_key",
    )
    .map((batch) => ({
      idempotencyKey: batch.idempotency_key,
      kind: batch.kind,
      runId: batch.run_id,
      createdAt: batch.created_at,
      rows: ledger.all<BatchRow>(
        `SELECT ${levelWriteColumns('batch_row')}, cause, reference, run_position AS runPosition FROM batch_row
         WHERE idempotency_key = ? ORDER BY position`,
        batch.idempotency_key,
      ),
    }));
}

/** The outcome is known, or given up. @throws IllegalTransition for a batch that is not open */
export function closeBatch(
  ledger: Writer,
  idempotencyKey: string,
  state: 'done' | 'failed' | 'lost',
  at: OurTime,
  reason: string | null = null,
): void {
  const changed = ledger.run(
    "UPDATE batch SET state = ?, settled_at = ?, reason = ? WHERE idempotency_key = ? AND state = 'open'",
    state,
    at,
    reason,
    idempotencyKey,
  );
  requireMoved(changed, 'batch', idempotencyKey, state);
}
