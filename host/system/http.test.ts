/** Calls that fail for real on this computer, and the name that the engine has for each. */
import { once } from 'node:events';
import { createServer as createPlain } from 'node:http';
import { createServer, type Server } from 'node:https';
import {
  type AddressInfo,
  type Socket as Connection,
  createServer as createSocket,
  type Server as Socket,
} from 'node:net';
import tls from 'node:tls';
import { afterEach, expect, it } from 'vitest';
import { receive } from '../../engine/receive.ts';
import { createAuthority } from '../testing/authority.ts';
import { silentPorts } from '../testing/ports.ts';
import { createHttp } from './http.ts';
import { createRedactor } from './redaction.ts';
import type { Route } from './routes.ts';

const open: (Server | Socket)[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) {
    if ('closeAllConnections' in server) server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listen(server: Server | Socket): Promise<number> {
  open.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}

const httpBy = (routes: readonly Route[], isOnline = true) =>
  createHttp({
    redactor: createRedactor(),
    log: silentPorts().log,
    findRoutes: () => Promise.resolve(routes),
    isOnline: () => isOnline,
  });

/** What is known of a call that nobody answers. Its time never runs out. */
async function failureOf(url: string, isOnline = true): Promise<unknown> {
  const http = httpBy([null], isOnline);
  const monotonic = { ...silentPorts().monotonic, sleep: () => new Promise<void>(() => undefined) };
  const headers = { 'X-Auth-Token': 'hemlig-session' };
  return receive(monotonic, 1, async () => http(new Request(url, { headers })));
}

const named = (failure: string | null, why: RegExp) => ({
  came: 'nothing',
  failure,
  why: expect.stringMatching(why),
  waitedMs: 0,
});

const authority = createAuthority('Skyddet CA');
const secured = (host: string, validity?: Parameters<typeof authority.issue>[1]) =>
  listen(createServer(authority.issue(host, validity), (_request, response) => response.end('hej')));

it('a port where nobody listens is a server that is down', async () => {
  const port = await listen(createSocket());
  await new Promise((resolve) => open.pop()?.close(resolve));
  expect(await failureOf(`http://127.0.0.1:${port}/`)).toEqual(
    named('serverDown', /^no answer \(ECONNREFUSED: connect ECONNREFUSED 127/),
  );
});

it('a server that breaks off is down', async () => {
  const port = await listen(createSocket((socket) => socket.once('data', () => socket.destroy())));
  expect(await failureOf(`http://127.0.0.1:${port}/`)).toEqual(
    named('serverDown', /UND_ERR_SOCKET|ECONNRESET/),
  );
});

it('a name nobody knows is not found, and without a network it is the network that is missing', async () => {
  const url = 'https://finns-inte.invalid/';
  expect(await failureOf(url)).toEqual(named('nameNotFound', /ENOTFOUND|EAI_AGAIN/));
  expect(await failureOf(url, false)).toEqual(named('noNetwork', /^no answer \(ENETDOWN: /));
});

it('a certificate of an authority that the computer does not know is told as that', async () => {
  const port = await secured('127.0.0.1');
  expect(await failureOf(`https://127.0.0.1:${port}/`)).toEqual(
    named('certificateUnknown', /UNABLE_TO_VERIFY_LEAF_SIGNATURE: unable to verify/),
  );
});

it('so is one that holds for another name', async () => {
  const port = await secured('annan.example');
  const told = await failureOf(`https://127.0.0.1:${port}/`);
  expect(told).toMatchObject({ failure: 'certificateUnknown' });
});

it('one that does not hold today is told as that', async () => {
  const before = tls.getCACertificates('default');
  tls.setDefaultCACertificates([...before, authority.certificate]);
  const [past, soon] = [new Date('2020-01-01'), new Date('2200-01-01')];
  const days = [
    { from: past, until: new Date('2020-02-01'), code: /CERT_HAS_EXPIRED/ },
    { from: soon, until: new Date('2200-02-01'), code: /CERT_NOT_YET_VALID/ },
  ];
  for (const { code, ...validity } of days) {
    const port = await secured('127.0.0.1', validity);
    expect(await failureOf(`https://127.0.0.1:${port}/`)).toEqual(named('certificateDate', code));
  }
  tls.setDefaultCACertificates(before);
});

it('a request that cannot be built has no name, and repeats no secret', async () => {
  const http = httpBy([null]);
  const monotonic = { ...silentPorts().monotonic, sleep: () => new Promise<void>(() => undefined) };
  const received = await receive(monotonic, 1, async () =>
    http(new Request('http://127.0.0.1:9/', { headers: { 'X-Auth-Token': 'hemlig\u2013session' } })),
  );
  expect(received).toEqual({ came: 'nothing', failure: null, why: 'no answer (TypeError)', waitedMs: 0 });
});

it('a proxy that is away is passed by where there is another way, and refuses where there is none', async () => {
  const server = createPlain((_request, response) => response.end('hej'));
  const url = `http://127.0.0.1:${await listen(server)}/`;
  const port = await listen(createSocket());
  await new Promise((resolve) => open.pop()?.close(resolve));
  const away = `http://127.0.0.1:${port}`;
  const answer = await httpBy([away, null])(new Request(url, { method: 'POST', body: 'saldo' }));
  expect(await answer.text()).toBe('hej');
  await expect(httpBy([away])(new Request(url))).rejects.toMatchObject({
    cause: { code: 'EPROXY', message: expect.stringContaining('ECONNREFUSED') },
  });
  await expect(httpBy(['socks5://127.0.0.1:1080'])(new Request(url))).rejects.toMatchObject({
    cause: { code: 'EPROXY' },
  });
});

it('drops its connections when they may be dead: the next call makes one of its own', async () => {
  const connections: Connection[] = [];
  const server = createPlain((_request, response) => response.end('hej'));
  server.on('connection', (socket) => connections.push(socket));
  const port = await listen(server);
  let afresh: () => void = () => undefined;
  const http = createHttp({
    redactor: createRedactor(),
    log: silentPorts().log,
    findRoutes: () => Promise.resolve([null]),
    onAfresh: (listener) => {
      afresh = listener;
    },
  });
  const call = async () => (await http(new Request(`http://127.0.0.1:${port}/`))).text();
  await call();
  expect(connections).toHaveLength(1);
  const closed = connections.map((socket) => once(socket, 'close'));
  afresh();
  await Promise.all(closed);
  expect(await call()).toBe('hej');
  expect(connections).toHaveLength(2);
});
