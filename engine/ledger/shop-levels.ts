import type { ShopLevelRef } from '../../shared/words/position.ts';
import type { MonotonicTime, ShopTime } from '../../shared/words/time.ts';
import type { Reader, Writer } from './database.ts';
import { isWritableSql } from './positions.ts';

/** One reading of a level; it was so at some instant between the two, in Shopify's time. Quantities in units. */
export interface LevelReading {
  readonly inventoryItemId: string;
  readonly locationId: string;
  readonly available: number;
  /** Of orders that are not shipped. */
  readonly committed: number;
  /** On the shelf and not offered: reserved, damaged, in quality control, safety stock. */
  readonly setAside: number;
  readonly isActive: boolean;
  readonly readAt: ShopTime;
  readonly readUntil: ShopTime;
}

/** With the first unexplained reading: whether its position is kept equal. */
const keepingWhetherKept = `was_kept = CASE WHEN observed IS NOT NULL THEN was_kept ELSE EXISTS (
    SELECT 1 FROM shop_item JOIN article ON article.article_number = shop_item.sku JOIN store
    WHERE shop_item.inventory_item_id = shop_level.inventory_item_id AND shop_item.is_duplicate = 0
      AND store.location_id = shop_level.location_id AND ${isWritableSql}) END`;

/**
 * Takes in a reading. `judgeAt`: until then an unexplained one waits for its order. A first reading is accepted. A later one that agrees with what we hold (or is explained by an
 * effect in flight) is accepted; any other is kept beside it as `unconfirmed` until orders explain it or time has shown
 * that somebody else changed the level; that time begins anew whenever the level moves. Returns true when it is unexplained.
 */
export function recordReading(ledger: Writer, reading: LevelReading, judgeAt: MonotonicTime): boolean {
  // What is set aside, or offered again, is no order: the two move against each other.
  const held = ledger.get<{
    free: number;
    inFlight: number;
    known_until: ShopTime;
    same_since: ShopTime | null;
  }>(
    `SELECT available + set_aside AS free, doubt AS inFlight, max(read_until, moved_until) AS known_until, same_since FROM shop_level
     WHERE inventory_item_id = ? AND location_id = ?`,
    reading.inventoryItemId,
    reading.locationId,
  );
  if (held && held.known_until > reading.readAt) return false; // a write of ours overtook the reading
  const free = reading.available + reading.setAside;
  if (held && held.free !== free && held.free + held.inFlight !== free) {
    ledger.run(
      `UPDATE shop_level SET observed_at = CASE WHEN observed + observed_aside = ? THEN observed_at ELSE ? END,
         judge_at = CASE WHEN observed + observed_aside = ? THEN judge_at ELSE ? END, observed = ?,
         observed_aside = ?, observed_committed = ?, is_active = ?, ${keepingWhetherKept}
       WHERE inventory_item_id = ? AND location_id = ?`,
      free,
      reading.readAt,
      free,
      judgeAt,
      reading.available,
      reading.setAside,
      reading.committed,
      Number(reading.isActive),
      reading.inventoryItemId,
      reading.locationId,
    );
    return true;
  }
  acceptLevel(ledger, reading, (held?.free === free && held.same_since) || reading.readUntil);
  return false;
}

/** What an accepted level leaves of the one that was held. */
const accepting = `ON CONFLICT (inventory_item_id, location_id) DO UPDATE SET available = excluded.available,
  is_active = excluded.is_active, read_at = excluded.read_at, read_until = excluded.read_until, same_since = excluded.same_since,
  doubt = 0, observed = NULL, observed_at = NULL`;

/** Our own write says nothing of the rest of the vector: that is what was read last. */
const keepingTheRest = `committed = CASE WHEN observed IS NULL THEN committed ELSE observed_committed END,
  committed_at = CASE WHEN observed IS NULL THEN committed_at ELSE observed_at END,
  set_aside = CASE WHEN observed IS NULL THEN set_aside ELSE observed_aside END`;

/** From now on this is what Shopify shows. `sameSince`: every reading since then has agreed with what orders tell. */
export function acceptLevel(ledger: Writer, level: LevelReading, sameSince = level.readUntil): void {
  ledger.run(
    `INSERT INTO shop_level (inventory_item_id, location_id, available, committed, set_aside, is_active, read_at, read_until, same_since, committed_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ${accepting}, committed = excluded.committed, committed_at = excluded.committed_at,
       set_aside = excluded.set_aside`,
    level.inventoryItemId,
    level.locationId,
    level.available,
    level.committed,
    level.setAside,
    Number(level.isActive),
    level.readAt,
    level.readUntil,
    sameSince,
    level.readAt,
  );
}

/** `believeLevel` for every row of a batch that Shopify took. */
export function acceptBatch(
  ledger: Writer,
  idempotencyKey: string,
  { readAt, readUntil }: { readAt: ShopTime; readUntil: ShopTime },
): void {
  ledger.run(
    `INSERT INTO shop_level (inventory_item_id, location_id, available, is_active, read_at, read_until, same_since)
     SELECT inventory_item_id, location_id, after, 1, ?, ?, ? FROM batch_row WHERE idempotency_key = ? ${accepting}, ${keepingTheRest}`,
    readAt,
    readUntil,
    readUntil,
    idempotencyKey,
  );
}

/**
 * Our own write has moved levels by so many units, and was through at `movedUntil`: what was read of them before moves along, explained or not. It is no
 * reading: what orders have done since the last one is not in it.
 */
