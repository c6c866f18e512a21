import type { PracticeRandom } from '../random.ts';

/**
 * What is wrong with an article or its counterpart in Shopify. Every name is a cause the match report must find:
 * - `missing`: flagged Webshop, no such SKU in Shopify
 * - `only-in-shopify`: an item whose SKU no article has (beside a sound one)
 * - `duplicate-sku`: two items with the same SKU
 * - `case`, `leading-zero-lost`, `comma-as-dot`, `excel-damaged`, `empty-sku`, `inner-space`, `dash-look-alike`,
 *   `upc-for-ean`: the SKU differs in that way
 * - `outer-space`: white space around the SKU; it matches all the same
 * - `untracked`, `bundle-parent`: Shopify keeps no quantity of its own
 * - `inactive-level`, `not-stocked`: at the last location
 * - `not-a-stock-item`, `out-of-use`: in EasyCashier, flagged Webshop nevertheless
 * - `no-row-in-store`: EasyCashier has no row for the last store
 */
export const catalogueTraps = [
  'missing',
  'only-in-shopify',
  'duplicate-sku',
  'case',
  'leading-zero-lost',
  'comma-as-dot',
  'excel-damaged',
  'empty-sku',
  'outer-space',
  'inner-space',
  'dash-look-alike',
  'upc-for-ean',
  'untracked',
  'bundle-parent',
  'inactive-level',
  'not-stocked',
  'not-a-stock-item',
  'out-of-use',
  'no-row-in-store',
] as const;
export type CatalogueTrap = (typeof catalogueTraps)[number];

/** Which article (by its place in the catalogue) carries which trap: 1.5 %, each kind at least once from 200 articles. */
export function planTraps(random: PracticeRandom, articles: number): Map<number, CatalogueTrap> {
  const atLeast =
    articles >= 200 ? catalogueTraps.length : Math.min(catalogueTraps.length, Math.floor(articles / 10));
  const wanted = Math.max(atLeast, Math.round(articles * 0.015));
  const plan = new Map<number, CatalogueTrap>();
  while (plan.size < wanted) {
    const place = random.integer(0, articles - 1);
    const trap = catalogueTraps[plan.size % catalogueTraps.length];
    if (trap !== undefined && !plan.has(place)) plan.set(place, trap);
  }
  return plan;
}
