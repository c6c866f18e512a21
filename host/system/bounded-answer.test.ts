/** An answer without an end, one that unpacks to more than anybody has, and one that trickles: none keeps the program. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, it } from 'vitest';
import type { AnswerLimits } from '../../engine/ports.ts';
import { silentPorts } from '../testing/ports.ts';
import { createHttp } from './http.ts';
import { createRedactor } from './redaction.ts';

const MEGABYTE = 1024 * 1024;
let server: Server | null = null;
/** The other end has let go. */
let letGo = Promise.withResolvers<void>();
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
});

async function open(answer: RequestListener): Promise<string> {
  letGo = Promise.withResolvers();
  server = createServer((request, response) => {
    response.on('error', () => undefined).on('close', () => letGo.resolve());
    answer(request, response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const http = createHttp({
  redactor: createRedactor(),
  log: silentPorts().log,
  findRoutes: async () => [null],
});

async function readAll(url: string, limits?: AnswerLimits): Promise<unknown> {
  const response = await http(new Request(url), limits);
  return response.text().catch((error: unknown) => (error as Error).cause);
}
const cutShort = expect.objectContaining({ code: 'ERESPONSETOOLARGE' });

it('an answer without an end is cut, and its connection closed', async () => {
  const part = Buffer.alloc(MEGABYTE, ' ');
  const url = await open((_request, response) => {
    const more = () => {
      while (!response.destroyed && response.write(part));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  });
  expect(await readAll(url)).toEqual(cutShort);
  await letGo.promise;
});

it('one that unpacks to gigabytes is cut long before', async () => {
  const packed = gzipSync(Buffer.alloc(48 * MEGABYTE));
  expect(packed.length).toBeLessThan(MEGABYTE);
  const url = await open((_request, response) => {
    response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(packed);
  });
  expect(await readAll(url)).toEqual(cutShort);
});

it('one that trickles is cut when its time is over, also where nobody reads it', async () => {
  const trickle: RequestListener = (_request, response) => {
    const drip = setInterval(() => response.write(' '), 5);
    response.on('close', () => clearInterval(drip));
  };
  const limits = { bytes: MEGABYTE, ms: 200 };
  expect(await readAll(await open(trickle), limits)).toEqual(cutShort);
  await letGo.promise;
  server?.close();
  await http(new Request(await open(trickle)), limits);
  await letGo.promise;
});

it('any other arrives as it is, with its status and its headers', async () => {
  const text = 'x'.repeat(20 * MEGABYTE);
  const url = await open((request, response) => {
    request.resume();
    if (request.method === 'DELETE') response.writeHead(204).end();
    else
      response
        .writeHead(request.method === 'PUT' ? 999 : 418, { Date: 'then', 'Retry-After': '7' })
        .end(text);
  });
  const response = await http(new Request(url));
  expect([response.status, response.headers.get('retry-after'), response.headers.get('date')]).toEqual([
    418,
    '7',
    'then',
  ]);
  expect((await response.text()).length).toBe(text.length);
  expect((await http(new Request(url, { method: 'DELETE' }))).status).toBe(204);
  expect((await http(new Request(url, { method: 'PUT' }))).status).toBe(599);
});

it('a whole shop may be larger, where it is asked for', async () => {
  const url = await open((_request, response) => response.end(Buffer.alloc(40 * MEGABYTE, 'x')));
  const large = { bytes: 64 * MEGABYTE, ms: 600_000 };
  expect(String(await readAll(url, large)).length).toBe(40 * MEGABYTE);
});
