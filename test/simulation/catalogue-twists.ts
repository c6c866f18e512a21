import { createPracticeRandom, type PracticeRandom } from '../../practice/random.ts';
import type { MassZero } from './mass-zero.ts';
import { MISTYPED } from './order-truth.ts';
import { attemptInShop, type Shops } from './shops.ts';

/**
 * What becomes of whole catalogues: items made anew, lists that are cut, articles that come and go between pages or cannot be read,
 * everything at 0.
 */
export interface CatalogueTwists {
  act(): void;
  /** All that there is can be read again. */
  calm(): void;
  /** When all else is quiet: EasyCashier cannot show one article, and another changes by what no report tells. Null in a seed without it. */
  hideOne(): HiddenArticle | null;
}

/** An article that EasyCashier cannot show for a while, and a position of another that has changed since. */
export interface HiddenArticle {
  readonly changed: { readonly articleNumber: string; readonly storeNumber: string };
  mend(): void;
}

/** Only some of the hard seeds know them: the others stay what they were. */
const SHARE = 0.5;

/** Draws of its own. Null in a seed without them. */
export function createCatalogueTwists(
  shops: Shops,
  seed: number,
  massZero: MassZero,
  isWhole: boolean,
): CatalogueTwists | null {
  const random = createPracticeRandom(`catalogue twists ${seed}`);
  if (!random.chance(isWhole ? 1 : SHARE)) return null;
  const { shopify, easycashier } = shops.practice;
  const records = createRecords(shops, seed);
  const labels = createLabels(shops, seed, isWhole);
  let isEmptied = false;
  const added: string[] = [];
  const events: readonly (() => void)[] = [
    () => makeAnew(shops, random, labels.everWrong),
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
        massZero.begun();
      });
    },
  ];
  return {
    act: () => {
      if (random.chance(0.12)) random.pick(events)();
      records.act();
      labels.act();
    },
    hideOne: records.hideOne,
    calm: () => {
      records.mend();
      labels.mend();
      shopify.settings.itemsShown = null;
    },
  };
}

/** Now and then EasyCashier cannot show an article, for a while. Draws of its own. */
function createRecords({ articles, stores, practice, tell }: Shops, seed: number) {
  const random = createPracticeRandom(`records ${seed}`);
  const late = createPracticeRandom(`records at quiet ${seed}`);
  const isDrawn = random.chance(0.4);
  const damaged = new Set<string>();
  const mend = () => {
    for (const article of damaged) practice.easycashier.setDamage(article, null);
    damaged.clear();
  };
  const act = () => {
    if (!isDrawn || !random.chance(0.08)) return;
    if (damaged.size > 0) return mend();
    const article = random.pick(articles);
    const damage = random.pick(['fails', 'odd'] as const);
    damaged.add(article);
    practice.easycashier.setDamage(article, damage);
    tell(`article ${article} cannot be shown (${damage})`);
  };
  const hideOne = (): HiddenArticle | null => {
    if (!late.chance(0.4)) return null;
    const { easycashier } = practice;
    const counted = articles.flatMap((articleNumber) =>
      easycashier.article(articleNumber)?.fields.webshop === true
        ? stores
            .filter((storeNumber) => (easycashier.balance(articleNumber, storeNumber) ?? 0) >= 1)
            .map((storeNumber) => ({ articleNumber, storeNumber }))
        : [],
    );
    if (counted.length === 0) return null;
    const changed = late.pick(counted);
    const others = articles.filter((articleNumber) => articleNumber !== changed.articleNumber);
    if (others.length === 0) return null;
    const hidden = late.pick(others);
    easycashier.setDamage(hidden, 'fails');
    easycashier.consume(changed.articleNumber, changed.storeNumber, 1);
    tell(`article ${hidden} cannot be shown (fails) while ${changed.articleNumber} is used up by 1`);
    return { changed, mend: () => easycashier.setDamage(hidden, null) };
  };
  return { act, mend, hideOne };
}

/**
 * Somebody types a wrong SKU, and mends it some time after it was sold. Draws of its own. `everWrong`: items of which an order may have
 * kept a wrong number. Were they made anew nobody could tell whose goods those are.
 */
function createLabels(shops: Shops, seed: number, isWhole: boolean) {
  const random = createPracticeRandom(`labels ${seed}`);
  const later = createPracticeRandom(`labels sold later ${seed}`);
  // Where a person answers at once she would have to say whose goods these are.
  const isDrawn = !isWhole && random.chance(0.4);
  const { shopify } = shops.practice;
  const wrong = new Map<string, string>();
  const everWrong = new Set<string>();
  const mend = () => {
    for (const [item, sku] of wrong)
      attemptInShop(shops, `${sku} is mended`, () => shopify.renameSku(item, sku));
    wrong.clear();
  };
  const order = (inventoryItemId: string, when: string) =>
    attemptInShop(shops, `an order for ${wrong.get(inventoryItemId)}, ${when}`, () =>
      shopify.placeOrder({ lines: [{ inventoryItemId, quantity: 1 }] }),
    );
  const act = () => {
    if (!isDrawn) return;
    // By then the program has seen the wrong number, and nobody can tell whose goods these are.
    const [sold] = wrong.keys();
    if (sold !== undefined && later.chance(0.15)) order(sold, 'some time later');
    if (!random.chance(0.08)) return;
    if (wrong.size > 0) return mend();
    const inventoryItemId = random.pick(shops.inventoryItems);
    const sku = shopify.items().find(({ id }) => id === inventoryItemId)?.sku ?? '';
    if (sku === '' || shopify.items().filter((one) => one.sku === sku).length > 1) return;
    attemptInShop(shops, `${sku} is mistyped`, () => shopify.renameSku(inventoryItemId, `${sku}${MISTYPED}`));
    wrong.set(inventoryItemId, sku);
    everWrong.add(inventoryItemId);
    order(inventoryItemId, 'at once');
  };
  return { act, mend, everWrong };
}

/** A product is deleted and made anew, with the SKU and the numbers of the old one. */
function makeAnew(shops: Shops, random: PracticeRandom, exceptions: ReadonlySet<string>): void {
  const { shopify } = shops.practice;
  const old = random.pick(shops.inventoryItems);
  const item = shopify.items().find(({ id }) => id === old);
  const isCopied = shopify.items().filter((one) => one.sku === item?.sku).length > 1;
  if (!item?.tracked || item.bundleParent || item.sku === '' || isCopied || exceptions.has(old)) return;
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
