/**
 * The truth of both practice shops, cell by cell, without asking anybody who keeps them equal: what each side shows,
 * and whether every web order's goods left EasyCashier exactly once.
 */
import type { Practice } from './shops.ts';

/** An article with exactly one partner in Shopify that can be written. */
interface Pair {
  readonly articleNumber: string;
  readonly inventoryItemId: string;
}

/** Why two sides do not agree. Quantities in the article's unit. */
export interface Disagreement {
  readonly kind: 'quantity' | 'bookedTwice' | 'wronglyBooked';
  readonly articleNumber: string;
  readonly storeNumber: string;
  /** What Shopify should show, or what the order took from stock there. */
  readonly expected: number;
  readonly found: number;
  /** The order's name or the comment that came twice. */
  readonly reference: string | null;
}

interface StoreComparison {
  readonly storeNumber: string;
  readonly storeName: string;
  readonly cells: number;
  readonly equal: number;
  /** Pairs of an order and a cell it took goods from or gave goods back to. */
  readonly effects: number;
  readonly bookedOnce: number;
}

export interface Comparison {
  readonly articles: number;
  readonly stores: readonly StoreComparison[];
  readonly disagreements: readonly Disagreement[];
}

export interface ComparisonOptions {
  /** The order a stock booking in EasyCashier was made for, by its comment. */
  readonly orderNameOf: (comment: string) => string | null;
  /** Orders from before this instant are nobody's business. Milliseconds. */
  readonly since?: number;
}

/** Webshop articles with one partner each, as both shops themselves know them. */
export function pairs({ easycashier, shopify }: Practice): Pair[] {
  const bySku = Map.groupBy(shopify.items(), ({ sku }) => sku.trim());
  return Array.from(easycashier.articles()).flatMap(({ fields }) => {
    const [item, ...others] = bySku.get(fields.articleNumber.trim()) ?? [];
    const isKept = fields.webshop && fields.stockItem && !fields.notInUse;
    if (!isKept || !item?.tracked || item.bundleParent || others.length > 0) return [];
    return [{ articleNumber: fields.articleNumber, inventoryItemId: item.id }];
  });
}

export function compareShops(practice: Practice, options: ComparisonOptions): Comparison {
  const articles = pairs(practice);
  const disagreements: Disagreement[] = [];
  const stores = practice.places.map((place) => {
    const counts = { cells: 0, equal: 0, effects: 0, bookedOnce: 0 };
    for (const pair of articles) {
      const balance = practice.easycashier.balance(pair.articleNumber, place.storeNumber);
      if (balance === undefined) continue;
      const cell = { articleNumber: pair.articleNumber, storeNumber: place.storeNumber };
      const level = practice.shopify.level(pair.inventoryItemId, place.locationId);
      const expected = Math.max(0, Math.floor(balance));
      const found = level?.isActive ? level.available : 0;
      counts.cells += 1;
      if (found === expected) counts.equal += 1;
      else disagreements.push({ ...cell, kind: 'quantity', expected, found, reference: null });

      const effects = orderEffects(practice, pair, place, options);
      disagreements.push(...effects.disagreements);
      counts.effects += effects.count;
      counts.bookedOnce += effects.bookedOnce;
    }
    return { storeNumber: place.storeNumber, storeName: place.storeName, ...counts };
  });
  return { articles: articles.length, stores, disagreements };
}

/** What each order moved in Shopify against what EasyCashier was told, for one cell. */
function orderEffects(
  { easycashier, shopify }: Practice,
  { articleNumber, inventoryItemId }: Pair,
  { storeNumber, locationId }: Practice['places'][number],
  { orderNameOf, since = 0 }: ComparisonOptions,
): { count: number; bookedOnce: number; disagreements: Disagreement[] } {
  const taken = new Map<string, number>();
  const comments = new Set<string>();
  const wrong = new Set<string>();
  const disagreements: Disagreement[] = [];
  const cell = { articleNumber, storeNumber };
  const add = (name: string, delta: number) => taken.set(name, (taken.get(name) ?? 0) + delta);

  for (const { cause, comment = '', delta } of easycashier.history(articleNumber, storeNumber)) {
    const name = cause === 'api' ? orderNameOf(comment) : null;
    if (name === null) continue;
    if (comments.has(comment)) {
      wrong.add(name);
      disagreements.push({ ...cell, kind: 'bookedTwice', expected: 0, found: delta, reference: comment });
    }
    comments.add(comment);
    add(name, delta);
  }
  const gone = new Map<string, number>();
  for (const { reference, delta } of shopify.history(inventoryItemId, locationId)) {
    const order = reference.includes('/Order/') ? shopify.order(reference) : undefined;
    if (!order || order.test || order.createdAt < since) continue;
    gone.set(order.name, (gone.get(order.name) ?? 0) + delta);
  }
  for (const order of shopify.orders().filter(({ test, createdAt }) => !test && createdAt >= since)) {
    for (const one of order.unmoved)
      if (one.inventoryItemId === inventoryItemId && one.locationId === locationId)
        gone.set(order.name, (gone.get(order.name) ?? 0) + one.delta);
  }
  const names = new Set([...taken.keys(), ...gone.keys()]);
  for (const name of names) {
    const [expected, found] = [gone.get(name) ?? 0, taken.get(name) ?? 0];
    if (Math.abs(expected - found) < 1e-9) continue;
    wrong.add(name);
    disagreements.push({ ...cell, kind: 'wronglyBooked', expected, found, reference: name });
  }
  return { count: names.size, bookedOnce: names.size - wrong.size, disagreements };
}
