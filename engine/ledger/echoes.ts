import { later } from '../../shared/words/time.ts';
import type { Reader } from './database.ts';
import type { Hint } from './relay-events.ts';
import { levelState } from './shop-levels.ts';

/**
 * True when a webhook about a level tells nothing new: it shows what we hold, what a known order has made of it or what we are
 * writing just now, it is older than our own reading, or the level is none of ours.
 */
export function isEcho(ledger: Reader, hint: Hint): boolean {
  const { available, happenedAt, locationId, subject: inventoryItemId } = hint;
  if (hint.kind !== 'level') return false;
  if (locationId === null || !isOurs(ledger, inventoryItemId, locationId)) return true;
  const held = levelState(ledger, inventoryItemId, locationId);
  if (!held) return false;
  // Whole seconds: what happened within the second of our reading may be newer than it.
  if (happenedAt !== null && later(happenedAt, 1_000) < held.readAt) return true;
  if (available === null) return false;
  const isKnown = available === held.available || available === held.available + held.inFlight;
  return (
    (isKnown && held.unconfirmed === null) || isBeingWritten(ledger, inventoryItemId, locationId, available)
  );
}

function isOurs(ledger: Reader, inventoryItemId: string, locationId: string): boolean {
  const row = ledger.get<{ n: number }>(
    `SELECT count(*) AS n FROM shop_item JOIN article ON article.article_number = shop_item.sku
     JOIN store ON store.location_id = ?
     WHERE inventory_item_id = ? AND article.is_webshop = 1 AND article.is_gone = 0`,
    locationId,
    inventoryItemId,
  );
  return (row?.n ?? 0) > 0;
}

/** A batch on its way sets just this number there, or has set it and nobody said so. One that moves what is there may show any. */
export function isBeingWritten(
  ledger: Reader,
  inventoryItemId: string,
  locationId: string,
  available: number,
): boolean {
  const row = ledger.get<{ n: number }>(
    `SELECT count(*) AS n FROM batch JOIN batch_row USING (idempotency_key)
     WHERE batch.state = 'open' AND inventory_item_id = ? AND location_id = ? AND (after = ? OR batch.kind = 'adjust')`,
    inventoryItemId,
    locationId,
    available,
  );
  return (row?.n ?? 0) > 0;
}
