import { describe, expect, it } from 'vitest';
import { createPracticeShopify } from './shop.ts';
import { graphqlRequest, post, setInput, setMutation, testClock, testShop, token } from './test-client.ts';

const form = (fields: Record<string, string>) =>
  post('/admin/oauth/access_token', new URLSearchParams(fields).toString(), {
    'Content-Type': 'application/x-www-form-urlencoded',
  });
const credentials = { grant_type: 'client_credentials', client_id: 'id', client_secret: 'shpss_x' };

const namePage = '{ shop { name } }';

describe('tokens', () => {
  const withClient = () => {
    const clock = testClock();
    const shop = createPracticeShopify({ clock, clientId: 'id', clientSecret: 'shpss_x' });
    const ask = async (accessToken: string) =>
      (
        await shop.handle(
          post('/admin/api/2026-10/graphql.json', JSON.stringify({ query: namePage }), {
            'X-Shopify-Access-Token': accessToken,
          }),
        )
      ).status;
    return { clock, shop, ask };
  };

  it('grants by client credentials, for 24 hours', async () => {
    const { clock, shop, ask } = withClient();
    const answer = (await (await shop.handle(form(credentials))).json()) as { access_token: string };
    expect(answer).toEqual({
      access_token: expect.stringMatching(/^shpat_[0-9a-f]{32}$/),
      scope:
        'read_inventory,write_inventory,read_orders,read_locations,read_merchant_managed_fulfillment_orders',
      expires_in: 86_399,
    });
    expect(await ask(answer.access_token)).toBe(200);
    await clock.advance(86_399_000);
    expect(await ask(answer.access_token)).toBe(401);
  });

  it('takes JSON too, refuses a wrong secret and a shop without the app', async () => {
    const { shop } = withClient();
    const json = post('/admin/oauth/access_token', JSON.stringify(credentials), {
      'Content-Type': 'application/json',
    });
    expect((await shop.handle(json)).status).toBe(200);
    const wrong = await shop.handle(form({ ...credentials, client_secret: 'no' }));
    expect([wrong.status, await wrong.json()]).toMatchObject([400, { error: 'invalid_client' }]);
    shop.uninstall();
    const gone = await shop.handle(form(credentials));
    expect([gone.status, await gone.json()]).toMatchObject([400, { error: 'app_not_installed' }]);
    shop.install();
    shop.rotateSecret('shpss_new');
    expect((await shop.handle(form({ ...credentials, client_secret: 'shpss_new' }))).status).toBe(200);
  });

  it('revokes', async () => {
    const { shop, ask } = withClient();
    shop.tokens.addStatic('shpat_old');
    const { access_token } = (await (await shop.handle(form(credentials))).json()) as {
      access_token: string;
    };
    shop.tokens.revoke('granted');
    expect([await ask(access_token), await ask('shpat_old'), await ask('nonsense')]).toEqual([401, 200, 401]);
    shop.tokens.revoke('all');
    expect(await ask('shpat_old')).toBe(401);
  });

  it('says why with 401', async () => {
    const { shop } = withClient();
    const answer = await shop.handle(graphqlRequest(namePage));
    expect([answer.status, await answer.json()]).toEqual([
      401,
      { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' },
    ]);
  });
});

describe('versions', () => {
  it.each([
    ['2026-10', '2026-10'],
    ['2026-01', '2026-01'],
    ['2027-01', '2027-01'],
    ['2025-07', '2026-01'],
  ])('%s is answered by %s', async (asked, answered) => {
    const { shop } = testShop();
    const answer = await shop.handle(graphqlRequest(namePage, {}, asked));
    expect(answer.headers.get('X-Shopify-API-Version')).toBe(answered);
  });

  it('names its shop, scopes and versions without a scope', async () => {
    const { call } = testShop({ scopes: [] });
    const answer = await call(
      '{ shop { myshopifyDomain currencyCode plan { publicDisplayName } } currentAppInstallation { accessScopes { handle } } publicApiVersions { handle supported } }',
    );
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toMatchObject({
      shop: { myshopifyDomain: 'ovningsbutiken.myshopify.com', currencyCode: 'SEK' },
      currentAppInstallation: { accessScopes: [] },
    });
  });
});

describe('scopes', () => {
  it('denies a field and names what it needs', async () => {
    const { call, shop } = testShop();
    const sku = shop.addItem({ sku: 'A' });
    const answer = await call(
      'query Q($id: ID!) { inventoryItem(id: $id) { sku variants(first: 1) { nodes { id } } } }',
      {
        id: sku,
      },
    );
    expect(answer.data).toEqual({ inventoryItem: { sku: 'A', variants: null } });
    expect(answer.errors).toEqual([
      {
        message: 'Access denied for variants field. Required access: `read_products` access scope.',
        locations: [{ line: 1, column: 50 }],
        path: ['inventoryItem', 'variants'],
        extensions: {
          code: 'ACCESS_DENIED',
          documentation: 'https://shopify.dev/api/usage/access-scopes',
          requiredAccess: '`read_products` access scope.',
        },
      },
    ]);
  });

  it('shows the variant to whoever may read products', async () => {
    const { call, shop } = testShop();
    shop.addItem({ sku: 'A' });
    const ask = () => call('{ inventoryItems(first: 1) { nodes { variant { id } } } }');
    expect((await ask()).errors).toMatchObject([{ extensions: { code: 'ACCESS_DENIED' } }]);
    shop.settings.scopes = [...shop.settings.scopes, 'read_products'];
    expect((await ask()).data).toMatchObject({
      inventoryItems: { nodes: [{ variant: { id: expect.stringMatching(/ProductVariant/) } }] },
    });
  });

  it('follows scopes as they change; writing includes reading', async () => {
    const { call, shop, goteborg } = testShop();
    const item = shop.addItem({ sku: 'A' });
    const input = setInput([
      { inventoryItemId: item, locationId: goteborg, quantity: 1, changeFromQuantity: null },
    ]);
    shop.settings.scopes = ['read_inventory'];
    const denied = await call(setMutation, { input, key: 'k' });
    expect(denied).toMatchObject({
      data: { inventorySetQuantities: null },
      errors: [{ extensions: { code: 'ACCESS_DENIED', requiredAccess: '`write_inventory` access scope.' } }],
    });
    expect(shop.available(item, goteborg)).toBe(0);
    shop.settings.scopes = ['write_inventory'];
    expect((await call(setMutation, { input, key: 'k' })).errors).toBeUndefined();
    const orders = await call('{ orders(first: 1) { nodes { id } } }');
    expect(orders).toMatchObject({ data: null, errors: [{ path: ['orders'] }] });
  });

  it('denies a node of a type out of reach', async () => {
    const { call, shop } = testShop({ scopes: ['read_inventory'] });
    shop.addItem({ sku: 'A' });
    const { id } = shop.placeOrder({ lines: [{ sku: 'A', quantity: 1 }] });
    const answer = await call('query Q($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: [id] });
    expect(answer.errors?.[0]?.extensions?.code).toBe('ACCESS_DENIED');
  });
});

describe('cost', () => {
  const scanQuery = `query Scan($first: Int!, $at: ID!) { inventoryItems(first: $first) {
    nodes { id sku inventoryLevel(locationId: $at) { isActive quantities(names: ["available"]) { quantity } } }
    pageInfo { hasNextPage endCursor } } }`;

  it('asks for what may come and charges what came', async () => {
    const { call, shop, goteborg } = testShop();
    shop.addItem({ sku: 'A', levels: [{ locationId: goteborg, available: 1 }] });
    const { extensions } = await call(scanQuery, { first: 250, at: goteborg });
    expect(extensions?.cost).toEqual({
      requestedQueryCost: 752,
      actualQueryCost: 5,
      throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 1995, restoreRate: 100 },
    });
    expect(shop.stats).toMatchObject({ requests: 1, pointsUsed: 5 });
    expect(shop.stats.byOperation.get('Scan')).toBe(1);
  });

  it('refuses more than 1000 at once', async () => {
    const { call, goteborg } = testShop();
    const twice = scanQuery.replace('isActive', 'isActive location { id } item { id }');
    const answer = await call(twice, { first: 250, at: goteborg });
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'MAX_COST_EXCEEDED', maxCost: 1000 });
    expect(answer.data).toBeUndefined();
  });

  it('throttles with HTTP 200 and refills by the clock, at the plan of the day', async () => {
    const { call, shop, clock, goteborg } = testShop({ bucketSize: 800 });
    for (let index = 0; index < 250; index += 1)
      shop.addItem({ sku: `A-${index}`, levels: [{ locationId: goteborg, available: 1 }] });
    expect((await call(scanQuery, { first: 250, at: goteborg })).errors).toBeUndefined();
    const throttled = await call(scanQuery, { first: 250, at: goteborg });
    expect(throttled).toMatchObject({
      errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
      extensions: {
        cost: { requestedQueryCost: 752, actualQueryCost: null, throttleStatus: { currentlyAvailable: 48 } },
      },
    });
    expect(shop.stats.throttled).toBe(1);
    await clock.advance(7_040);
    expect((await call(scanQuery, { first: 250, at: goteborg })).errors).toBeUndefined();
    shop.settings.restoreRate = 1_000;
    await clock.advance(752);
    expect((await call(scanQuery, { first: 250, at: goteborg })).errors).toBeUndefined();
  });
});

