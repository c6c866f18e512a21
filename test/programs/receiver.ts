/** Somebody else's server that takes whatever is posted to it. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Receiver {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  /** Each as `/path body`. */
  readonly posts: readonly string[];
  close(): void;
}

export async function openReceiver(): Promise<Receiver> {
  const posts: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request.setEncoding('utf8')) body += part;
    posts.push(`${request.url} ${body}`);
    response.end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    posts,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
