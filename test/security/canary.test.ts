/** A canary in every secret; none may be heard anywhere but on the wire. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProgram, until, type Variables } from '../programs/program.ts';
import { connectAll, openShops, type Shops } from '../programs/shops.ts';
import { type RelayProgram, startRelay } from '../relay/program.ts';
import { canary, everythingOf, filesIn, keyCanary, plainCanary, searchFor } from './canary.ts';
import { type EchoServer, echoModes, openEchoServer, openGossip } from './echo-server.ts';
import { tokensIn } from './relay-tokens.ts';

const clientSecret = keyCanary('client-secret');
const secrets = new Map([
  ['password', canary('password')],
  ['wrong password', canary('wrong-password')],
  // No secret, and nobody who helps a shop needs to know it.
  ['refused user name', canary('refused-user-name')],
  ['client secret', clientSecret],
  ['wrong client secret', keyCanary('wrong-client-secret')],
  ['client secret with strays', canary('stray-client-secret')],
  ['API secret', keyCanary('api-secret')],
  ['access token', plainCanary('access-token')],
  ['wrong access token', plainCanary('wrong-access-token')],
  ['password in an address', plainCanary('address-password')],
  ['token of the echo', plainCanary('echo-token')],
  ['pairing code', canary('pairing-code')],
  ['wrong pairing code', canary('wrong-pairing-code')],
  ['EasyCashier session', 'practice-session-'],
  ...Array.from({ length: 40 }, (_, n): [string, string] => [`granted token ${n + 1}`, grantedToken(n + 1)]),
]);
const secret = (name: string) => secrets.get(name) ?? '';
/** Everything the programs have said. */
const heard = new Map<string, Buffer>();
let shops: Shops;
let echo: EchoServer;
let relay: RelayProgram;
/** The relay's data, beside those of the program. */
let relayDir = '';
let variables: Variables = {};

/** As the practice Shopify makes them. */
function grantedToken(count: number): string {
  const digest = createHash('sha256').update(`${clientSecret} ${count}`).digest('hex');
  return `shpat_${digest.slice(0, 32)}`;
}

beforeAll(async () => {
  shops = await openShops({
    articles: 12,
    stores: 2,
    traps: false,
    easycashier: { password: secret('password'), requestsPerMinute: 100_000 },
    shopify: { clientSecret, accessTokens: [secret('access token')], bucketSize: 20_000, restoreRate: 1_000 },
  });
  echo = await openEchoServer(secret('token of the echo'));
  relayDir = mkdtempSync(join(tmpdir(), 'backoffice-canary-relay-'));
  const code = secret('pairing code');
  relay = await startRelay({
    RELAY_DATA_DIR: relayDir,
    RELAY_PAIRING_CODE: code,
    RELAY_LOG_LEVEL: 'debug',
  });
  variables = { ...shops.variables, RELAY_URL: relay.url, RELAY_PAIRING_CODE: code };
});
afterAll(async () => {
  await shops.remove();
  await echo.close();
  await relay.kill('SIGTERM');
  rmSync(relayDir, { recursive: true, force: true });
});

async function once(words: readonly string[], change: Variables): Promise<number | null> {
  const { code, stdout, stderr } = await startProgram(words, { ...variables, ...change }).ended;
  heard.set(`${heard.size} ${words.join(' ')} stdout`, Buffer.from(stdout));
  heard.set(`${heard.size} ${words.join(' ')} stderr`, Buffer.from(stderr));
  return code;
}

/** As text and as data; both end alike. */
async function command(words: readonly string[], change: Variables = {}): Promise<number | null> {
  const code = await once(words, change);
  expect(await once([...words, '--json'], change)).toBe(code);
  return code;
}

const token = (name: string) => ({
  SHOPIFY_CLIENT_ID: '',
  SHOPIFY_CLIENT_SECRET: '',
  SHOPIFY_ACCESS_TOKEN: secret(name),
  SHOPIFY_API_SECRET: secret('API secret'),
});