describe('the rest of HTTP', () => {
  it('answers nonsense as Shopify does', async () => {
    const { shop, call } = testShop();
    const headers = { 'X-Shopify-Access-Token': token };
    expect((await shop.handle(post('/admin/api/2026-10/graphql.json', 'no json', headers))).status).toBe(400);
    expect((await shop.handle(post('/elsewhere', '{}'))).status).toBe(404);
    expect((await call('{ nothing }')).errors?.[0]?.message).toContain('nothing');
    expect((await call('{ shop {')).errors).toHaveLength(1);
  });

  it('is struck by faults, named by operation', async () => {
    const { shop, call, goteborg } = testShop();
    const item = shop.addItem({ sku: 'A' });
    const input = setInput([
      { inventoryItemId: item, locationId: goteborg, quantity: 4, changeFromQuantity: 0 },
    ]);
    shop.faults.add({ kind: 'unanswered', match: 'Set' });
    await call(namePage);
    await expect(call(setMutation, { input, key: 'k' })).rejects.toThrow('connection lost after');
    expect(shop.available(item, goteborg)).toBe(4);
    shop.faults.add({ kind: 'duplicate' });
    expect((await call(setMutation, { input, key: 'k' })).data).toMatchObject({
      inventorySetQuantities: { userErrors: [] },
    });
    expect(shop.history(item, goteborg)).toHaveLength(1);
  });
});
