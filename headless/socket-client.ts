/** Speaks to the process that owns the data directory, when there is one. */
import { connect } from 'node:net';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { WebSocket } from 'ws';
import type { Client } from './engine-door.ts';
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

  let lost = false;
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    lost = true;
  });
  const link = new RPCLink({ websocket: socket as unknown as globalThis.WebSocket });
  return {
    client: createORPCClient<Client>(link),
    isLost: () => lost,
    close: () => socket.close(),
  };
}
