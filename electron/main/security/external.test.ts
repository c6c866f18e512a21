import { beforeEach, describe, expect, it, vi } from 'vitest';
import { externalHosts } from '../../../shared/contract/shell.ts';
import { mayOpen, openExternal } from './external.ts';

const { open } = vi.hoisted(() => ({ open: vi.fn(async () => undefined) }));
vi.mock('electron', () => ({ shell: { openExternal: open } }));
beforeEach(() => open.mockClear());

const allowed = [
  ...externalHosts.map((host) => `https://${host}/`),
  'https://admin.shopify.com/store/ovning/settings/apps?x=1#y',
  'https://ovningsbutiken.myshopify.com/admin',
  'https://ADMIN.shopify.com/',
];
const refused = [
  '',
  'admin.shopify.com',
  'http://admin.shopify.com/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'smb://admin.shopify.com/share',
  'ms-msdt:/id',
  'app://backoffice/index.html',
  'https://admin.shopify.com:8443/',
  'https://user@admin.shopify.com/',
  'https://admin.shopify.com@evil.example/',
  'https://admin.shopify.com.evil.example/',
  'https://evil.example/admin.shopify.com',
  'https://evil.example#admin.shopify.com',
  'https://evilmyshopify.com/',
  'https://a.b.myshopify.com/',
  'https://-.myshopify.com/',
  'https://myshopify.com/',
  'https://admin.shopify.com./',
  'https://аdmin.shopify.com/',
  'https:\\\\evil.example\\@admin.shopify.com',
];

describe('the one way out', () => {
  it.each(allowed)('leads to %s', (address) => expect(mayOpen(address)).toBe(true));
  it.each(refused)('does not lead to %j', (address) => expect(mayOpen(address)).toBe(false));

  it('asks the system for what it allows, and only then', async () => {
    for (const address of refused) expect(await openExternal(address)).toBe(false);
    expect(open).not.toHaveBeenCalled();
    expect(await openExternal('https://ADMIN.shopify.com/store')).toBe(true);
    expect(open.mock.calls).toEqual([['https://admin.shopify.com/store']]);
  });
});
