/** The loopback host lets in who has the token, and no page, program or name of another origin. */
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { implement } from '@orpc/server';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { host } from '../../shared/contract/host.ts';
import { createTranslator, locales } from '../../shared/i18n/translate.ts';
import type { Page } from './pages.ts';
import type { WindowRouter } from './sessions.ts';
import { enterWindow } from './testing/enter-window.ts';
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

const printed: string[] = [];
let server: WebServer;
let origin: string;

beforeEach(async () => {
  printed.length = 0;
  server = await startWebServer({ pages, port: 0, onEntered: (next) => printed.push(next) });
  await server.serve(router, () => undefined);
  origin = new URL(server.address).origin;
});
afterEach(() => server.close());

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** As it is: `fetch` would tidy the path and choose the Host header itself. */
function ask(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
  body?: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(origin, { path, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const tokenOf = (address: string) => new URL(address).hash.slice(1);
const cookie = async () => (await enterWindow(server.address)).cookie;

it('exchanges the printed token for a cookie no script can read, for our path alone, and a key', async () => {
  const answer = await ask('/enter', { origin }, 'POST', tokenOf(server.address));
  expect(answer.status).toBe(200);
  expect(answer.body).toMatch(/^[\w-]{43}$/);
  const [set] = answer.headers['set-cookie'] ?? [];
  expect(set).toMatch(/; HttpOnly; SameSite=Strict; Path=\/backoffice\/$/);
  expect(set).not.toContain(answer.body);
  const opened = await ask('/backoffice/', { cookie: set?.split(';')[0] ?? '' });
  expect(opened).toMatchObject({ status: 200, body: '<p>window</p>' });
});

it('lets in once by each address, and tells the next one', async () => {
  const first = server.address;
  await enterWindow(first);
  expect(printed).toEqual([server.address]);
  expect(server.address).not.toBe(first);
  expect((await ask('/enter', { origin }, 'POST', tokenOf(first))).status).toBe(401);
  expect(printed.length).toBe(1);
  // Whoever comes later is in the same session.
  const [one, other] = [await enterWindow(server.address), await enterWindow(server.address)];
  expect(one).toEqual(other);
});

it.each([
  ['nothing', ''],
  ['a wrong one', 'x'.repeat(43)],
  ['one that is too long', 'x'.repeat(10_000)],
])('gives nothing for %s as a token', async (_name, body) => {
  const answer = await ask('/enter', { origin }, 'POST', body).catch(() => null);
  expect(answer?.status ?? 401).toBe(401);
  expect(answer?.headers['set-cookie']).toBeUndefined();
  expect(printed).toEqual([]);
});

it('gives nothing to a page of another origin that knows the token', async () => {
  const token = tokenOf(server.address);
  for (const headers of [{}, { origin: 'https://evil.example' }, { origin: 'null' }])
    expect((await ask('/enter', headers, 'POST', token)).status).toBe(403);
  expect((await ask('/enter', { origin, host: 'evil.example' }, 'POST', token)).status).toBe(421);
  expect((await ask(`/enter?${token}`, { origin })).status, 'by GET').toBe(404);
  expect(tokenOf(server.address)).toBe(token);
});

it.each([
  ['nothing', {}, '/backoffice/'],
  ['the token in the address', {}, '/backoffice/?token='],
  ['a wrong cookie', { cookie: 'backoffice_1=abc' }, '/backoffice/'],
  ['a wrong bearer', { authorization: 'Bearer abc' }, '/backoffice/assets/index-1.js'],
] as const)('answers %s with words and a way in, in both languages', async (_name, headers, path) => {
  const token = tokenOf(server.address);
  for (const [language, first] of [
    ['sv-SE,sv;q=0.9', 'sv'],
    ['en-GB,en;q=0.9', 'en'],
  ] as const) {
    const {
      status,
      body,
      headers: said,
    } = await ask(path.replace('=', `=${token}`), {
      ...headers,
      'accept-language': language,
    });
    expect([status, said['content-type']]).toEqual([401, 'text/html; charset=utf-8']);
    expect(body).not.toContain('<p>window</p>');
    expect(body).toContain(`<html lang="${first}">`);
    for (const locale of locales) expect(body).toContain(createTranslator(locale).t('cli.door.how'));
    expect(String(said['content-security-policy'])).toContain("default-src 'none'");
  }
});

it('shows the same to an old bookmark beside the window', async () => {
  for (const path of ['/log.html', '/backoffice', '/?token=abc']) {
    const { body } = await ask(path);
    expect(body, path).toContain(createTranslator('sv').t('cli.door.how'));
  }
});

it('answers no other name than the loopback ones: a name that was pointed here is turned away', async () => {
  const known = await cookie();
  expect((await ask('/backoffice/', { cookie: known, host: 'evil.example' })).status).toBe(421);
  expect((await ask('/', { host: 'evil.example' })).status).toBe(421);
  expect((await ask('/backoffice/', { cookie: known, host: new URL(origin).host })).status).toBe(200);
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
    for (const at of [path, `/backoffice${path}`])
      expect((await ask(at, { cookie: known })).status, at).toBe(404);
  }
  expect((await ask('/backoffice/', { cookie: known }, 'POST')).status).toBe(405);
});

it('allows no script but its own, no frame around it and no page of another origin', async () => {
  const { headers } = await ask('/backoffice/', { cookie: await cookie() });
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['access-control-allow-origin']).toBeUndefined();
  expect(headers['cache-control']).toBe('no-store');
});

interface Knock {
  readonly headers?: Record<string, string>;
  readonly protocols?: readonly string[];
  readonly path?: string;
}

function open({
  headers = {},
  protocols = [],
  path = '/backoffice/rpc',
}: Knock): Promise<WebSocket | number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}${path}`, [...protocols], { headers });
    socket.once('open', () => resolve(socket));
    socket.once('unexpected-response', (_request, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    socket.on('error', () => undefined);
  });
}

it('opens the line to its own page only, and not by the cookie alone, which every port here is sent', async () => {
  const { cookie: known, key, protocols } = await enterWindow(server.address);
  expect(await open({ headers: { cookie: known }, protocols }), 'no origin').toBe(403);
  expect(await open({ headers: { cookie: known, origin: 'https://evil.example' }, protocols })).toBe(403);
  expect(await open({ headers: { cookie: known, origin: 'null' }, protocols })).toBe(403);
  expect(await open({ headers: { origin }, protocols }), 'no cookie').toBe(401);
  expect(await open({ headers: { cookie: known, origin } }), 'no key').toBe(401);
  const guessed = [...protocols.slice(0, 1), 'x'.repeat(43)];
  expect(await open({ headers: { cookie: known, origin }, protocols: guessed }), 'a wrong key').toBe(401);
  const sealed = known.slice(known.indexOf('=') + 1);
  expect(await open({ headers: { cookie: known, origin }, protocols: ['backoffice', sealed] })).toBe(401);
  expect(await open({ headers: { cookie: known, origin }, protocols, path: '/other' })).toBe(404);
  expect(await open({ headers: { cookie: known, origin, host: 'evil.example' }, protocols })).toBe(421);
  const socket = await open({ headers: { cookie: known, origin }, protocols });
  if (!(socket instanceof WebSocket)) throw new Error(`refused with ${socket}`);
  expect(socket.protocol, 'the key is not said back').not.toContain(key);
  const client = createORPCClient(new RPCLink({ websocket: socket as never })) as {
    host: { keepSecretsForSession(): Promise<unknown> };
  };
  expect(await client.host.keepSecretsForSession()).toEqual({ secrets: 'session' });
  socket.close();
});

/** Somebody who never says that no more will come. Resolves when the server has let go of the line. */
async function knockAndStay(target: string): Promise<void> {
  const { port, host: name } = new URL(origin);
  const socket = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true });
  const gone = new Promise((resolve) => socket.once('error', resolve));
  socket.write(
    `GET ${target} HTTP/1.1\r\nHost: ${name}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  );
  const [answer] = await new Promise<Buffer[]>((resolve) => socket.once('data', (data) => resolve([data])));
  expect(String(answer)).toMatch(/^HTTP\/1.1 403 /);
  // Only whoever writes on is told that nobody listens any more.
  const writing = setInterval(() => socket.write('x'), 20);
  await gone;
  clearInterval(writing);
  socket.destroy();
}

