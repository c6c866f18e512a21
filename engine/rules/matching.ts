import type { MissCause } from '../../shared/contract/articles.ts';

/** One inventory item of the shop, as far as matching goes. `sku` is trimmed. */
export interface Sku {
  readonly sku: string;
  readonly tracked: boolean;
  readonly isBundle: boolean;
  readonly isDuplicate: boolean;
}

/** One article, as far as matching goes. */
export interface MatchArticle {
  readonly articleNumber: string;
  readonly barcode: string;
  readonly isStockItem: boolean;
  readonly inUse: boolean;
  readonly isDuplicate: boolean;
}

export interface Miss {
  readonly cause: MissCause;
  /** The SKU that nearly matches. */
  readonly shopifySku: string | null;
  /** What to write in Shopify's SKU field; the article number can never change. */
  readonly suggestedSku: string | null;
}

const foldSpace = (text: string) => text.replace(/[\s\u00a0\u2000-\u200b\u202f\u2060\ufeff]+/g, '');
const foldDash = (text: string) => text.replace(/[\u2010-\u2015\u2212_]/g, '-');
const foldZeros = (text: string) => text.replace(/^0+(?=.)/, '');
const lookAlikes: Record<string, string> = {
  o: '0',
  l: '1',
  i: '1',
  а: 'a',
  е: 'e',
  о: '0',
  р: 'p',
  с: 'c',
  х: 'x',
};
const foldLooks = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[oliаеорсх]/g, (letter) => lookAlikes[letter] ?? letter);
/** UPC-A is the EAN-13 that begins with 0 (GS1). */
const foldEan = (text: string) => (/^\d{12}$/.test(text) ? `0${text}` : text);

/** From the mildest difference to the wildest; the first that makes the two equal names the cause. */
const folds: readonly [MissCause, (text: string) => string][] = [
  ['differsInCase', (text) => text.toLowerCase()],
  ['differsInSpace', (text) => foldSpace(text).toLowerCase()],
  ['differsInDash', (text) => foldDash(foldSpace(text)).toLowerCase()],
  ['upcEan', foldEan],
  ['leadingZeros', (text) => foldZeros(foldSpace(text)).toLowerCase()],
  ['lookAlike', (text) => foldLooks(foldDash(foldSpace(text)))],
];

/** What any of the folds makes equal has this in common. */
const gist = (text: string) => foldZeros(foldLooks(foldDash(foldSpace(text))));
/** What most shops' SKUs look like: their gist is that of the digits without the zeros in front. */
const digits = /^\d+$/;

/** Near misses of a shop, ready to be asked. Built once per report, of each SKU once. */
export interface NearMisses {
  find(articleNumber: string, barcode: string): Miss | null;
}

export function nearMisses(skus: Iterable<string>): NearMisses & { add(skus: Iterable<string>): void } {
  const byGist = new Map<string, string | string[]>();
  const excel = new Map<string, string>();
  const addOne = (sku: string) => {
    const isNumber = digits.test(sku);
    const key = isNumber ? foldZeros(sku) : gist(sku);
    const held = byGist.get(key);
    if (held === undefined) byGist.set(key, sku);
    else if (typeof held === 'string') byGist.set(key, [held, sku]);
    else held.push(sku);
    const mantissa = isNumber ? null : excelMantissa(sku);
    if (mantissa) excel.set(mantissa, sku);
  };
  /** The SKUs that a fold may make equal to the text. */
  const candidates = (text: string): string[] => [byGist.get(gist(text)) ?? []].flat();
  const equal = (skus: readonly string[], text: string, fold: (text: string) => string) =>
    skus.find((sku) => fold(sku) === fold(text));
  const add = (texts: Iterable<string>) => {
    for (const sku of texts) if (sku !== '') addOne(sku);
  };
  add(skus);
  return {
    add,
    find: (articleNumber, barcode) => {
      const similar = candidates(articleNumber).filter((sku) => sku !== articleNumber);
      for (const [cause, fold] of folds) {
        const sku = equal(similar, articleNumber, fold);
        if (sku !== undefined) return { cause, shopifySku: sku, suggestedSku: articleNumber };
      }
      for (const written of asExcelWrites(articleNumber)) {
        const damaged = excel.get(written);
        if (damaged) return { cause: 'excelDamage', shopifySku: damaged, suggestedSku: articleNumber };
      }
      const byBarcode = barcode === '' ? undefined : equal(candidates(barcode), barcode, foldEan);
      if (byBarcode) {
        const cause = isWeightBarcode(barcode) ? 'weightBarcode' : 'upcEan';
        return { cause, shopifySku: byBarcode, suggestedSku: articleNumber };
      }
      return null;
    },
  };
}

/** Excel shows 7310865004703 as 7,31E+12 or 7,31087E+12, by the column's format, and saves it so. */
function excelMantissa(sku: string): string | null {
  const match = /^(\d)(?:[.,](\d+))?E\+?(\d+)$/i.exec(sku);
  return match ? `${Number(`${match[1]}.${match[2] ?? 0}`)}E${Number(match[3])}` : null;
}

/** Every rounding of a long number that Excel may have saved, the most exact first. */
function asExcelWrites(articleNumber: string): string[] {
  if (!/^\d{12,}$/.test(articleNumber)) return [];
  const exponent = articleNumber.replace(/^0+/, '').length - 1;
  const mantissa = Number(articleNumber) / 10 ** exponent;
  return [5, 4, 3, 2, 1, 0].map((decimals) => `${Number(mantissa.toFixed(decimals))}E${exponent}`);
}

/** Swedish EAN-13 that carry a price or a weight (prefix 20–25, GS1 Sweden) name no article. */
export function isWeightBarcode(barcode: string): boolean {
  return /^2[0-5]\d{11}$/.test(barcode);
}

/**
 * Why an article has no partner, or has one that cannot be written; null when all is well. Exact equality only:
 * a near miss is reported and never linked.
 */
export function explainMiss(article: MatchArticle, partner: Sku | undefined, near: NearMisses): Miss | null {
  const bare = (cause: MissCause): Miss => ({
    cause,
    shopifySku: partner?.sku ?? null,
    suggestedSku: null,
  });
  if (!article.inUse) return bare('outOfUse');
  if (!article.isStockItem) return bare('notStockItem');
  if (article.isDuplicate) return bare('duplicateInEasyCashier');
  if (!partner) {
    return (
      near.find(article.articleNumber, article.barcode) ?? {
        cause: 'noSuchSku',
        shopifySku: null,
        suggestedSku: article.articleNumber,
      }
    );
  }
  if (partner.isDuplicate) return bare('duplicateInShopify');
  if (partner.isBundle) return bare('bundleParent');
  if (!partner.tracked) return bare('untracked');
  return null;
}
