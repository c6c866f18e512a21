/** What a person does in the practice shops from the window: rings up sales, orders on the web, lets a side play dead. */
import { Refusal } from '../../engine/refusal.ts';
import type { Practice } from '../../practice/shops.ts';
import type { PracticeGoods } from '../../shared/contract/host.ts';

type Side = 'easycashier' | 'shopify';
type Order = NonNullable<ReturnType<Practice['shopify']['order']>>;

/** Longer than anybody practises. */
const FOR_EVER = 1_000_000_000;

export interface PracticeActs {
  readonly away: () => Side[];
  goods(search: string, limit: number): PracticeGoods[];
  till(
    what: 'sell' | 'return' | 'deliver' | 'count',
    articleNumber: string,
    storeNumber: string,
    quantity: number,
  ): PracticeGoods;
  orders(): OrderView[];
  order(articleNumber: string, quantity: number, storeNumber: string | undefined): OrderView;
  cancelOrder(name: string): OrderView;
  changeInShopify(articleNumber: string, storeNumber: string, quantity: number): PracticeGoods;
  setAway(side: Side, away: boolean): void;
}

interface OrderView {
  order: string;
  name: string;
  lines: { sku: string; title: string; quantity: number }[];
  cancelled: boolean;
}

export function practiceActs(practice: Practice): PracticeActs {
  const { easycashier, shopify } = practice;
  const away = new Set<Side>();
  return {
    away: () => [...away],
    goods: (search, limit) => searchGoods(practice, search, limit),
    till: (what, articleNumber, storeNumber, quantity) => {
      // Refused before anything is done: an article that is unknown, then a store.
      goodsView(practice, articleNumber);
      placeOf(practice, storeNumber);
      easycashier[what === 'return' ? 'returnSale' : what](articleNumber, storeNumber, quantity);
      return goodsView(practice, articleNumber);
    },
    orders: () =>
      shopify
        .orders()
        .slice(-20)
        .reverse()
        .map((order) => orderView(order)),
    order: (articleNumber, quantity, storeNumber) => {
      const inventoryItemId = itemOf(practice, articleNumber);
      const place = storeNumber === undefined ? undefined : placeOf(practice, storeNumber);
      const made = shopify.placeOrder({
        lines: [{ inventoryItemId, quantity }],
        ...(place ? { locationId: place.locationId } : {}),
      });
      return orderView(shopify.order(made.id) ?? made);
    },
    cancelOrder: (name) => cancelOrder(practice, name),
    changeInShopify: (articleNumber, storeNumber, quantity) => {
      const { locationId } = placeOf(practice, storeNumber);
      shopify.adminSetAvailable(itemOf(practice, articleNumber), locationId, quantity);
      return goodsView(practice, articleNumber);
    },
    setAway: (side, isAway) => {
      const { faults } = side === 'easycashier' ? easycashier : shopify;
      faults.clear();
      if (isAway) faults.add({ kind: 'status-503', times: FOR_EVER });
      if (isAway) away.add(side);
      else away.delete(side);
    },
  };
}

/** At most `limit` articles whose number or name contains `search`; without one, those that are on both sides. */
function searchGoods(practice: Practice, search: string, limit: number): PracticeGoods[] {
  const wanted = search.trim().toLowerCase();
  const found: PracticeGoods[] = [];
  for (const { fields } of practice.easycashier.articles()) {
    if (found.length >= limit) break;
    const text = `${fields.articleNumber} ${fields.description}`.toLowerCase();
    // What can be sold on both sides; the traps of the catalogue are for the match report.
    if (!text.includes(wanted) || !fields.stockItem || fields.notInUse) continue;
    if (wanted === '' && practice.shopify.itemIdBySku(fields.articleNumber) === undefined) continue;
    found.push(goodsView(practice, fields.articleNumber));
  }
  return found;
}

function cancelOrder({ shopify }: Practice, name: string): OrderView {
  const all = shopify.orders();
  const order = all.find((one) => one.name === name);
  if (!order) {
    throw new Refusal('badChoice', { choice: name, choices: all.map((one) => one.name).join(', ') });
  }
  if (order.cancelledAt === null) shopify.cancelOrder(order.id, { restock: true });
  return orderView(shopify.order(order.id) ?? order);
}

/** An article with its stock on both sides. */
function goodsView({ easycashier, shopify, places }: Practice, articleNumber: string): PracticeGoods {
  const article = easycashier.article(articleNumber);
  if (!article) throw new Refusal('unknownArticle', { article: articleNumber });
  const item = shopify.itemIdBySku(articleNumber);
  return {
    articleNumber,
    name: article.fields.description,
    isWebshop: article.fields.webshop,
    cells: places.map(({ storeNumber, locationId }) => ({
      storeNumber,
      easycashier: article.balances[storeNumber] ?? null,
      shopify: item === undefined ? null : (shopify.level(item, locationId)?.available ?? null),
    })),
  };
}

function placeOf({ places }: Practice, storeNumber: string): Practice['places'][number] {
  const place = places.find((one) => one.storeNumber === storeNumber);
  if (!place) throw new Refusal('unknownStore', { store: storeNumber });
  return place;
}

function itemOf({ shopify }: Practice, articleNumber: string): string {
  const item = shopify.itemIdBySku(articleNumber);
  if (item === undefined) throw new Refusal('unknownArticle', { article: articleNumber });
  return item;
}

function orderView(order: Order): OrderView {
  return {
    order: order.id,
    name: order.name,
    lines: order.lines.map(({ sku, title, quantity }) => ({ sku: sku ?? '', title, quantity })),
    cancelled: order.cancelledAt !== null,
  };
}
