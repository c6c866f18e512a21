import type { Reader, Writer } from './database.ts';

/** An order line whose goods nobody can tell yet. */
export interface WaitingLine {
  readonly lineId: string;
  /** What a fulfillment order names; null: none does. */
  readonly inventoryItemId: string | null;
  /** As the order copied it. */
  readonly sku: string;
}

/** What waits of the order from now on; mostly nothing. */
export function replaceWaitingLines(ledger: Writer, orderId: string, lines: readonly WaitingLine[]): void {
  ledger.run('DELETE FROM waiting_line WHERE order_id = ?', orderId);
  for (const { lineId, inventoryItemId, sku } of lines)
    ledger.run(
      'INSERT INTO waiting_line (order_id, line_id, inventory_item_id, sku) VALUES (?, ?, ?, ?)',
      orderId,
      lineId,
      inventoryItemId,
      sku,
    );
}

/** The lines of the order that wait. */
export function waitingLinesOf(ledger: Reader, orderId: string): Pick<WaitingLine, 'lineId' | 'sku'>[] {
  return ledger.all('SELECT line_id AS lineId, sku FROM waiting_line WHERE order_id = ?', orderId);
}

/** Changes whenever something may tell whose goods a waiting line is of. */
export function goodsKnown(ledger: Reader): number {
  return ledger.get<{ n: number }>('SELECT n FROM goods_known')?.n ?? 0;
}

export function waitingLines(ledger: Reader): (WaitingLine & { readonly orderId: string })[] {
  return ledger.all(
    'SELECT order_id AS orderId, line_id AS lineId, inventory_item_id AS inventoryItemId, sku FROM waiting_line',
  );
}
