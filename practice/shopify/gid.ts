import type { Item, Level } from './state.ts';

/** Global ids as Shopify writes them: `gid://shopify/<Type>/<number>`. */

export const itemGid = (item: Item) => `gid://shopify/InventoryItem/${item.number}`;

/** The part of a level's id that stands for its location is a number of its own, not the location's. */
const levelOffset = 38_600_000_333;
export const levelGid = (item: Item, level: Level) =>
  `gid://shopify/InventoryLevel/${level.location.number + levelOffset}?inventory_item_id=${item.number}`;

/** The number of a gid of this type, or undefined if it is another type's or malformed. */
export function gidNumber(type: string, id: string): number | undefined {
  const prefix = `gid://shopify/${type}/`;
  if (!id.startsWith(prefix)) return undefined;
  const number = Number(id.slice(prefix.length));
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}

/** Location number and item number of a level's gid. */
export function levelNumbers(id: string): { readonly location: number; readonly item: number } | undefined {
  const match = /^gid:\/\/shopify\/InventoryLevel\/(\d+)\?inventory_item_id=(\d+)$/.exec(id);
  return match ? { location: Number(match[1]) - levelOffset, item: Number(match[2]) } : undefined;
}

/** The digits at the end of a gid: `legacyResourceId`, exact at any size. */
export const legacyId = (id: string) => id.slice(id.lastIndexOf('/') + 1).replace(/\?.*$/, '');

let lastSecond = Number.NaN;
let lastText = '';

/** `2026-11-23T08:00:00Z`: Shopify shows whole seconds. Neighbours in a list mostly share theirs. */
export function isoSeconds(ms: number): string {
  const second = Math.floor(ms / 1000);
  if (second !== lastSecond) {
    lastText = `${new Date(second * 1000).toISOString().slice(0, 19)}Z`;
    lastSecond = second;
  }
  return lastText;
}
