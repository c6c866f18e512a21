import { Refusal } from '../refusal.ts';

/** What a person pastes to connect Shopify. The words for each are in `field.{name}` of the dictionary. */
export type LoginField = 'shop' | 'clientId' | 'clientSecret' | 'accessToken' | 'apiSecret';

type Stray =
  | 'strayDash'
  | 'strayEllipsis'
  | 'strayMask'
  | 'strayBlank'
  | 'strayInvisible'
  | 'strayQuote'
  | 'strayOther';

/** What copying leaves in a text, the most telling first; no key of Shopify's holds any of it (real-world.md, nextauth#8452, wp-shopify#84). */
const strays: readonly [Stray, RegExp][] = [
  ['strayMask', /[\u2022\u25cf\u00b7\u2219]|\*{3,}/u],
  ['strayEllipsis', /\u2026|\.{3,}/u],
  ['strayDash', /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/u],
  ['strayInvisible', /[\p{Cf}\p{Cc}\u00a0\u2000-\u200a\u202f\u205f\u3000\u115f\u3164]/u],
  ['strayBlank', /[\s\p{Z}]/u],
  ['strayQuote', /^["'`]|["'`]$|[\u2018-\u201f\u00ab\u00bb\u00b4]/u],
  ['strayOther', /[^\x20-\x7e]/u],
];

/**
 * A text that copying has damaged is told before it is used: as a key it could not even be sent. Blanks around it do not count.
 * The refusal says which field, what is wrong and at which sign of it, counted from 1; never what the text is.
 * @throws Refusal `shopifyStrayCharacter`
 */
export function requirePlain(field: LoginField, text: string): void {
  const trimmed = text.trim();
  for (const [why, pattern] of strays) {
    const found = pattern.exec(trimmed);
    if (found === null) continue;
    const at = [...trimmed.slice(0, found.index)].length + 1;
    throw new Refusal('shopifyStrayCharacter', { field, why, at });
  }
}

/**
 * `name.myshopify.com`, from the name alone, from that address, or from one of the admin's as a browser shows it
 * (`admin.shopify.com/store/name/…`).
 * @throws Refusal `shopifyBadAddress`, `shopifyStrayCharacter`
 */
export function shopAddress(text: string): string {
  const [host = '', ...path] = text
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .split(/[/?#]/);
  const named = host === 'admin.shopify.com' && path[0] === 'store' ? (path[1] ?? '') : host;
  const shop = named.includes('.') ? named : `${named}.myshopify.com`;
  if (/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/.test(shop)) return shop;
  // A key in the wrong field is not shown.
  if (/shp[a-z]{2,3}_/i.test(text)) throw new Refusal('shopifyBadAddress', { shop: '•••' });
  if (!/[ \t]/.test(text.trim())) requirePlain('shop', text);
  throw new Refusal('shopifyBadAddress', { shop: text });
}
