import { createPracticeRandom, type PracticeRandom } from '../random.ts';
import type { Catalogue, CatalogueArticle } from './article.ts';
import type { CatalogueTrap } from './traps.ts';

/** One variant with its inventory item, as the shop's staff once entered it in Shopify. */
export interface ShopifySideItem {
  /** The article it was meant for; null for an item that is in Shopify only. */
  readonly articleNumber: string | null;
  readonly sku: string;
  readonly product: string;
  readonly variant: string | null;
  readonly barcode: string | null;
  /** Kronor. */
  readonly price: number;
  readonly tracked: boolean;
  readonly bundle: boolean;
  /** A location left out has never stocked the item. */
  readonly levels: readonly ShopifySideLevel[];
  readonly trap: CatalogueTrap | null;
}

interface ShopifySideLevel {
  /** At the location of this store. */
  readonly storeNumber: string;
  readonly available: number;
  readonly active: boolean;
}

/**
 * Shopify's side of the catalogue: every Webshop article, a quarter of the other goods, and what the traps do to them.
 * Starting quantities differ from EasyCashier's in about four cells of five.
 */
export function shopifySide(catalogue: Catalogue): ShopifySideItem[] {
  const random = createPracticeRandom(`shopify ${catalogue.seed}`);
  const items: ShopifySideItem[] = [];
  for (const article of catalogue.articles) {
    if (article.trap) items.push(...trappedItems(random, catalogue, article, article.trap));
    else if (article.webshop || (article.stockItem && random.chance(0.25))) {
      items.push(soundItem(random, catalogue, article));
    }
  }
  return items;
}

function soundItem(random: PracticeRandom, catalogue: Catalogue, article: CatalogueArticle): ShopifySideItem {
  return {
    articleNumber: article.articleNumber,
    sku: article.articleNumber,
    product: article.product,
    variant: article.variant,
    barcode: article.barcode,
    price: article.retailPriceIncludingVat,
    tracked: true,
    bundle: false,
    levels: catalogue.stores.map(({ storeNumber }) => ({
      storeNumber,
      available: startingQuantity(random, article.stock[storeNumber] ?? 0),
      active: true,
    })),
    trap: article.trap,
  };
}

function startingQuantity(random: PracticeRandom, balance: number): number {
  const target = Math.max(0, Math.floor(balance));
  if (random.chance(0.2)) return target;
  const off = random.integer(1, 6);
  return random.chance(0.5) && target >= off ? target - off : target + off;
}

function trappedItems(
  random: PracticeRandom,
  catalogue: Catalogue,
  article: CatalogueArticle,
  trap: CatalogueTrap,
): ShopifySideItem[] {
  const item = soundItem(random, catalogue, article);
  const { sku, levels } = item;
  switch (trap) {
    case 'missing':
      return [];
    case 'only-in-shopify':
      return [
        item,
        { ...item, articleNumber: null, sku: `WEB-${sku}`, product: `${item.product}, endast webb` },
      ];
    case 'duplicate-sku':
      return [item, { ...item, product: `${item.product} (kopia)` }];
    case 'untracked':
      return [{ ...item, tracked: false }];
    case 'bundle-parent':
      return [{ ...item, bundle: true, product: `${item.product}, paket` }];
    case 'inactive-level':
      return [{ ...item, levels: levels.with(-1, { ...lastOf(levels), available: 0, active: false }) }];
    case 'not-stocked':
      return [{ ...item, levels: levels.slice(0, -1) }];
    default:
      return [{ ...item, sku: damagedSku(sku, trap) }];
  }
}

function lastOf(levels: readonly ShopifySideLevel[]): ShopifySideLevel {
  const last = levels.at(-1);
  if (!last) throw new RangeError('a catalogue with traps needs a store');
  return last;
}

function damagedSku(sku: string, trap: CatalogueTrap): string {
  switch (trap) {
    case 'case':
      return sku.toLowerCase();
    case 'leading-zero-lost':
      return sku.replace(/^0+/, '');
    case 'comma-as-dot':
      return sku.replace(',', '.');
    case 'excel-damaged':
      // A Swedish Excel shows 7310000000013 as 7,31E+12, and saves what it shows.
      return `${sku[0]},${sku.slice(1, 3)}E+${sku.length - 1}`;
    case 'empty-sku':
      return '';
    case 'outer-space':
      return ` ${sku} `;
    case 'inner-space':
      return sku.replace('-', ' -');
    case 'dash-look-alike':
      return sku.replaceAll('-', '–');
    case 'upc-for-ean':
      return sku.slice(1);
    default:
      return sku;
  }
}