describe('no secret leaves the program', () => {
  it('on the way of a healthy shop', async () => {
    expect(await command(['connect', 'easycashier'])).toBe(0);
    expect(await command(['connect', 'shopify'])).toBe(0);
    for (const { storeNumber, locationId } of shops.practice.places) {
      await command(['stores', 'map', storeNumber, locationId]);
    }
    expect(await command(['check'])).toBe(0);
    await once(['activate'], {});
    expect(await command(['webhooks', 'create'])).toBe(0);
    expect(await command(['webhooks', 'status'])).toBe(0);
    await command(['sync']);
    const running = startProgram(['run', '--json'], variables);
    await running.firstLine;
    const { shopify, easycashier, places } = shops.practice;
    const [item] = shopify.items();
    if (item && places[0]) {
      shopify.faults.add({ kind: 'expired-token' });
      easycashier.faults.add({ kind: 'status-500', match: 'decreaseStock' });
      easycashier.sell(item.sku, places[0].storeNumber, 1);
      shopify.placeOrder({
        lines: [{ inventoryItemId: item.id, quantity: 1, locationId: places[0].locationId }],
        routingDelayMs: 0,
      });
    }
    await until(() => shopify.faults.pending().length + easycashier.faults.pending().length === 0, 'faults');
    for (const words of [
      ['status'],
      ['drift'],
      ['log'],
      ['report'],
      ['probe'],
      ['orders'],
      ['settings'],
      ['webhooks', 'status'],
    ]) {
      expect(await command(words)).toBe(0);
    }
    running.kill('SIGTERM');
    const { stdout, stderr } = await running.ended;
    heard.set('run', Buffer.from(stdout + stderr));
    expect(await command(['connect', 'shopify'], token('access token'))).toBe(0);
  });

  it('when a secret is wrong, or is no setting at all', async () => {
    expect(
      await command(['connect', 'easycashier'], { EASYCASHIER_PASSWORD: secret('wrong password') }),
    ).toBe(1);
    expect(
      await command(['connect', 'shopify'], { SHOPIFY_CLIENT_SECRET: secret('wrong client secret') }),
    ).toBe(1);
    expect(await command(['connect', 'shopify'], token('wrong access token'))).toBe(1);
    const strays = secret('client secret with strays');
    expect(await command(['connect', 'shopify'], { SHOPIFY_CLIENT_SECRET: strays })).toBe(1);
    expect(await command(['connect', 'shopify', '--shop', `shpat_${strays}`])).toBe(1);
    const address = `http://me:${secret('password in an address')}@127.0.0.1:9`;
    expect(await command(['connect', 'easycashier', '--url', address])).toBe(1);
    expect(await command(['webhooks', 'create', '--relay', address])).toBe(1);
    for (const name of ['EASYCASHIER_URL', 'SHOPIFY_URL', 'RELAY_URL'])
      expect(await command(['status'], { [name]: address })).toBe(1);
    const long = secret('password').repeat(40);
    expect(await command(['status'], { EASYCASHIER_PASSWORD: long, SHOPIFY_CLIENT_SECRET: long })).toBe(1);
  });

  it('when EasyCashier refuses the login of a program that runs', async () => {
    const wrong = { ...variables, EASYCASHIER_USERNAME: secret('refused user name') };
    const running = startProgram(['run', '--json'], wrong);
    await until(() => running.said().includes('easycashierRefusedLogin'), 'the refusal is in the log');
    running.kill('SIGTERM');
    const { stdout, stderr } = await running.ended;
    heard.set('run with a refused login', Buffer.from(stdout + stderr));
    for (const words of [['status'], ['log'], ['report']]) expect(await command(words)).toBe(0);
  });

  it('when nobody answers', async () => {
    const nowhere = { EASYCASHIER_URL: 'http://127.0.0.1:9', SHOPIFY_URL: 'http://127.0.0.1:9' };
    expect(await command(['connect', 'easycashier'], nowhere)).toBe(1);
    expect(await command(['connect', 'shopify'], nowhere)).toBe(1);
  });

  it('when the relay refuses, is away, or is none', async () => {
    const create = ['webhooks', 'create'];
    expect(await command(create, { RELAY_PAIRING_CODE: secret('wrong pairing code') })).toBe(1);
    expect(await command(create, { RELAY_URL: 'http://127.0.0.1:9' })).toBe(1);
    expect(await command(create, { RELAY_URL: shops.urls.control })).toBe(1);
  });

  it('when Shopify refuses a subscription and repeats the address it was given', async () => {
    const gossip = await openGossip(shops.urls.shopify);
    const there = { SHOPIFY_URL: gossip.url };
    try {
      expect(await command(['webhooks', 'delete'])).toBe(0);
      expect(await command(['webhooks', 'create'], there)).toBe(0);
    } finally {
      await gossip.close();
    }
    expect(await command(['webhooks', 'create'])).toBe(0);
    expect([...heard.values()].some((said) => said.includes('/in/…'))).toBe(true);
  });

  it.concurrent.each(echoModes)('when a server answers %s and tells all it was told', async (mode) => {
    const there = {
      EASYCASHIER_URL: echo.url(mode),
      SHOPIFY_URL: echo.url(mode),
      BACKOFFICE_DATA_DIR: join(shops.dataDir, `echo-${mode}`),
    };
    expect([
      await once(['connect', 'easycashier'], there),
      await once(['connect', 'shopify', '--json'], there),
      await once(['connect', 'shopify'], { ...there, ...token('access token') }),
      // Connected as far as the settings go: the first to answer is the relay.
      await once(['webhooks', 'create'], { ...there, RELAY_URL: echo.url(mode) }),
      await once(['webhooks', 'create', '--json'], { ...there, RELAY_URL: echo.url(mode) }),
      // What it is told is looked at from all sides, and kept in a file.
      await once(['probe', '--json', '--file', join(shops.dataDir, `probe-${mode}.json`)], there),
    ]).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('in what an engine in this process throws', async () => {
    await shops.prepare(async (client) => {
      const { urls, credentials } = shops;
      const easycashier = { url: urls.easycashier, ...credentials.easycashier };
      const shopify = { shop: credentials.shopify.shop, url: echo.url('403') };
      const attempts: [string, () => Promise<unknown>][] = [
        [
          'wrong password',
          () => client.connection.connectEasyCashier({ ...easycashier, password: secret('wrong password') }),
        ],
        ['echo', () => client.connection.connectEasyCashier({ ...easycashier, url: echo.url('403') })],
        [
          'token',
          () => client.connection.connectShopify({ ...shopify, accessToken: secret('access token') }),
        ],
        ['secret', () => client.connection.connectShopify({ ...shopify, clientId: 'x', clientSecret })],
        [
          'bad input',
          () =>
            client.connection.connectShopify({ ...shopify, accessToken: secret('access token').repeat(40) }),
        ],
      ];
      for (const [name, attempt] of attempts) {
        const error: unknown = await attempt().then(
          () => null,
          (thrown: unknown) => thrown,
        );
        expect({ name, error }).not.toEqual({ name, error: null });
        if (name !== 'bad input') heard.set(`error: ${name}`, everythingOf(error));
      }
      await connectAll(client, shops);
      heard.set('log rows', everythingOf(await client.activity.log({ limit: 1000 })));
      heard.set('inbox', everythingOf(await client.orders.inbox({ resolved: true })));
    });
  });

  it('and the search over all of it finds none', () => {
    const files = filesIn(shops.dataDir);
    for (const [name, token] of tokensIn(shops.dataDir, secret('pairing code'))) secrets.set(name, token);
    // Where it stands by design, so it would be known if it stood elsewhere.
    const [subscription] = shops.practice.shopify.webhooks.list();
    expect(subscription?.uri).toContain(secrets.get('ingest token'));
    for (const [name, bytes] of filesIn(relayDir)) files.set(`relay: ${name}`, bytes);
    heard.set('relay', Buffer.from(relay.output()));
    expect([...files.keys()]).toEqual(expect.arrayContaining(['ledger.sqlite', 'backoffice.log']));
    expect(heard.size).toBeGreaterThan(60);
    expect(searchFor(secrets, new Map([...heard, ...files]))).toEqual([]);
  });
});
