/** What stands in the environment is held to the same rules as what a person types, before a key goes anywhere, and is not remembered. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startProgram, type Variables } from '../programs/program.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'backoffice-settings-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ask = (change: Variables) =>
  startProgram(['status', '--json'], {
    BACKOFFICE_DATA_DIR: folder,
    BACKOFFICE_SECRETS: 'env',
    SHOPIFY_CLIENT_ID: '0123456789abcdef',
    SHOPIFY_CLIENT_SECRET: 'shpss_0123456789abcdef',
    ...change,
  }).ended;

it.each([
  'evil.example',
  'shop.myshopify.com.evil.example',
  'shop.myshopify.com@evil.example',
  'shop.myshopify.com:444',
  'shop.myshopify.com\\@evil.example',
  'https://evil.example/shop.myshopify.com',
  '127.0.0.1',
  '-.myshopify.com',
  'ｓhop.myshopify.com',
  'shop\u200b.myshopify.com',
])('SHOPIFY_SHOP is no other server: %s', async (shop) => {
  const { code, stdout } = await ask({ SHOPIFY_SHOP: shop });
  expect(code).toBe(1);
  expect(JSON.parse(stdout).error.code).toMatch(/^shopify(BadAddress|StrayCharacter)$/);
  const { stdout: later } = await ask({});
  expect(JSON.parse(later).shop).toBeNull();
});

it('SHOPIFY_SHOP that is a shop is remembered', async () => {
  expect((await ask({ SHOPIFY_SHOP: 'https://admin.shopify.com/store/Skyddet/products' })).code).toBe(0);
  expect(JSON.parse((await ask({})).stdout).shop).toBe('skyddet.myshopify.com');
});

it('certificates that nobody reads start nothing', async () => {
  const { code, stdout } = await ask({ NODE_TLS_REJECT_UNAUTHORIZED: '0' });
  expect([code, JSON.parse(stdout).error.code]).toEqual([1, 'badSetting']);
});
