import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MissCause } from '../../shared/contract/articles.ts';
import { explainMiss, isWeightBarcode, type MatchArticle, nearMisses, type Sku } from './matching.ts';

const article = (articleNumber: string, rest: Partial<MatchArticle> = {}): MatchArticle => ({
  articleNumber,
  barcode: '',
  isStockItem: true,
  inUse: true,
  isDuplicate: false,
  ...rest,
});
const item = (sku: string, rest: Partial<Sku> = {}): Sku => ({
  sku,
  tracked: true,
  isBundle: false,
  isDuplicate: false,
  ...rest,
});

/** As the report does it: the partner is looked up by equality, the near misses are asked after. */
function explain(one: MatchArticle, items: readonly Sku[]) {
  const partner = items.find((candidate) => candidate.sku === one.articleNumber);
  return explainMiss(one, partner, nearMisses(items.map((candidate) => candidate.sku)));
}

describe('an article without a partner', () => {
  it.each<[MissCause, string, string, string?]>([
    ['differsInCase', 'Ab-1', 'aB-1'],
    ['differsInSpace', '10 42', '1042'],
    ['differsInSpace', '1042', '10\u00a042'],
    ['differsInSpace', '1042', '1042\u200b'],
    ['differsInDash', 'A-1', 'A–1'],
    ['differsInDash', 'A-1', 'A_1'],
    ['upcEan', '036000291452', '0036000291452'],
    ['upcEan', '0036000291452', '036000291452'],
    ['upcEan', '1042', '7310865004703', '7310865004703'],
    ['leadingZeros', '0042', '42'],
    ['leadingZeros', '42', '00042'],
    ['lookAlike', 'O1', '0l'],
    ['lookAlike', 'PAX', 'РАХ'],
    ['excelDamage', '7310865004703', '7,31E+12'],
    ['excelDamage', '7310865004703', '7.31E+12'],
    ['excelDamage', '7310865004703', '7.31087E+12'],
    ['excelDamage', '7300000000000', '7.3E+12'],
    ['weightBarcode', '5001', '2000050010000', '2000050010000'],
  ])('%s: %s against %s', (cause, articleNumber, sku, barcode = '') => {
    expect(explain(article(articleNumber, { barcode }), [item(sku)])).toEqual({
      cause,
      shopifySku: sku,
      suggestedSku: articleNumber,
    });
  });

  it('is told when there is nothing like it', () => {
    expect(explain(article('1042'), [item('7'), item('')])).toEqual({
      cause: 'noSuchSku',
      shopifySku: null,
      suggestedSku: '1042',
    });
  });

  it('finds the mildest difference first', () => {
    expect(explain(article('a-1'), [item('A_1'), item('A-1')])?.cause).toBe('differsInCase');
  });
});

describe('a partner that cannot be written', () => {
  it.each<[MissCause, Partial<MatchArticle>, Partial<Sku>]>([
    ['outOfUse', { inUse: false }, { tracked: false }],
    ['notStockItem', { isStockItem: false }, { isDuplicate: true }],
    ['duplicateInEasyCashier', { isDuplicate: true }, {}],
    ['duplicateInShopify', {}, { isDuplicate: true }],
    ['bundleParent', {}, { isBundle: true, tracked: false }],
    ['untracked', {}, { tracked: false }],
  ])('%s', (cause, articleRest, itemRest) => {
    const miss = explain(article('1042', articleRest), [item('1042', itemRest)]);
    expect(miss).toEqual({ cause, shopifySku: '1042', suggestedSku: null });
  });
});

const sku = fc.oneof(
  fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom(...'01oOlI-_–aAаА \u00a0') }),
  fc.string({ minLength: 1, maxLength: 14, unit: fc.constantFrom(...'0123456789') }),
);

describe('matching', () => {
  it('is equality, byte for byte: anything else is a miss', () => {
    fc.assert(
      fc.property(sku, fc.array(sku, { maxLength: 8 }), (articleNumber, skus) => {
        const items = [...new Set(skus)].map((text) => item(text));
        const miss = explain(article(articleNumber), items);
        expect(miss === null).toBe(skus.includes(articleNumber));
        if (miss?.shopifySku !== null && miss !== null) expect(skus).toContain(miss.shopifySku);
      }),
      { numRuns: 1_000 },
    );
  });

  it('never proposes to change the article number', () => {
    fc.assert(
      fc.property(sku, fc.array(sku, { maxLength: 8 }), (articleNumber, skus) => {
        const miss = explain(
          article(articleNumber),
          skus.map((text) => item(text)),
        );
        expect([articleNumber, null, undefined]).toContain(miss?.suggestedSku);
      }),
    );
  });
});

describe('barcodes that carry a price or a weight', () => {
  it('are those that begin with 20 to 25', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99 }), fc.stringMatching(/^\d{11}$/), (prefix, rest) => {
        const barcode = `${String(prefix).padStart(2, '0')}${rest}`;
        expect(isWeightBarcode(barcode)).toBe(prefix >= 20 && prefix <= 25);
      }),
    );
    expect(isWeightBarcode('200005001000')).toBe(false);
    expect(isWeightBarcode('20000500100000')).toBe(false);
    expect(isWeightBarcode('')).toBe(false);
  });
});
