/** Speaks to the process that owns the data directory, when there is one. */
import { connect } from 'node:net';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { WebSocket } from 'ws';
import type { Client } from './load-engine.ts';
import { isSafeAddress } from './socket.ts';

export interface RemoteEngine {
  readonly client: Client;
  /** True once the other process has hung up. */
  isLost(): boolean;
  close(): void;
}

/** Null when nobody answers: no socket, or one left behind by a killed process. */
export async function connectRemote(address: string): Promise<RemoteEngine | null> {
  if (!isSafeAddress(address, false)) return null;
  const socket = new WebSocket('ws://backoffice/', {
    createConnection: () => connect({ path: address }),
    handshakeTimeout: 5_000,
    maxPayload: 512 * 1024 * 1024,
  });
  const isOpen = await new Promise<boolean>((resolve) => {
    socket.once('open', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
  if (!isOpen) return null;

  let isLost = false;
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    isLost = true;
  });
  return {
    client: createORPCClient<Client>(new RPCLink({ websocket: forgiving(socket) })),
    isLost: () => isLost,
    close: () => socket.close(),
  };
}

/**
 * The link tells the other side when a stream is given up, and lets nobody catch it when that side has gone: such a
 * message is dropped here. A call made too late is told again that the socket is closed, so that it does not wait.
 */
function forgiving(socket: WebSocket): ConstructorParameters<typeof RPCLink>[0]['websocket'] {
  const closeListeners = new Set<() => void>();
  const forwarding = {
    addEventListener: (type: string, listener: (event: unknown) => void) => {
      if (type === 'close') closeListeners.add(() => listener(undefined));
      socket.addEventListener(type as 'message', listener);
    },
    removeEventListener: (type: string, listener: (event: unknown) => void) => {
      socket.removeEventListener(type as 'message', listener);
    },
    send: (data: string | Uint8Array) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(data);
      else setImmediate(() => closeListeners.forEach((tell) => void tell()));
    },
    readyState: WebSocket.OPEN,
  };
  return forwarding as unknown as ConstructorParameters<typeof RPCLink>[0]['websocket'];
}
