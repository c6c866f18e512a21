/** Serves the owner's engine to the other commands of the same user. */
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { onError } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import { WebSocketServer } from 'ws';
import { asCannotListen, CannotListen } from './cannot-listen.ts';
import { readable } from './line-message.ts';
import type { HostedEngine } from './load-engine.ts';
import { isSafeAddress } from './socket.ts';

const FAREWELL_MS = 500;

export interface SocketServer {
  close(): Promise<void>;
}

/** @throws CannotListen where a folder lies there, which is somebody's */
function removeLeftOver(address: string): void {
  try {
    rmSync(address, { force: true });
  } catch (error) {
    throw new CannotListen('taken', address, null, { cause: error });
  }
}

/** Call it only while owning the data directory: a socket left by a killed owner is removed. @throws CannotListen */
export async function serveEngine(
  address: string,
  router: HostedEngine['router'],
  report: (error: unknown) => void,
): Promise<SocketServer> {
  if (!isSafeAddress(address, true)) throw new Error(`the folder of ${address} is not ours alone`);
  if (process.platform !== 'win32') removeLeftOver(address);

  const handler = new RPCHandler(router, { interceptors: [onError(report)] });
  const server = createServer((_request, response) => response.writeHead(426).end());
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    socket.on('error', () => socket.terminate());
    void handler.upgrade(readable(socket), { context: {} });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(asCannotListen(error, address)));
    // The socket is made during this call: with this mask nobody else can open it, not even for a moment.
    const mask = process.umask(0o177);
    try {
      server.listen(address, resolve);
    } finally {
      process.umask(mask);
    }
  });

  return {
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets.clients) socket.close(1001);
      const impatience = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate();
      }, FAREWELL_MS);
      await closed;
      clearTimeout(impatience);
    },
  };
}
