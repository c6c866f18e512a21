import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLocation } from './location.ts';

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
