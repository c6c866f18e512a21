/**
 * The window over HTTP and WebSocket, for the user of this computer alone: it listens on loopback, wants a random token, and
 * answers no page of another origin. The token comes in the printed address once and is a cookie from then on.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { onError } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { pageHeaders } from '../../shared/words/window-policy.ts';
import type { Page } from './pages.ts';
import type { WindowRouter } from './worlds.ts';

/** Article numbers of a large list fit; nothing a window sends is larger. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
const FAREWELL_MS = 500;

export interface WebServer {
  /** With the token: whoever has it is let in. */
  readonly address: string;
  /** Serves another router from now on; who was connected to the one before is cut off. */
  serve(router: WindowRouter, report: (error: unknown) => void): Promise<{ close(): Promise<void> }>;
  close(): Promise<void>;
}

export interface WebServerOptions {
  readonly pages: ReadonlyMap<string, Page>;
  /** 0: a free one. Rejects with `EADDRINUSE` where it is taken. */
  readonly port: number;
}

export async function startWebServer({ pages, port }: WebServerOptions): Promise<WebServer> {
  const token = randomBytes(32).toString('base64url');
  let handler: RPCHandler<Record<never, never>> | null = null;
  const server = createServer((request, response) => answer(request, response));
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  const hosts = [`127.0.0.1:${taken}`, `localhost:${taken}`];
  const origins = hosts.map((host) => `http://${host}`);
  const cookie = `backoffice_${taken}`;

  const isOurs = (request: IncomingMessage) => hosts.includes(request.headers.host ?? '');
  const isLetIn = (request: IncomingMessage) =>
    isSame(cookieOf(request, cookie), token) ||
    isSame(request.headers.authorization?.replace(/^Bearer /, '') ?? '', token);

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const refuse = (status: number, words: string) =>
      response.writeHead(status, { ...pageHeaders, 'Content-Type': 'text/plain; charset=utf-8' }).end(words);
    if (!isOurs(request)) return void refuse(421, 'Unknown host.');
    if (request.method !== 'GET' && request.method !== 'HEAD') return void refuse(405, 'Only GET and HEAD.');
    const url = new URL(request.url ?? '/', `http://${hosts[0]}`);
    const page = pages.get(url.pathname);
    if (url.searchParams.has('token')) {
      if (!isSame(url.searchParams.get('token') ?? '', token)) return void refuse(401, wrongToken);
      // Out of the address line, and so out of the history.
      const setCookie = `${cookie}=${token}; HttpOnly; SameSite=Strict; Path=/`;
      const where = page ? url.pathname : '/';
      return void response.writeHead(303, { ...pageHeaders, 'Set-Cookie': setCookie, Location: where }).end();
    }
    if (!isLetIn(request)) return void refuse(401, wrongToken);
    if (page === undefined) return void refuse(404, 'Not found.');
    response.writeHead(200, {
      ...pageHeaders,
      'Content-Type': page.type,
      'Content-Length': page.body.length,
      'Cache-Control': page.isForever ? 'private, max-age=31536000, immutable' : 'no-store',
    });
    response.end(request.method === 'HEAD' ? undefined : page.body);
  }

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refuse = (status: string) => socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
    socket.on('error', () => socket.destroy());
    if (!isOurs(request)) return void refuse('421 Misdirected Request');
    if (!origins.includes(request.headers.origin ?? '')) return void refuse('403 Forbidden');
    if (!isLetIn(request)) return void refuse('401 Unauthorized');
    if (request.url !== '/rpc') return void refuse('404 Not Found');
    // Between two worlds: the window comes again in a moment.
    const serving = handler;
    if (serving === null) return void refuse('503 Service Unavailable');
    sockets.handleUpgrade(request, socket, head, (accepted: WebSocket) => {
      accepted.on('error', () => accepted.terminate());
      void serving.upgrade(accepted, { context: {} });
    });
  });

  const farewell = async () => {
    handler = null;
    const open = [...sockets.clients];
    for (const socket of open) socket.close(1001);
    const impatience = setTimeout(() => {
      for (const socket of open) socket.terminate();
    }, FAREWELL_MS);
    await Promise.all(
      open.map((socket) => socket.readyState === 3 || new Promise((done) => socket.once('close', done))),
    );
    clearTimeout(impatience);
  };

  return {
    address: `http://127.0.0.1:${taken}/?token=${token}`,
    serve: (router, report) => {
      handler = new RPCHandler(router, { interceptors: [onError(report)] });
      return Promise.resolve({ close: farewell });
    },
    close: async () => {
      await farewell();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const wrongToken = 'Öppna adressen som programmet skrev ut.\nOpen the address that the program printed.\n';

function isSame(given: string, token: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(token)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function cookieOf(request: IncomingMessage, name: string): string {
  const all = (request.headers.cookie ?? '').split(';').map((part) => part.trim());
  return all.find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}
