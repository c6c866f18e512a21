/** Branded identifiers. All are strings for ever: Shopify's numbers exceed 2^53 and article numbers keep their zeros. */
import { z } from 'zod';

/** EasyCashier's Artikelnummer: immutable, case and leading zeros kept, outer white space trimmed. */
export const articleNumber = z.string().trim().min(1).max(200).brand<'ArticleNumber'>();
export type ArticleNumber = z.infer<typeof articleNumber>;

/** EasyCashier's store number, as text. */
export const storeNumber = z
  .union([z.string(), z.number().int()])
  .transform((value) => String(value).trim())
  .pipe(z.string().min(1).max(50).brand<'StoreNumber'>());
export type StoreNumber = z.output<typeof storeNumber>;

/** `gid://shopify/Location/…` */
export const locationId = z
  .string()
  .regex(/^gid:\/\/shopify\/Location\/\d+$/)
  .brand<'LocationId'>();
export type LocationId = z.infer<typeof locationId>;

/** `gid://shopify/InventoryItem/…` */
export const inventoryItemId = z
  .string()
  .regex(/^gid:\/\/shopify\/InventoryItem\/\d+$/)
  .brand<'InventoryItemId'>();
export type InventoryItemId = z.infer<typeof inventoryItemId>;

/** `gid://shopify/Order/…` */
export const orderId = z
  .string()
  .regex(/^gid:\/\/shopify\/Order\/\d+$/)
  .brand<'OrderId'>();
export type OrderId = z.infer<typeof orderId>;

/** One article in one store: the unit of balances, plan rows, pushes, receipts and log lines. */
export interface Cell {
  readonly articleNumber: ArticleNumber;
  readonly storeNumber: StoreNumber;
}

/** A key for maps. No article number holds a line feed. */
export function cellKey(cell: Cell): string {
  return `${cell.articleNumber}\n${cell.storeNumber}`;
}

/**
 * Reads what a person pastes as a location: Shopify's admin address
 * (`https://x.myshopify.com/admin/settings/locations/57770000111`, also `admin.shopify.com/store/x/settings/…`),
 * a gid or the bare number. Null when it is none of these.
 */
export function parseLocation(text: string): LocationId | null {
  const trimmed = text.trim();
  const match =
    /^(\d{1,20})$/.exec(trimmed) ??
    /^gid:\/\/shopify\/Location\/(\d{1,20})$/.exec(trimmed) ??
    /^(?:https:\/\/)?[\w.-]+\/(?:.*\/)?locations\/(\d{1,20})(?:[/?#].*)?$/.exec(trimmed);
  return match ? locationId.parse(`gid://shopify/Location/${match[1]}`) : null;
}
