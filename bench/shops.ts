import { createPracticeEasyCashier, type PracticeEasyCashier } from '../practice/easycashier/backoffice.ts';
import { createPracticeShopify, type PracticeShopify } from '../practice/shopify/shop.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** Both practice shops with the same articles; the webshop shows `short` units less than the tills in every cell. */
export interface Shops {
  readonly easycashier: PracticeEasyCashier;
  readonly shopify: PracticeShopify;
  readonly articleNumbers: readonly string[];
  readonly places: readonly { readonly storeNumber: string; readonly locationId: string }[];
  readonly credentials: {
    readonly easycashier: { readonly company: string; readonly username: string; readonly password: string };
    readonly shopify: { readonly shop: string; readonly clientId: string; readonly clientSecret: string };
  };
}

export interface ShopsOptions {
  readonly clock: VirtualClock;
  readonly articles: number;
  readonly stores: number;
  readonly short: number;
  /** Units of every article in each store, or one to 49 more. Default 50. */
  readonly units?: number;
  /** How far Shopify's search for orders is behind. Default 0. */
  readonly searchLagMs?: number;
  /** Takes the practice Shopify's webhooks. */
  readonly deliver?: (request: Request) => Promise<Response>;
}

export function openShops(options: ShopsOptions): Shops {
  const { clock, articles, stores, short, units: least = 50, searchLagMs = 0, deliver } = options;
  const credentials = {
    easycashier: { company: '556677-8899', username: 'bench', password: 'bench' },
    shopify: { shop: 'bench.myshopify.com', clientId: 'bench', clientSecret: 'shpss_bench' },
  };
  const storeNumbers = Array.from({ length: stores }, (_, n) => String(n + 1));
  const easycashier = createPracticeEasyCashier({
    clock,
    ...credentials.easycashier,
    stores: storeNumbers.map((storeNumber) => ({ storeNumber, storeName: `Butik ${storeNumber}` })),
    tokenLifetimeSeconds: 24 * 3_600,
  });
  const shopify = createPracticeShopify({
    clock,
    ...credentials.shopify,
    recordHistory: false,
    searchLagMs,
    ...(deliver ? { deliver } : {}),
  });
  const places = storeNumbers.map((storeNumber) => ({
    storeNumber,
    locationId: shopify.addLocation({ name: `Butik ${storeNumber}` }).id,
  }));
  const articleNumbers = Array.from({ length: articles }, (_, n) => String(n + 1).padStart(6, '0'));
  articleNumbers.forEach((articleNumber, n) => {
    const units = least + (n % 50);
    easycashier.addArticle({
      articleNumber,
      description: `Artikel ${articleNumber}`,
      webshop: true,
      stock: Object.fromEntries(storeNumbers.map((storeNumber) => [storeNumber, units])),
    });
    const levels = places.map(({ locationId }) => ({ locationId, available: units - short }));
    shopify.addItem({ sku: articleNumber, levels });
  });
  return { easycashier, shopify, articleNumbers, places, credentials };
}
