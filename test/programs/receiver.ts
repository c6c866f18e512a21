/** Somebody else's server that takes whatever is posted to it. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Receiver {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  /** Each as `/path body`. */
  readonly posts: readonly string[];
  /** The next request is refused with this status, and told back to who made it. */
  refuseNext(status: number): void;
  close(): void;
}

export async function openReceiver(): Promise<Receiver> {
  const posts: string[] = [];
  let refusal: number | null = null;
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request.setEncoding('utf8')) body += part;
    const post = `${request.url} ${body}`;
    posts.push(post);
    if (refusal === null) response.end();
    else response.writeHead(refusal, request.url).end(post);
    refusal = null;
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    posts,
    refuseNext: (status) => {
      refusal = status;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
