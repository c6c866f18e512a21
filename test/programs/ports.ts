/** Ports that a program cannot have. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';

/** Another program's. */
export interface BusyPort {
  readonly port: number;
  close(): void;
}

/** A port of loopback that is somebody else's until it is closed; 0: any. */
export async function occupy(port = 0): Promise<BusyPort> {
  const server: Server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}

/** So many free ports after one another; the first of them. */
export async function freeRow(count: number): Promise<number> {
  for (;;) {
    const held: BusyPort[] = [await occupy()];
    const first = held[0]?.port ?? 0;
    try {
      while (held.length < count) held.push(await occupy(first + held.length));
      return first;
    } catch {
      // Somebody has one of them: from somewhere else, then.
    } finally {
      for (const one of held) one.close();
    }
  }
}

/** Words of a shell that come before a program's, which then may not have the ports of the administrator. */
export const asNobody =
  process.getuid?.() === 0 ? 'exec setpriv --inh-caps=-all --bounding-set=-net_bind_service' : 'exec';

const tried = spawnSync('/bin/bash', [
  '-c',
  `${asNobody} "$@"`,
  'bash',
  process.execPath,
  '-e',
  `require('net').createServer().on('error', ({ code }) => process.exit(code === 'EACCES' ? 13 : 1)).listen(80, '127.0.0.1', () => process.exit(0))`,
]);
/** Does this system keep some ports for the administrator? Containers may have been told not to. */
export const keepsPorts = tried.status === 13;
