import { createPracticeRandom, type PracticeRandom } from '../../practice/random.ts';
import { attemptInShop, type Shops } from './shops.ts';

/** What becomes of whole catalogues: items made anew, lists that are cut, articles that come and go between pages, everything at 0. */
export interface CatalogueTwists {
  act(): void;
  /** Shopify shows all its items again. */
  calm(): void;
}

/** Only some of the hard seeds know them: the others stay what they were. */
const SHARE = 0.5;

/** Draws of its own. Null in a seed without them. */
export function createCatalogueTwists(shops: Shops, seed: number, isWhole: boolean): CatalogueTwists | null {
  const random = createPracticeRandom(`catalogue twists ${seed}`);
  if (!random.chance(isWhole ? 1 : SHARE)) return null;
  const { shopify, easycashier } = shops.practice;
  let isEmptied = false;
  const added: string[] = [];
  const events: readonly (() => void)[] = [
    () => makeAnew(shops, random),
    () => {
      shopify.settings.itemsShown = random.pick([null, null, 0, 2, 5]);
      shops.tell(`Shopify lists ${shopify.settings.itemsShown ?? 'all'} items`);
    },
    () => {
      const last = added.pop();
      if (last !== undefined) {
        easycashier.removeArticle(last);
        return shops.tell(`article ${last} goes`);
      }
      // Sorts before all others, so that every row shifts.
      const articleNumber = `00-${shopify.now()}`;
      easycashier.addArticle({ articleNumber, description: 'Tillfällig' });
      added.push(articleNumber);
      shops.tell(`article ${articleNumber} comes`);
    },
    () => sellLate(shops, random),
    () => {
      if (isEmptied || !random.chance(0.3)) return;
      isEmptied = true;
      attemptInShop(shops, 'everything is counted to 0', () => {
        for (const article of shops.articles)
          for (const store of shops.stores) easycashier.count(article, store, 0);
      });
    },
  ];
  return {
    act: () => {
      if (random.chance(0.12)) random.pick(events)();
    },
    calm: () => {
      shopify.settings.itemsShown = null;
    },
  };
}

/** A product is deleted and made anew, with the SKU and the numbers of the old one. */
function makeAnew(shops: Shops, random: PracticeRandom): void {
  const { shopify } = shops.practice;
  const old = random.pick(shops.inventoryItems);
  const item = shopify.items().find(({ id }) => id === old);
  const isCopied = shopify.items().filter((one) => one.sku === item?.sku).length > 1;
  if (!item?.tracked || item.bundleParent || item.sku === '' || isCopied) return;
  attemptInShop(shops, `${item.sku} is made anew`, () => {
    const levels = shops.locations.map((locationId) => ({
      locationId,
      available: Math.max(0, shopify.available(old, locationId)),
    }));
    shopify.deleteItem(old);
    shops.renew(old, shopify.addItem({ sku: item.sku, levels }));
  });
}

/** A register that was offline delivers what it sold yesterday, or earlier today. */
function sellLate(shops: Shops, random: PracticeRandom): void {
  const { easycashier } = shops.practice;
  const article = random.pick(shops.articles);
  const store = random.pick(shops.stores);
  if ((easycashier.balance(article, store) ?? 0) < 1) return;
  attemptInShop(shops, `sell ${article} @${store} 1, told late`, () => {
    easycashier.sellLate(article, store, 1, random.integer(1, 20));
  });
}
