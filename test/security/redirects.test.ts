/** Where an answer points, no client goes with a password, a key, a session or a token: not one of them, at no call, whatever the answer says. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readArticlePage } from '../../engine/easycashier/articles.ts';
import { createEasyCashierClient } from '../../engine/easycashier/client.ts';
import type { Ports, SecretName } from '../../engine/ports.ts';
import { createRelayClient, eraseComputer, pair } from '../../engine/relay/client.ts';
import { createShopifyClient } from '../../engine/shopify/client.ts';
import { timeQuery } from '../../engine/shopify/shop-operations.ts';
import { createHttp } from '../../host/system/http.ts';
import { createRedactor } from '../../host/system/redaction.ts';
import { silentPorts } from '../../host/testing/ports.ts';
import { type Listening, listen } from '../../practice/listen.ts';

const secret = 'kanarie-7319';
const session = { authenticationResponseType: 'AUTHORIZATION_SUCCESSFUL', accessToken: `${secret}-session` };
/** What the other server has been told: the address, the headers, the body. */
const told: string[] = [];
let other: Listening;
/** What is answered in the place of a redirect. */
let lets: readonly string[] = [];
let status: 301 | 302 | 303 | 307 | 308 = 302;
let moved: Listening;

beforeAll(async () => {
  other = await listen(async (request) => {
    told.push(
      `${request.method} ${request.url} ${JSON.stringify([...request.headers])} ${await request.text()}`,
    );
    return Response.json({});
  });
  moved = await listen(async (request) => {
    const { pathname } = new URL(request.url);
    if (!lets.includes(pathname)) return Response.redirect(`${other.url}${pathname}`, status);
    return Response.json(
      pathname.endsWith('/login') ? session : { access_token: `${secret}-granted`, expires_in: 600 },
    );
  });
});
afterAll(async () => {
  await moved.close();
  await other.close();
});

function portsWith(secrets: Partial<Record<SecretName, string>>): Ports {
  const ports = silentPorts();
  const http = createHttp({ redactor: createRedactor(), log: ports.log, findRoutes: async () => [null] });
  // Time limits are not what is tried here.
  const sleep = (ms: number) => (ms > 10_000 ? new Promise<void>(() => undefined) : Promise.resolve());
  const get = async (name: SecretName) => secrets[name] ?? null;
  return { ...ports, http, monotonic: { ...ports.monotonic, sleep }, secrets: { ...ports.secrets, get } };
}

const tokens = { ingestToken: `${secret}-ingest`, deviceToken: `${secret}-device` };
const relayTarget = () => ({ url: moved.url, instanceId: `${secret}-instance`, name: 'Kassan' });
const easycashier = () =>
  createEasyCashierClient(
    portsWith({ 'easycashier.password': `${secret}-password` }),
    { url: moved.url, company: '556677-8899', username: `${secret}-user` },
    () => null,
  );
const shopify = (secrets: Partial<Record<SecretName, string>>) =>
  createShopifyClient(
    portsWith(secrets),
    { shop: 'a.myshopify.com', url: moved.url, clientId: secret },
    () => null,
  );
const grant = '/admin/oauth/access_token';
const relay = () => createRelayClient(portsWith({}), relayTarget(), async () => tokens);

const calls: readonly (readonly [string, readonly string[], () => Promise<unknown>])[] = [
  ['EasyCashier’s login', [], () => easycashier().login()],
  ['a reading of EasyCashier’s', ['/v1/login'], () => readArticlePage(easycashier(), 1)],
  [
    'a booking of EasyCashier’s',
    ['/v1/login'],
    () => easycashier().write('POST', '/stock/decreaseStock', { amount: 1 }, () => ({ is: 'other' })),
  ],
  ['Shopify’s token', [], () => shopify({ 'shopify.clientSecret': secret }).request(timeQuery, {})],
  ['Shopify’s API', [grant], () => shopify({ 'shopify.clientSecret': secret }).request(timeQuery, {})],
  [
    'Shopify’s API with a token of its own',
    [],
    () => shopify({ 'shopify.accessToken': secret }).request(timeQuery, {}),
  ],
  ['the relay’s pairing', [], () => pair(portsWith({}), relayTarget(), `${secret}-code`, tokens)],
  ['the relay’s events', [], () => relay().events(0, 0)],
  ['the relay’s lease', [], () => relay().lease({})],
  ['the relay’s new tokens', [], () => relay().rotate('device')],
  ['what is erased at the relay', [], () => eraseComputer(portsWith({}), moved.url, tokens.deviceToken)],
];

const cases = calls.flatMap(([name, answered, call]) =>
  ([301, 302, 303, 307, 308] as const).map((code) => [name, code, answered, call] as const),
);

it.each(cases)('%s, moved by a %i', async (_name, code, answered, call) => {
  [lets, status] = [answered, code];
  told.length = 0;
  await expect(call()).rejects.toThrow();
  expect(told).toEqual([]);
});

it('a shop’s file is fetched from where it has been moved, with nothing that opens another door', async () => {
  [lets, status] = [[], 302];
  told.length = 0;
  const client = shopify({ 'shopify.clientSecret': secret, 'shopify.accessToken': secret });
  expect(await (await client.download(`${moved.url}/file.jsonl?key=${secret}-file`)).json()).toEqual({});
  expect(told).toHaveLength(1);
  expect(told[0]).not.toContain(secret);
});
