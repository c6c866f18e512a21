import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  articleNumber,
  cellKey,
  inventoryItemId,
  locationId,
  orderId,
  parseLocation,
  storeNumber,
} from './ids.ts';

const gid = 'gid://shopify/Location/57770000111';

describe('what a person pastes as a location', () => {
  it.each([
    'https://ovningsbutiken.myshopify.com/admin/settings/locations/57770000111',
    'https://admin.shopify.com/store/ovningsbutiken/settings/locations/57770000111',
    'admin.shopify.com/store/ovningsbutiken/settings/locations/57770000111',
    'https://admin.shopify.com/store/x/settings/locations/57770000111?locale=sv',
    'https://admin.shopify.com/store/x/settings/locations/57770000111/edit',
    'https://admin.shopify.com/store/x/settings/locations/57770000111#top',
    'ovningsbutiken.myshopify.com/locations/57770000111',
    '57770000111',
    '  57770000111\n',
    gid,
  ])('%s', (text) => {
    expect(parseLocation(text)).toBe(gid);
  });

  it.each([
    '',
    'Butiken i Solna',
    'gid://shopify/Product/57770000111',
    'gid://shopify/Location/',
    'gid://shopify/Location/5777a',
    'https://admin.shopify.com/store/x/settings/locations',
    'https://admin.shopify.com/store/x/products/57770000111',
    'http://admin.shopify.com/store/x/settings/locations/57770000111',
    '-5',
    '5.5',
    '123456789012345678901',
  ])('is refused: %j', (text) => {
    expect(parseLocation(text)).toBeNull();
  });

  it('keeps every digit of a number beyond 2^53', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 2n ** 63n }), (number) => {
        expect(parseLocation(String(number))).toBe(`gid://shopify/Location/${number}`);
      }),
    );
  });
});

describe('ids', () => {
  it('keep leading zeros and case', () => {
    expect(articleNumber.parse('  0042 ')).toBe('0042');
    expect(articleNumber.parse('Ab-1')).toBe('Ab-1');
    expect(storeNumber.parse('007')).toBe('007');
    expect(storeNumber.parse(7)).toBe('7');
    fc.assert(
      fc.property(fc.stringMatching(/^\d{1,40}$/), (digits) => {
        expect(articleNumber.parse(digits)).toBe(digits);
        expect(storeNumber.parse(digits)).toBe(digits);
      }),
    );
  });

  it('refuse what is none', () => {
    expect(articleNumber.safeParse('   ').success).toBe(false);
    expect(articleNumber.safeParse(42).success).toBe(false);
    expect(storeNumber.safeParse('').success).toBe(false);
    expect(storeNumber.safeParse(1.5).success).toBe(false);
    for (const schema of [locationId, inventoryItemId, orderId]) {
      expect(schema.safeParse('gid://shopify/Product/1').success).toBe(false);
      expect(schema.safeParse('1').success).toBe(false);
    }
  });

  it('make one key a cell', () => {
    const number = fc
      .string({ minLength: 1, unit: fc.constantFrom(...'ab0 -|,') })
      .filter((text) => text.trim() !== '');
    fc.assert(
      fc.property(number, number, number, number, (a, b, c, d) => {
        const one = { articleNumber: articleNumber.parse(a), storeNumber: storeNumber.parse(b) };
        const other = { articleNumber: articleNumber.parse(c), storeNumber: storeNumber.parse(d) };
        const isSame = one.articleNumber === other.articleNumber && one.storeNumber === other.storeNumber;
        expect(cellKey(one) === cellKey(other)).toBe(isSame);
      }),
    );
  });
});
