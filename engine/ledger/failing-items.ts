import type { MonotonicTime } from '../../shared/words/time.ts';
import type { Reader, Writer } from './database.ts';

/** What of an item Shopify fails at, while it does the same for others. */
export type FailsAt = 'read' | 'write';

/** An item of Shopify's that cannot be read, or not be written. The others go on; it is tried again. */
export interface FailingItem {
  readonly inventoryItemId: string;
  readonly what: FailsAt;
  readonly tries: number;
  readonly nextAt: MonotonicTime;
}

const columns = 'inventory_item_id AS inventoryItemId, what, tries, next_at AS nextAt';

export function findFailing(ledger: Reader, inventoryItemId: string, what: FailsAt): FailingItem | undefined {
  return ledger.get<FailingItem>(
    `SELECT ${columns} FROM failing_item WHERE inventory_item_id = ? AND what = ?`,
    inventoryItemId,
    what,
  );
}

/** All of them: few, or none. */
export function failingItems(ledger: Reader, what: FailsAt): FailingItem[] {
  return ledger.all<FailingItem>(
    `SELECT ${columns} FROM failing_item WHERE what = ? ORDER BY next_at, inventory_item_id`,
    what,
  );
}

/** One more try has failed. */
export function keepFailing(ledger: Writer, { inventoryItemId, what, tries, nextAt }: FailingItem): void {
  ledger.run(
    `INSERT INTO failing_item (inventory_item_id, what, tries, next_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (inventory_item_id, what) DO UPDATE SET tries = excluded.tries, next_at = excluded.next_at`,
    inventoryItemId,
    what,
    tries,
    nextAt,
  );
}

/** It is tried again as soon as can be. */
export function tryFailingNow(ledger: Writer, inventoryItemId: string, now: MonotonicTime): void {
  ledger.run('UPDATE failing_item SET next_at = ? WHERE inventory_item_id = ?', now, inventoryItemId);
}

/** It has been read, written, or is gone. True when it did fail at that. */
export function forgetFailing(ledger: Writer, inventoryItemId: string, what: FailsAt): boolean {
  return (
    ledger.run('DELETE FROM failing_item WHERE inventory_item_id = ? AND what = ?', inventoryItemId, what) > 0
  );
}

/** The first and the last of the items that Shopify could show, but for these. */
export function sampleItems(ledger: Reader, except: readonly string[]): string[] {
  const end = (direction: 'ASC' | 'DESC') =>
    ledger.all<{ id: string }>(
      `SELECT inventory_item_id AS id FROM shop_item
       WHERE inventory_item_id NOT IN (SELECT inventory_item_id FROM failing_item WHERE what = 'read')
         AND inventory_item_id NOT IN (SELECT value FROM json_each(?))
       ORDER BY inventory_item_id ${direction} LIMIT 1`,
      JSON.stringify(except),
    );
  return [...new Set([...end('ASC'), ...end('DESC')].map(({ id }) => id))];
}
