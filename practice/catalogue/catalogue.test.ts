import { describe, expect, test } from 'vitest';
import { generateCatalogue } from './catalogue.ts';
import { withCheckDigit } from './numbering.ts';
import { type ShopifySideItem, shopifySide } from './shopify-side.ts';
import { type CatalogueTrap, catalogueTraps } from './traps.ts';

const big = generateCatalogue({ seed: 7, articles: 5000, stores: 3 });
const small = generateCatalogue({ seed: 7, articles: 200, stores: 2 });

test('the same seed gives the same catalogue, another seed another', () => {
  expect(generateCatalogue({ seed: 7, articles: 200, stores: 2 })).toEqual(small);
  expect(shopifySide(small)).toEqual(shopifySide(small));
  expect(generateCatalogue({ seed: 8, articles: 200, stores: 2 })).not.toEqual(small);
});

test('article numbers are unique, barcodes valid', () => {
  expect(new Set(big.articles.map(({ articleNumber }) => articleNumber)).size).toBe(5000);
  for (const { barcode } of big.articles) {
    if (barcode !== null) expect(barcode).toBe(withCheckDigit(barcode.slice(0, 12)));
  }
  expect(withCheckDigit('400638133393')).toBe('4006381333931');
});

test('holds every kind of article', () => {
  const some = (holds: (article: (typeof big.articles)[number]) => boolean) =>
    expect(big.articles.filter(holds).length).toBeGreaterThan(10);
  some(({ articleNumber }) => /^\d+-[A-ZÅÄÖ]{2}-(XS|S|M|L|XL)$/.test(articleNumber));
  some(({ articleNumber }) => /^0\d+$/.test(articleNumber));
  some(({ articleNumber }) => articleNumber.includes(','));
  some(({ articleNumber }) => articleNumber.includes('.'));
  some(({ looseWeight, webshop, stock }) => looseWeight && webshop && !Number.isInteger(stock['1']));
  some(({ articleType, stockItem }) => articleType === 'SERVICE' && !stockItem);
  some(({ webshop }) => !webshop);
  some(({ notInUse }) => notInUse);
  some(({ stock, stockItem }) => stockItem && Object.keys(stock).length < 3);
});

test('stores have Swedish names', () => {
  expect(small.stores).toEqual([
    { storeNumber: '1', storeName: 'Butiken i Solna' },
    { storeNumber: '2', storeName: 'Lagret i Borås' },
  ]);
});

test('most cells start out of step', () => {
  const stock = new Map(big.articles.map((article) => [article.articleNumber, article.stock]));
  const differing = shopifySide(big).flatMap(({ articleNumber, levels }) =>
    levels.map(
      ({ storeNumber, available }) =>
        available !== Math.max(0, Math.floor(stock.get(articleNumber ?? '')?.[storeNumber] ?? 0)),
    ),
  );
  const share = differing.filter(Boolean).length / differing.length;
  expect(share).toBeGreaterThan(0.7);
  expect(share).toBeLessThan(0.9);
});

test('without traps every Webshop article has one sound counterpart', () => {
  const sound = generateCatalogue({ seed: 7, articles: 1000, stores: 2, traps: false });
  const items = new Map(shopifySide(sound).map((item) => [item.sku, item]));
  for (const { articleNumber, webshop, stockItem, notInUse, stock, trap } of sound.articles) {
    expect(trap).toBeNull();
    if (!webshop) continue;
    expect({ stockItem, notInUse, rows: Object.keys(stock) }).toEqual({
      stockItem: true,
      notInUse: false,
      rows: ['1', '2'],
    });
    expect(items.get(articleNumber)).toMatchObject({ tracked: true, bundle: false, levels: [{}, {}] });
  }
  expect(items.size).toBe(shopifySide(sound).length);
});

describe('traps', () => {
  test('1.5 % of a big catalogue, each at least once from 200 articles, a few in a small one', () => {
    expect(big.articles.filter(({ trap }) => trap).length).toBe(75);
    expect(new Set(small.articles.map(({ trap }) => trap))).toEqual(new Set([...catalogueTraps, null]));
    expect(
      generateCatalogue({ seed: 1, articles: 30, stores: 1 }).articles.filter(({ trap }) => trap),
    ).toHaveLength(3);
  });

  const ofTrap = (trap: CatalogueTrap) => {
    const article = small.articles.find((candidate) => candidate.trap === trap);
    if (!article) throw new Error(`no article with ${trap}`);
    expect(article.webshop).toBe(true);
    const { articleNumber } = article;
    const items = shopifySide(small).filter((item) => item.trap === trap);
    return { article, articleNumber, items, item: items[0] as ShopifySideItem };
  };

  test.each<[CatalogueTrap, (articleNumber: string) => string]>([
    ['case', (number) => number.toLowerCase()],
    ['leading-zero-lost', (number) => String(Number(number))],
    ['comma-as-dot', (number) => number.replace(',', '.')],
    ['excel-damaged', () => '7,31E+12'],
    ['empty-sku', () => ''],
    ['outer-space', (number) => ` ${number} `],
    ['inner-space', (number) => number.replace('-', ' -')],
    ['dash-look-alike', (number) => number.replaceAll('-', '–')],
    ['upc-for-ean', (number) => number.slice(1)],
  ])('%s damages the SKU', (trap, damaged) => {
    const { articleNumber, item } = ofTrap(trap);
    expect(item.sku).toBe(damaged(articleNumber));
    expect(item.sku).not.toBe(articleNumber);
    expect(small.articles.some((article) => article.articleNumber === item.sku)).toBe(false);
  });

  test('missing, doubled, and in Shopify only', () => {
    expect(ofTrap('missing').items).toEqual([]);
    expect(new Set(ofTrap('duplicate-sku').items.map(({ sku }) => sku)).size).toBe(1);
    expect(ofTrap('duplicate-sku').items).toHaveLength(2);
    expect(ofTrap('only-in-shopify').items.map(({ articleNumber }) => articleNumber)).toContain(null);
  });

  test('items and levels that cannot be written', () => {
    expect(ofTrap('untracked').item.tracked).toBe(false);
    expect(ofTrap('bundle-parent').item.bundle).toBe(true);
    expect(ofTrap('inactive-level').item.levels.map(({ active }) => active)).toEqual([true, false]);
    expect(ofTrap('not-stocked').item.levels).toHaveLength(1);
  });

  test('in EasyCashier', () => {
    expect(ofTrap('not-a-stock-item').article.stockItem).toBe(false);
    expect(ofTrap('out-of-use').article.notInUse).toBe(true);
    expect(Object.keys(ofTrap('no-row-in-store').article.stock)).toEqual(['1']);
  });
});
