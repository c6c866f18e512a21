import type { PracticeRandom } from '../random.ts';
import type { CatalogueArticle } from './article.ts';
import type { Numbering } from './numbering.ts';
import type { CatalogueTrap } from './traps.ts';
import { colours, foods, garments, homeGoods, looseFoods, series, services, sizes } from './vocabulary.ts';

/** What the goods are, before anyone has stocked or flagged them. */
export type Goods = Pick<
  CatalogueArticle,
  | 'articleNumber'
  | 'description'
  | 'product'
  | 'variant'
  | 'barcode'
  | 'articleType'
  | 'retailPriceIncludingVat'
  | 'costPriceExcludingVat'
  | 'vat'
  | 'looseWeight'
>;

/** The goods of one product: a garment comes with all its variants. */
export function nextGoods(random: PracticeRandom, numbering: Numbering): Goods[] {
  const kind = random.next();
  if (kind < 0.12) return garment(random, numbering);
  if (kind < 0.6) return [single(random, numbering, random.pick(homeGoods), [49, 899], 0.25)];
  if (kind < 0.84) return [single(random, numbering, random.pick(foods), [19, 179], 0.12)];
  if (kind < 0.97)
    return [{ ...single(random, numbering, random.pick(looseFoods), [89, 499], 0.12), looseWeight: true }];
  const name = random.pick(services);
  return [
    {
      ...single(random, numbering, name, [49, 399], 0.25),
      product: name,
      articleType: 'SERVICE',
      barcode: null,
    },
  ];
}

/** Goods whose article number can be damaged in the trap's way. */
export function goodsForTrap(random: PracticeRandom, numbering: Numbering, trap: CatalogueTrap): Goods {
  const goods = single(random, numbering, random.pick(homeGoods), [49, 899], 0.25);
  const articleNumber = numberForTrap(numbering, trap);
  if (articleNumber === undefined) return goods;
  const isBarcode = trap === 'excel-damaged' || trap === 'upc-for-ean';
  return { ...goods, articleNumber, barcode: isBarcode ? articleNumber : goods.barcode };
}

function numberForTrap(numbering: Numbering, trap: CatalogueTrap): string | undefined {
  switch (trap) {
    case 'case':
    case 'dash-look-alike':
    case 'inner-space':
      return `${numbering.product()}-BL-M`;
    case 'leading-zero-lost':
      return numbering.leadingZero();
    case 'comma-as-dot':
      return numbering.withComma();
    case 'excel-damaged':
      return numbering.ean13();
    case 'upc-for-ean':
      return numbering.upcAsEan13();
    default:
      return undefined;
  }
}

function single(
  random: PracticeRandom,
  numbering: Numbering,
  name: string,
  [low, high]: readonly [number, number],
  vat: number,
): Goods {
  const product = `${name} ${random.pick(series)}`;
  return {
    articleNumber: singleNumber(random, numbering),
    description: product,
    product,
    variant: null,
    barcode: random.chance(0.9) ? numbering.ean13() : null,
    articleType: 'PRODUCT',
    ...prices(random, low, high, vat),
    looseWeight: false,
  };
}

function garment(random: PracticeRandom, numbering: Numbering): Goods[] {
  const base = numbering.product();
  const product = `${random.pick(garments)} ${random.pick(series)}`;
  const price = prices(random, 149, 2499, 0.25);
  const offered = colours.slice(0, random.integer(1, 3));
  return offered.flatMap(([code, colour]) =>
    sizes.map((size) => ({
      articleNumber: `${base}-${code}-${size}`,
      description: `${product} ${colour} ${size}`,
      product,
      variant: `${colour} / ${size}`,
      barcode: numbering.ean13(),
      articleType: 'PRODUCT' as const,
      ...price,
      looseWeight: false,
    })),
  );
}

function singleNumber(random: PracticeRandom, numbering: Numbering): string {
  const kind = random.next();
  if (kind < 0.5) return numbering.plain();
  if (kind < 0.75) return numbering.leadingZero();
  if (kind < 0.85) return numbering.dotted();
  if (kind < 0.92) return numbering.withComma();
  if (kind < 0.97) return numbering.underscored();
  return numbering.ean13();
}

function prices(random: PracticeRandom, low: number, high: number, vat: number) {
  const retail = Math.floor(random.integer(low, high) / 10) * 10 + 9;
  const cost = (retail / (1 + vat)) * (0.35 + random.next() * 0.25);
  return { retailPriceIncludingVat: retail, costPriceExcludingVat: Math.round(cost * 100) / 100, vat };
}
