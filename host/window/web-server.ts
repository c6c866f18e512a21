/**
 * The window over HTTP and WebSocket, for the user of this computer alone: it listens on loopback, wants a random token, and
 * answers no page of another origin. The token comes in the printed address once and is a cookie from then on.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { onError } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { pageHeaders } from '../../shared/words/window-policy.ts';
import { readable } from '../line-message.ts';
import { type Admission, createAdmission } from './admission.ts';
import type { Page } from './pages.ts';
import { readTarget } from './request-target.ts';
import type { WindowRouter } from './sessions.ts';

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
  let handler: RPCHandler<Record<never, never>> | null = null;
  const server = createServer();
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  const admission = createAdmission(taken);

  server.on('request', (request, response) => answerPage(pages, admission, request, response));
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    // Between two sessions there is no handler: the window comes again in a moment.
    const serving = handler;
    const refusal = refusalOfLine(admission, request) ?? (serving ? null : '503 Service Unavailable');
    if (serving === null || refusal !== null)
      return void socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\n\r\n`);
    sockets.handleUpgrade(request, socket, head, (accepted: WebSocket) => {
      accepted.on('error', () => accepted.terminate());
      void serving.upgrade(readable(accepted), { context: {} });
    });
  });

  const cutOff = () => {
    handler = null;
    return closeAll(sockets);
  };
  return {
    address: `http://127.0.0.1:${taken}/?token=${admission.token}`,
    serve: (router, report) => {
      handler = new RPCHandler(router, { interceptors: [onError(report)] });
      return Promise.resolve({ close: cutOff });
    },
    close: async () => {
      await cutOff();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const wrongToken = 'Öppna adressen som programmet skrev ut.\nOpen the address that the program printed.\n';

function answerPage(
  pages: WebServerOptions['pages'],
  admission: Admission,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const refuse = (status: number, words: string) =>
    response.writeHead(status, { ...pageHeaders, 'Content-Type': 'text/plain; charset=utf-8' }).end(words);
  if (!admission.isForUs(request)) return void refuse(421, 'Unknown host.');
  if (request.method !== 'GET' && request.method !== 'HEAD') return void refuse(405, 'Only GET and HEAD.');
  const target = readTarget(request.url ?? '');
  if (target === null) return void refuse(400, 'Unknown address.');
  const page = pages.get(target.path);
  const given = target.query.get('token');
  if (given !== null) {
    if (!admission.isToken(given)) return void refuse(401, wrongToken);
    // Out of the address line, and so out of the history.
    const headers = { 'Set-Cookie': admission.setCookie, Location: page ? target.path : '/' };
    return void response.writeHead(303, { ...pageHeaders, ...headers }).end();
  }
  if (!admission.isLetIn(request)) return void refuse(401, wrongToken);
  if (page === undefined) return void refuse(404, 'Not found.');
  response.writeHead(200, {
    ...pageHeaders,
    'Content-Type': page.type,
    'Content-Length': page.body.length,
    'Cache-Control': page.isForever ? 'private, max-age=31536000, immutable' : 'no-store',
  });
  response.end(request.method === 'HEAD' ? undefined : page.body);
}

/** Why a request for a WebSocket is turned away: a status line; null when it is let in. */
function refusalOfLine(admission: Admission, request: IncomingMessage): string | null {
  if (!admission.isForUs(request)) return '421 Misdirected Request';
  if (!admission.isFromUs(request)) return '403 Forbidden';
  if (!admission.isLetIn(request)) return '401 Unauthorized';
  return request.url === '/rpc' ? null : '404 Not Found';
}

/** Asks all who are connected to go, and cuts off who has not gone after a moment. */
async function closeAll(sockets: WebSocketServer): Promise<void> {
  const open = [...sockets.clients];
  for (const socket of open) socket.close(1001);
  const impatience = setTimeout(() => {
    for (const socket of open) socket.terminate();
  }, FAREWELL_MS);
  await Promise.all(
    open.map((socket) => socket.readyState === 3 || new Promise((done) => socket.once('close', done))),
  );
  clearTimeout(impatience);
}
