/** The ways to an engine: in process, over a MessagePort as a window of the desktop, over both kinds of WebSocket. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import { createRouterClient } from '@orpc/server';
import { WebSocket } from 'ws';
import { createWindows } from '../../host/desktop/windows.ts';
import { socketAddress } from '../../host/socket.ts';
import { connectRemote } from '../../host/socket-client.ts';
import { serveEngine } from '../../host/socket-server.ts';
import type { WindowRouter } from '../../host/window/sessions.ts';
import { enterWindow } from '../../host/window/testing/enter-window.ts';
import { startWebServer } from '../../host/window/web-server.ts';

/** One connection; `Client` is what the router answers. */
export interface Line<Client> {
  readonly client: Client;
  /** Aborts when the other side has hung up. */
  readonly broken: AbortSignal;
  close(): void;
}

/** What can be said on a wire without being asked for its shape. */
export interface RawLine {
  readonly broken: AbortSignal;
  send(message: string | Uint8Array): void;
  close(): void;
}

export interface Way<Client> {
  readonly name: string;
  open(): Promise<Line<Client>>;
  /** Null: there is no wire. */
  openRaw: (() => Promise<RawLine>) | null;
  /** Hangs up on everybody. */
  close(): Promise<void>;
}

export type Report = (error: unknown) => void;

/** Every way is made alike: by a router, and who is told what a handler threw. */
export async function inProcess<Client>(router: WindowRouter): Promise<Way<Client>> {
  const never = new AbortController().signal;
  const client = createRouterClient(router, { context: {} }) as Client;
  return {
    name: 'in process',
    open: async () => ({ client, broken: never, close: () => undefined }),
    openRaw: null,
    close: async () => undefined,
  };
}

export async function overPort<Client>(router: WindowRouter, report: Report): Promise<Way<Client>> {
  const windows = createWindows();
  const served = await windows.serve(router, report);
  const connect = () => {
    const { port1, port2 } = new MessageChannel();
    const broken = new AbortController();
    port1.on('close', () => broken.abort());
    windows.take(port2);
    return { port: port1, broken: broken.signal };
  };
  return {
    name: 'over a port',
    open: async () => {
      const { port, broken } = connect();
      return {
        client: createORPCClient(new PortLink({ port })) as Client,
        broken,
        close: () => port.close(),
      };
    },
    openRaw: async () => {
      const { port, broken } = connect();
      return { broken, send: (message) => port.postMessage(message), close: () => port.close() };
    },
    close: served.close,
  };
}

/** As a window in a browser. */
export async function overWeb<Client>(router: WindowRouter, report: Report): Promise<Way<Client>> {
  const server = await startWebServer({ pages: new Map(), port: 0 });
  const served = await server.serve(router, report);
  const { origin, cookie, protocols } = await enterWindow(server.address);
  const connect = () =>
    opened(
      new WebSocket(`${origin.replace('http', 'ws')}/backoffice/rpc`, [...protocols], {
        headers: { origin, cookie },
      }),
    );
  return {
    name: 'over the web',
    open: async () => {
      const { socket, broken } = await connect();
      return {
        client: createORPCClient(new SocketLink({ websocket: patient(socket) })) as Client,
        broken,
        close: () => socket.close(),
      };
    },
    openRaw: async () => {
      const { socket, broken } = await connect();
      return { broken, send: (message) => socket.send(message), close: () => socket.close() };
    },
    close: async () => {
      await served.close();
      await server.close();
    },
  };
}

/** As a command beside the program. */
export async function overSocket<Client>(router: WindowRouter, report: Report): Promise<Way<Client>> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'backoffice-contract-')));
  const server = await serveEngine(socketAddress(folder), router, report);
  return {
    name: 'over the socket',
    open: async () => {
      const remote = await connectRemote(socketAddress(folder));
      if (remote === null) throw new Error('nobody answers');
      const broken = new AbortController();
      const poll = setInterval(() => {
        if (remote.isLost()) broken.abort();
      }, 5);
      poll.unref();
      broken.signal.addEventListener('abort', () => clearInterval(poll));
      return { client: remote.client as Client, broken: broken.signal, close: remote.close };
    },
    // The same protocol as over the web, with an owner on both ends.
    openRaw: null,
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function everyWay<Client>(router: WindowRouter, report: Report): Promise<Way<Client>[]> {
  return [
    await inProcess<Client>(router),
    await overPort<Client>(router, report),
    await overWeb<Client>(router, report),
    await overSocket<Client>(router, report),
  ];
}

async function opened(socket: WebSocket): Promise<{ socket: WebSocket; broken: AbortSignal }> {
  const broken = new AbortController();
  socket.on('close', () => broken.abort());
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  socket.on('error', () => socket.terminate());
  return { socket, broken: broken.signal };
}

/** What is said to a side that has gone is dropped, as the window's own line does. */
function patient(socket: WebSocket): ConstructorParameters<typeof SocketLink>[0]['websocket'] {
  return {
    addEventListener: socket.addEventListener.bind(socket),
    removeEventListener: socket.removeEventListener.bind(socket),
    send: (data: string | Uint8Array) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(data);
    },
    readyState: WebSocket.OPEN,
  } as unknown as ConstructorParameters<typeof SocketLink>[0]['websocket'];
}
