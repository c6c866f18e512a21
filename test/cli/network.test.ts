/** A shop's network from outside: who stands between the program and the servers, and what it says about that. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuthority } from '../../host/testing/authority.ts';
import { listen } from '../../practice/listen.ts';
import { type Front, openFront } from '../programs/front.ts';
import { type Outcome, startProgram, type Variables } from '../programs/program.ts';
import { type NetworkProxy, openProxy } from '../programs/proxy.ts';
import { openShops, type Shops } from '../programs/shops.ts';

const authority = createAuthority('Skyddet CA');
let shops: Shops;
let easycashier: Front;
let shopify: Front;

beforeAll(async () => {
  shops = await openShops({ articles: 5, stores: 1, traps: false });
  easycashier = await openFront(shops.urls.easycashier, authority);
  shopify = await openFront(shops.urls.shopify, authority);
});
afterAll(async () => {
  await easycashier.close();
  await shopify.close();
  await shops.remove();
});

const ask = (words: readonly string[], change: Variables = {}): Promise<Outcome> =>
  startProgram(words, { ...shops.variables, ...change }).ended;

/** What `connect easycashier` says on stderr. */
async function refusal(url: string): Promise<string> {
  const { code, stderr } = await ask(['connect', 'easycashier'], { EASYCASHIER_URL: url });
  expect(code).toBe(1);
  return stderr;
}

const log = () => readFileSync(join(shops.dataDir, 'backoffice.log'), 'utf8');

it('says that the traffic is read where a certificate is of an unknown authority, and why in the log', async () => {
  expect(await refusal(easycashier.url)).toMatch(
    /Ett antivirusprogram eller nätverket läser trafiken.* undanta https:\/\/127\.0\.0\.1/,
  );
  expect(log()).toMatch(
    /"path":"\/login","why":"no answer \(UNABLE_TO_VERIFY_LEAF_SIGNATURE: .*easycashier\.unanswered/,
  );
  const { code, stderr } = await ask(['connect', 'shopify'], { SHOPIFY_URL: shopify.url });
  expect(code).toBe(1);
  expect(stderr).toMatch(/Vi når inte Shopify just nu\. Ett antivirusprogram/);
  expect(log()).toMatch(
    /"access_token","why":"no answer \(UNABLE_TO_VERIFY_LEAF_SIGNATURE: .*shopify\.unanswered/,
  );
});

it('says that a name is not found, and that a server is down', async () => {
  expect(await refusal('https://finns-inte.invalid')).toMatch(/Namnet på servern går inte att slå upp\./);
  const gone = await openFront(shops.urls.easycashier, authority);
  await gone.close();
  expect(await refusal(gone.url)).toMatch(/Servern svarar inte som den ska\./);
  expect(log()).toMatch(/finns-inte\.invalid/);
  expect(log()).toMatch(/ECONNREFUSED/);
});

it('trusts an authority that the computer trusts', async () => {
  const trusted = join(shops.dataDir, 'authority.pem');
  writeFileSync(trusted, authority.certificate);
  // Where OpenSSL looks for the system's certificates.
  const change = { SSL_CERT_FILE: trusted, EASYCASHIER_URL: easycashier.url, SHOPIFY_URL: shopify.url };
  for (const side of ['easycashier', 'shopify']) {
    expect(await ask(['connect', side], change)).toMatchObject({ code: 0, stderr: '' });
  }
});

describe('behind a proxy', () => {
  const trusted = () => {
    const file = join(shops.dataDir, 'authority.pem');
    writeFileSync(file, authority.certificate);
    return { SSL_CERT_FILE: file };
  };
  const shop = () => shops.credentials.shopify.shop;
  const names = () => ({ EASYCASHIER_URL: 'https://kassan.example', SHOPIFY_SHOP: shop(), SHOPIFY_URL: '' });
  let proxy: NetworkProxy;
  let fronts: Front[];

  beforeAll(async () => {
    fronts = [
      await openFront(shops.urls.easycashier, authority, 'kassan.example'),
      await openFront(shops.urls.shopify, authority, shop()),
    ];
    const [till, web] = fronts.map(({ url }) => Number(new URL(url).port));
    proxy = await openProxy(
      { 'kassan.example:443': till ?? 0, [`${shop()}:443`]: web ?? 0 },
      'ombud:hemligt',
    );
  });
  afterAll(async () => {
    await proxy.close();
    for (const front of fronts) await front.close();
  });

  it('goes through it, with the login that the environment names and no log repeats', async () => {
    const change = { ...names(), ...trusted(), HTTPS_PROXY: proxy.url('ombud:hemligt') };
    for (const side of ['easycashier', 'shopify']) {
      expect(await ask(['connect', side], change)).toMatchObject({ code: 0, stderr: '' });
    }
    expect(new Set(proxy.asked)).toEqual(new Set(['kassan.example:443', `${shop()}:443`]));
    expect(log()).not.toMatch(/hemligt/);
  });

  it('is told where the proxy refuses, and where it is away', async () => {
    const closed = await openProxy({}, null);
    await closed.close();
    for (const [url, cause] of [
      [proxy.url('ombud:fel'), /Proxy response \(407\)/],
      [closed.url(null), /the proxy 127\.0\.0\.1:\d+: connect ECONNREFUSED/],
    ] as const) {
      const { code, stderr } = await ask(['connect', 'easycashier'], { ...names(), HTTPS_PROXY: url });
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringMatching(/proxy släpper inte fram oss\. .*https:\/\/kassan\.example/),
      });
      expect(log()).toMatch(cause);
    }
    expect(log()).not.toMatch(/ombud:fel/);
  });

  it('goes straight to what is excepted: that name is then looked up here', async () => {
    const asked = proxy.asked.length;
    const change = { ...names(), HTTPS_PROXY: proxy.url('ombud:hemligt'), NO_PROXY: 'annat, .example' };
    expect((await ask(['connect', 'easycashier'], change)).stderr).toMatch(/går inte att slå upp/);
    expect(proxy.asked.length).toBe(asked);
  });
});

it.each([
  [308, /är inte en adress till en Shopifybutik/],
  [307, /Vi når inte Shopify just nu/],
] as const)('carries no secret to where an answer points: %i', async (status, words) => {
  const heard: string[] = [];
  const other = await listen(async (request) => {
    heard.push(request.url);
    return new Response('{}');
  });
  const moved = await listen(async () => Response.redirect(`${other.url}/`, status));
  await ask(['connect', 'easycashier'], { EASYCASHIER_URL: moved.url });
  const told = await ask(['connect', 'shopify'], { SHOPIFY_URL: moved.url });
  const token = { SHOPIFY_URL: moved.url, SHOPIFY_ACCESS_TOKEN: 'shpat_0123456789abcdef' };
  expect((await ask(['connect', 'shopify'], token)).stderr).toBe(told.stderr);
  expect(told.stderr).toMatch(words);
  const relay = { RELAY_URL: moved.url, RELAY_PAIRING_CODE: 'hemlig-kod-0123456789' };
  expect((await ask(['webhooks', 'create'], relay)).code).toBe(1);
  expect(heard).toEqual([]);
  await moved.close();
  await other.close();
});
