import { createPracticeRandom, type PracticeRandom } from '../random.ts';
import type { Catalogue, CatalogueArticle, CatalogueStore } from './article.ts';
import { type Goods, goodsForTrap, nextGoods } from './goods.ts';
import { createNumbering } from './numbering.ts';
import { type CatalogueTrap, planTraps } from './traps.ts';
import { storageAreas, storeNames } from './vocabulary.ts';

export interface CatalogueOptions {
  readonly seed: number | string;
  readonly articles: number;
  readonly stores: number;
  /**
   * Default true. Without traps every article flagged Webshop is a stock item in use with a row in every store and a
   * sound counterpart in Shopify, stocked at every location.
   */
  readonly traps?: boolean;
}

/** The same options give the same catalogue, on every machine. */
export function generateCatalogue({
  seed,
  articles: wanted,
  stores: storeCount,
  traps = true,
}: CatalogueOptions): Catalogue {
  const random = createPracticeRandom(`catalogue ${seed}`);
  const numbering = createNumbering();
  const stores = Array.from({ length: storeCount }, (_, index) => catalogueStore(index));
  const trapped = traps ? planTraps(random, wanted) : new Map<number, CatalogueTrap>();
  const articles: CatalogueArticle[] = [];
  let waiting: Goods[] = [];
  while (articles.length < wanted) {
    const trap = trapped.get(articles.length);
    if (trap) {
      articles.push(trappedArticle(random, goodsForTrap(random, numbering, trap), stores, trap));
      continue;
    }
    if (waiting.length === 0) waiting = nextGoods(random, numbering);
    const goods = waiting.shift();
    if (goods) articles.push(soundArticle(random, goods, stores));
  }
  return { seed, stores, articles };
}

function catalogueStore(index: number): CatalogueStore {
  const name = storeNames[index % storeNames.length] ?? '';
  const round = Math.floor(index / storeNames.length) + 1;
  return {
    storeNumber: String(index + 1),
    storeName: round === 1 ? name : `${name} ${round}`,
  };
}

function soundArticle(
  random: PracticeRandom,
  goods: Goods,
  stores: readonly CatalogueStore[],
): CatalogueArticle {
  const stockItem = goods.articleType === 'PRODUCT';
  const notInUse = random.chance(0.03);
  const webshop = stockItem && !notInUse && random.chance(0.85);
  const stocked = stores.filter(() => webshop || random.chance(0.8));
  return {
    ...goods,
    stockItem,
    webshop,
    notInUse,
    storageArea: stockItem && random.chance(0.3) ? random.pick(storageAreas) : null,
    orderPoint: stockItem && random.chance(0.2) ? random.integer(1, 10) : null,
    stock: stockItem ? balances(random, stocked, goods.looseWeight) : {},
    trap: null,
  };
}

/** A sound Webshop article but for what the trap says about EasyCashier. */
function trappedArticle(
  random: PracticeRandom,
  goods: Goods,
  stores: readonly CatalogueStore[],
  trap: CatalogueTrap,
): CatalogueArticle {
  const stocked = trap === 'no-row-in-store' ? stores.slice(0, -1) : stores;
  const stockItem = trap !== 'not-a-stock-item';
  return {
    ...goods,
    stockItem,
    webshop: true,
    notInUse: trap === 'out-of-use',
    storageArea: null,
    orderPoint: null,
    stock: stockItem ? balances(random, stocked, false) : {},
    trap,
  };
}

function balances(
  random: PracticeRandom,
  stores: readonly CatalogueStore[],
  loose: boolean,
): Record<string, number> {
  const stock: Record<string, number> = {};
  for (const { storeNumber } of stores) {
    stock[storeNumber] = loose ? random.integer(0, 320) / 8 : pieces(random);
  }
  return stock;
}

/** Mostly a handful; sometimes none, sometimes a pallet, once in a while sold before it was entered. */
function pieces(random: PracticeRandom): number {
  const kind = random.next();
  if (kind < 0.1) return 0;
  if (kind < 0.11) return -random.integer(1, 3);
  if (kind < 0.95) return random.integer(1, 30);
  return random.integer(31, 400);
}
