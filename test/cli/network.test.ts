/** A shop's network from outside: who stands between the program and the servers, and what it says about that. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAuthority } from '../../host/testing/authority.ts';
import { type Front, openFront } from '../programs/front.ts';
import { type Outcome, startProgram, type Variables } from '../programs/program.ts';
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