it('lets go of a line that it turns away, also where the other end does not', async () => {
  await Promise.all(['/backoffice/rpc', '/other', '//'].map(knockAndStay));
});

it('holds so many lines at once and no more, and answers again when they have gone', async () => {
  const { port } = new URL(origin);
  const strangers = Array.from({ length: 400 }, () => connect(Number(port), '127.0.0.1'));
  // Whoever has been let in and says nothing is told so in the end; whoever has not hears nothing.
  const closed = strangers.map(async (stranger) => {
    let said = '';
    stranger.on('error', () => undefined).on('data', (text) => (said += text));
    await once(stranger, 'close');
    return said;
  });
  expect(await Promise.race(closed)).toBe('');
  for (const stranger of strangers) stranger.destroy();
  const answered = () =>
    ask('/').then(
      ({ status }) => status,
      () => 0,
    );
  await expect.poll(answered).toBe(200);
});

it('tells a page whether it is let in, for a page is not told why its line was turned away', async () => {
  const { cookie: known, key } = await enterWindow(server.address);
  const isLetIn = async (headers: Record<string, string>) => (await ask('/backoffice/let-in', headers)).body;
  expect(await isLetIn({ cookie: known, authorization: `Bearer ${key}` })).toBe('true');
  expect(await isLetIn({ cookie: known })).toBe('false');
  expect(await isLetIn({ authorization: `Bearer ${key}` })).toBe('false');
});

it('cuts everyone off between two sessions, and lets them come again', async () => {
  const { cookie: known, protocols } = await enterWindow(server.address);
  const knock = { headers: { cookie: known, origin }, protocols };
  const served = await server.serve(router, () => undefined);
  const socket = await open(knock);
  if (!(socket instanceof WebSocket)) throw new Error(`refused with ${socket}`);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await served.close();
  await closed;
  expect(await open(knock), 'nothing is served').toBe(503);
  await server.serve(router, () => undefined);
  const again = await open(knock);
  expect(again).toBeInstanceOf(WebSocket);
  if (again instanceof WebSocket) again.close();
});
