import { describe, expect, it } from 'vitest';
import { isOurPage, isOurs } from './origin.ts';

describe('a page of ours', () => {
  it.each(['app://backoffice/index.html', 'app://backoffice/index.html#/sync', 'app://backoffice/log.html'])(
    'is %s',
    (address) => expect(isOurPage(address)).toBe(true),
  );

  it.each([
    '',
    'about:blank',
    'app://backoffice/',
    'app://backoffice/other.html',
    'app://backoffice/index.html?x',
    'app://backoffice.evil/index.html',
    'app://backoffice@evil/index.html',
    'https://app//backoffice/index.html',
    'file:///index.html#app://backoffice/index.html',
    'javascript:alert(1)#app://backoffice/index.html',
    'data:text/html,app://backoffice/index.html',
  ])('is not %j', (address) => expect(isOurPage(address)).toBe(false));
});

describe('what a page may ask for', () => {
  it('is what is ours, and lists it has made itself', () => {
    expect(isOurs('app://backoffice/assets/a.js')).toBe(true);
    expect(isOurs('blob:app://backoffice/0f')).toBe(true);
  });

  it.each([
    'app://backoffice',
    'app://backoffice.evil/a.js',
    'app://backoffice@evil/',
    'blob:https://evil.example/0f',
    'https://admin.shopify.com/',
    'ws://127.0.0.1:4710/',
    'file:///etc/passwd',
    'devtools://devtools/bundled/x.html',
    'data:text/html,x',
  ])('is not %j', (address) => expect(isOurs(address)).toBe(false));
});