export function moveByBatch(
  ledger: Writer,
  rows: readonly (ShopLevelRef & { readonly before: number; readonly after: number })[],
  movedUntil: ShopTime,
): void {
  for (const { inventoryItemId, locationId, before, after } of rows)
    ledger.run(
      `UPDATE shop_level SET available = available + ?, observed = observed + ?, moved_until = max(moved_until, ?)
       WHERE inventory_item_id = ? AND location_id = ?`,
      after - before,
      after - before,
      movedUntil,
      inventoryItemId,
      locationId,
    );
}

/** Units by which an order has moved a level, somewhere between two instants of Shopify's. */
interface OrderMove extends ShopLevelRef {
  readonly units: number;
  readonly from: ShopTime;
  readonly to: ShopTime;
}

/**
 * An order moved a level by `units` somewhere between `from` and `to` (Shopify's time). What was read before must move
 * along; what was read after holds it already; in between it is in flight and the next reading tells. Read as before on both sides of it,
 * something else has moved the level against it: that reading is unexplained, until `judgeAt`.
 */
export function applyOrderEffect(ledger: Writer, effect: OrderMove, judgeAt: MonotonicTime): void {
  const { inventoryItemId, locationId, units, from, to } = effect;
  if (isHidden(ledger, effect))
    ledger.run(
      `UPDATE shop_level SET available = available + ?, observed = coalesce(observed, available),
         observed_aside = CASE WHEN observed IS NULL THEN set_aside ELSE observed_aside END,
         observed_committed = CASE WHEN observed IS NULL THEN committed ELSE observed_committed END,
         observed_at = coalesce(observed_at, read_at), judge_at = CASE WHEN observed IS NULL THEN ? ELSE judge_at END,
         ${keepingWhetherKept}
       WHERE inventory_item_id = ? AND location_id = ?`,
      units,
      judgeAt,
      inventoryItemId,
      locationId,
    );
  else
    ledger.run(
      `UPDATE shop_level SET
         available = available + CASE WHEN read_until < ? THEN ? ELSE 0 END,
         doubt = doubt + CASE WHEN read_until >= ? AND read_at <= ? THEN ? ELSE 0 END,
         unseen = max(0, unseen + CASE WHEN read_at > ? THEN min(0, ?) ELSE 0 END)
       WHERE inventory_item_id = ? AND location_id = ?`,
      from,
      units,
      from,
      to,
      units,
      to,
      units,
      inventoryItemId,
      locationId,
    );
  ledger.run(
    `UPDATE shop_level SET available = observed, set_aside = observed_aside, committed = observed_committed,
       committed_at = observed_at, observed = NULL, observed_at = NULL, doubt = 0
     WHERE inventory_item_id = ? AND location_id = ? AND observed IS NOT NULL
       AND observed + observed_aside IN (available + set_aside, available + set_aside + doubt)`,
    inventoryItemId,
    locationId,
  );
}

/** The level was read as before on both sides of the order. */
function isHidden(ledger: Reader, { inventoryItemId, locationId, from, to }: OrderMove): boolean {
  const sql = `SELECT 1 FROM shop_level
    WHERE inventory_item_id = ? AND location_id = ? AND same_since < ? AND read_at > ? AND doubt = 0`;
  return ledger.get(sql, inventoryItemId, locationId, from, to) !== undefined;
}

/** What is held of one level. */
export function levelState(
  ledger: Reader,
  inventoryItemId: string,
  locationId: string,
):
  | {
      available: number;
      committed: number;
      /** When it was read. */
      committedAt: ShopTime;
      setAside: number;
      /** Sold by orders that we have not seen: counted off until they are found. */
      unseen: number;
      isActive: boolean;
      inFlight: number;
      unconfirmed: number | null;
      /** With `unconfirmed`. */
      unconfirmedCommitted: number;
      unconfirmedSetAside: number;
      unconfirmedAt: ShopTime | null;
      /** Of an unconfirmed one: its position was kept equal when it was first there. */
      wasKept: boolean;
      /** Of an unconfirmed one: until then it waits for its order. */
      judgeAt: MonotonicTime;
      readAt: ShopTime;
      readUntil: ShopTime;
      /** Since then its item carries its SKU, and what the one before had promised may be missing among the orders we know; else null. */
      carriesSince: ShopTime | null;
    }
  | undefined {
  const row = ledger.get<{
    available: number;
    committed: number;
    committedAt: ShopTime;
    setAside: number;
    unseen: number;
    unconfirmedCommitted: number;
    unconfirmedSetAside: number;
    inFlight: number;
    read_at: ShopTime;
    read_until: ShopTime;
    is_active: number;
    unconfirmed: number | null;
    observed_at: ShopTime | null;
    was_kept: number;
    judge_at: MonotonicTime;
    carriesSince: ShopTime | null;
  }>(
    `SELECT available, committed, committed_at AS committedAt, set_aside AS setAside, unseen, is_active, doubt AS inFlight, observed AS unconfirmed,
       observed_committed AS unconfirmedCommitted, observed_aside AS unconfirmedSetAside, observed_at, was_kept, judge_at, read_at, read_until,
       carries_since AS carriesSince
     FROM shop_level LEFT JOIN shop_item USING (inventory_item_id)
     WHERE inventory_item_id = ? AND location_id = ?`,
    inventoryItemId,
    locationId,
  );
  return (
    row && {
      available: row.available,
      committed: row.committed,
      committedAt: row.committedAt,
      setAside: row.setAside,
      unseen: row.unseen,
      isActive: row.is_active === 1,
      inFlight: row.inFlight,
      unconfirmed: row.unconfirmed,
      unconfirmedCommitted: row.unconfirmedCommitted,
      unconfirmedSetAside: row.unconfirmedSetAside,
      unconfirmedAt: row.observed_at,
      wasKept: row.was_kept === 1,
      judgeAt: row.judge_at,
      readAt: row.read_at,
      readUntil: row.read_until,
      carriesSince: row.carriesSince,
    }
  );
}
