/**
 * The window over HTTP and WebSocket, for the user of this computer alone: it listens on loopback, wants a random token, and
 * answers no page of another origin. The token comes in a printed address, once; then another address is printed.
 * Behind a proxy that speaks TLS it answers to the proxy's name alone, and may listen where the proxy finds it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { onError } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { lineProtocol } from '../../shared/words/window-entry.ts';
import { readable } from '../line-message.ts';
import { type Admission, createAdmission } from './admission.ts';
import { answerRequest, windowPath } from './answer-request.ts';
import type { Page } from './pages.ts';
import type { WindowRouter } from './sessions.ts';

/** Article numbers of a large list fit; nothing a window sends is larger. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
const FAREWELL_MS = 500;
/** Nothing that is asked for takes a browser of this computer longer to say. */
const MAX_REQUEST_MS = 30_000;
/** Many windows in many tabs. More would take from the engine what it opens its own files and lines with. */
const MAX_LINES = 256;

export interface WebServer {
  /** Lets one browser in, once; another one after that. */
  readonly address: string;
  /** Serves another router from now on; who was connected to the one before is cut off. */
  serve(router: WindowRouter, report: (error: unknown) => void): Promise<{ close(): Promise<void> }>;
  close(): Promise<void>;
}

/** Something in front that speaks TLS with the browsers and hands on what they ask. */
export interface Proxied {
  /** As browsers know it: `https://name`, without a path. */
  readonly origin: string;
  /** Where the proxy finds the server: an address of this computer's. */
  readonly listen: string;
}

export interface WebServerOptions {
  readonly pages: ReadonlyMap<string, Page>;
  /** 0: a free one. Rejects with `EADDRINUSE` where it is taken. */
  readonly port: number;
  /** Absent: for the browsers of this computer. */
  readonly behind?: Proxied | undefined;
  /** An address has been used; `next` is the one that lets in from now on. */
  readonly onEntered?: (next: string) => void;
}

export async function startWebServer(options: WebServerOptions): Promise<WebServer> {
  const { pages, port, behind, onEntered } = options;
  let handler: RPCHandler<Record<never, never>> | null = null;
  const server = createServer({ requestTimeout: MAX_REQUEST_MS, headersTimeout: MAX_REQUEST_MS });
  server.maxConnections = MAX_LINES;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    handleProtocols: () => lineProtocol,
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, behind?.listen ?? '127.0.0.1', resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  const here = [`http://127.0.0.1:${taken}`, `http://localhost:${taken}`] as const;
  const origin = behind?.origin ?? here[0];
  const admission = createAdmission(behind ? [origin] : here, taken, windowPath);
  const address = () => `${origin}/#${admission.token}`;

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    response.on('error', () => response.destroy());
    answerRequest({ pages, admission, onEntered: () => onEntered?.(address()) }, request, response);
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    // Between two sessions there is no handler: the window comes again in a moment.
    const serving = handler;
    const refusal = refusalOfLine(admission, request) ?? (serving ? null : '503 Service Unavailable');
    if (serving === null || refusal !== null) {
      // No time limit of the server's holds here any more: whoever never hangs up would keep the line.
      const letGo = () => socket.destroy();
      return void socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\n\r\n`, letGo);
    }
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
    get address() {
      return address();
    },
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

/** Why a request for a WebSocket is turned away: a status line; null when it is let in. */
function refusalOfLine(admission: Admission, request: IncomingMessage): string | null {
  if (!admission.isForUs(request)) return '421 Misdirected Request';
  if (!admission.isFromUs(request)) return '403 Forbidden';
  if (!admission.isLetIn(request) || !admission.hasKey(request)) return '401 Unauthorized';
  return request.url === `${windowPath}rpc` ? null : '404 Not Found';
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
