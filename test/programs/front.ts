/** Stands before a server as a virus scanner or a company does: TLS with a certificate of its own authority. */
import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { createServer } from 'node:tls';
import type { Authority } from '../../host/testing/authority.ts';

export interface Front {
  readonly url: string;
  close(): Promise<void>;
}

/** `target`: a server on loopback, over http; `host`: whose certificate is shown. */
export async function openFront(target: string, authority: Authority, host = '127.0.0.1'): Promise<Front> {
  const open = new Set<Socket>();
  const server = createServer(authority.issue(host), (near) => {
    const far = connect(Number(new URL(target).port), '127.0.0.1');
    open.add(near).add(far);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.pipe(other);
      // Whoever hangs up ends both.
      one.on('error', () => other.destroy());
      one.on('close', () => open.delete(one));
    }
  });
  // A client that does not trust us hangs up in the middle of the handshake.
  server.on('tlsClientError', () => undefined);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}${new URL(target).pathname.replace(/\/$/, '')}`,
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
