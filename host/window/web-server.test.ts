/** The loopback host lets in who has the token, and no page, program or name of another origin. */
import { request } from 'node:http';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { implement } from '@orpc/server';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { host } from '../../shared/contract/host.ts';
import type { Page } from './pages.ts';
import type { WindowRouter } from './sessions.ts';
import { startWebServer, type WebServer } from './web-server.ts';

const page = (text: string, type = 'text/html; charset=utf-8'): Page => ({
  type,
  body: Buffer.from(text),
  isForever: type !== 'text/html; charset=utf-8',
});
const pages = new Map([
  ['/', page('<p>window</p>')],
  ['/index.html', page('<p>window</p>')],
  ['/assets/index-1.js', page('0', 'text/javascript; charset=utf-8')],
]);
const os = implement({ host });
const router = {
  host: {
    keepSecretsForSession: os.host.keepSecretsForSession.handler(() => ({ secrets: 'session' as const })),
  },
} as unknown as WindowRouter;

let server: WebServer;
let origin: string;
let token: string;

beforeEach(async () => {
  server = await startWebServer({ pages, port: 0 });
  await server.serve(router, () => undefined);
  const url = new URL(server.address);
  origin = url.origin;
  token = url.searchParams.get('token') ?? '';
});
afterEach(() => server.close());

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** As it is: `fetch` would tidy the path and choose the Host header itself. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(origin, { path, method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}

async function cookie(): Promise<string> {
  const { headers } = await ask(`/?token=${token}`);
  return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

it('turns the printed token into a cookie that no script can read, and out of the address', async () => {
  const { status, headers } = await ask(`/?token=${token}`);
  expect(status).toBe(303);
  expect(headers.location).toBe('/');
  const [set] = headers['set-cookie'] ?? [];
  expect(set).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/);
  const opened = await ask('/', { cookie: await cookie() });
  expect(opened).toMatchObject({ status: 200, body: '<p>window</p>' });
});

it.each([
  ['no token', {}, '/'],
  ['a wrong one', {}, `/?token=${'x'.repeat(43)}`],
  ['an empty one', {}, '/?token='],
  ['a wrong cookie', { cookie: 'backoffice_1=abc' }, '/'],
  ['a wrong bearer', { authorization: 'Bearer abc' }, '/assets/index-1.js'],
] as const)('refuses %s', async (_name, headers, path) => {
  const { status, body } = await ask(path, { ...headers });
  expect(status).toBe(401);
  expect(body).not.toContain('window');
});

it('answers no other name than the loopback ones: a name that was pointed here is turned away', async () => {
  const known = await cookie();
  expect((await ask('/', { cookie: known, host: 'evil.example' })).status).toBe(421);
  expect((await ask(`/?token=${token}`, { host: 'evil.example' })).status).toBe(421);
  expect((await ask('/', { cookie: known, host: new URL(origin).host })).status).toBe(200);
});

it('serves what was built and nothing beside it, however the path is written', async () => {
  const known = await cookie();
  for (const path of [
    '/../package.json',
    '/..%2f..%2fpackage.json',
    '/%2e%2e/package.json',
    '//etc/passwd',
    '/assets/../../package.json',
    '/index.html%00.js',
    '/rpc',
    '/.data/ledger.sqlite',
  ]) {
    expect((await ask(path, { cookie: known })).status, path).toBe(404);
  }
  expect((await ask('/', { cookie: known }, 'POST')).status).toBe(405);
});

it('allows no script but its own, no frame around it and no page of another origin', async () => {
  const { headers } = await ask('/', { cookie: await cookie() });
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['access-control-allow-origin']).toBeUndefined();
  expect(headers['cache-control']).toBe('no-store');
});

function open(headers: Record<string, string>, path = '/rpc'): Promise<WebSocket | number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}${path}`, { headers });
    socket.once('open', () => resolve(socket));
    socket.once('unexpected-response', (_request, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    socket.on('error', () => undefined);
  });
}

it('opens the line to its own page only', async () => {
  const known = await cookie();
  expect(await open({ cookie: known }), 'no origin').toBe(403);
  expect(await open({ cookie: known, origin: 'https://evil.example' })).toBe(403);
  expect(await open({ cookie: known, origin: 'null' })).toBe(403);
  expect(await open({ origin }), 'no cookie').toBe(401);
  expect(await open({ cookie: known, origin }, '/other')).toBe(404);
  expect(await open({ cookie: known, origin, host: 'evil.example' })).toBe(421);
  const socket = await open({ cookie: known, origin });
  if (!(socket instanceof WebSocket)) throw new Error(`refused with ${socket}`);
  const client = createORPCClient(new RPCLink({ websocket: socket as never })) as {
    host: { keepSecretsForSession(): Promise<unknown> };
  };
  expect(await client.host.keepSecretsForSession()).toEqual({ secrets: 'session' });
  socket.close();
});

it('cuts everyone off between two sessions, and lets them come again', async () => {
  const headers = { cookie: await cookie(), origin };
  const served = await server.serve(router, () => undefined);
  const socket = await open(headers);
  if (!(socket instanceof WebSocket)) throw new Error(`refused with ${socket}`);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await served.close();
  await closed;
  expect(await open(headers), 'nothing is served').toBe(503);
  await server.serve(router, () => undefined);
  const again = await open(headers);
  expect(again).toBeInstanceOf(WebSocket);
  if (again instanceof WebSocket) again.close();
});
