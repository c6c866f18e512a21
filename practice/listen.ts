import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ConnectionLost, type Handler } from './faults.ts';

/** A handler that listens. */
export interface Listening {
  /** `http://127.0.0.1:49152`, without a slash at the end. */
  readonly url: string;
  /** Takes no new connection, lets what is under way finish, then resolves. */
  close(): Promise<void>;
}

export interface ListenOptions {
  /** 0 or absent: a free one. A taken port rejects with `EADDRINUSE`. */
  readonly port?: number;
  /** Loopback only: the practice shops are nobody else's business. */
  readonly host?: '127.0.0.1';
}

const bodyMax = 20 * 1024 * 1024;
/** Of all that are on their way at once. */
const bodiesMax = 64 * 1024 * 1024;
/** Nobody takes longer to say what he wants. */
const REQUEST_MS = 30_000;

/**
 * Puts a handler behind node:http. A handler that throws `ConnectionLost` breaks the connection without an answer; any
 * other error answers 500. Bodies over 20 MB answer 413, as do those for which there is no room beside others.
 */
export async function listen(handler: Handler, options: ListenOptions = {}): Promise<Listening> {
  const host = options.host ?? '127.0.0.1';
  let underWay = 0;
  let onIdle: (() => void) | undefined;
  const room = { left: bodiesMax };

  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await readBody(incoming, room);
    if (outgoing.destroyed) return;
    underWay += 1;
    // Closed: the answer is out, or the caller has gone (as one does who will not wait for a `hang`).
    outgoing.once('close', () => {
      underWay -= 1;
      if (underWay === 0) onIdle?.();
    });
    await serve(handler, incoming, outgoing, body);
  };
  const server = createServer(
    { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS },
    (incoming, outgoing) => {
      answer(incoming, outgoing).catch(() => outgoing.destroy());
    },
  );
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://${host}:${port}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      if (underWay > 0) {
        await new Promise<void>((resolve) => {
          onIdle = resolve;
        });
      }
      server.closeAllConnections();
      await closed;
    },
  };
}

type ReadBody = Uint8Array<ArrayBuffer> | undefined | 'too-large';

async function serve(
  handler: Handler,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  body: ReadBody,
): Promise<void> {
  if (body === 'too-large') {
    outgoing.writeHead(413, { Connection: 'close' }).end();
    return;
  }
  let response: Response;
  try {
    response = await handler(toRequest(incoming, body));
  } catch (error) {
    if (error instanceof ConnectionLost) outgoing.destroy();
    else outgoing.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' }).end(String(error));
    return;
  }
  if (outgoing.destroyed) return;
  await send(response, outgoing);
}

async function readBody(incoming: IncomingMessage, room: { left: number }): Promise<ReadBody> {
  if (incoming.method === 'GET' || incoming.method === 'HEAD') {
    incoming.resume();
    return undefined;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      size += chunk.length;
      room.left -= chunk.length;
      if (size > bodyMax || room.left < 0) return 'too-large';
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } finally {
    room.left += size;
  }
}

function toRequest(incoming: IncomingMessage, body: Uint8Array<ArrayBuffer> | undefined): Request {
  const headers = new Headers();
  const { rawHeaders } = incoming;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    headers.append(rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '');
  }
  const url = `http://${incoming.headers.host ?? '127.0.0.1'}${incoming.url ?? '/'}`;
  const method = incoming.method ?? 'GET';
  return new Request(url, body && body.length > 0 ? { method, headers, body } : { method, headers });
}

/** JSON goes out in one piece with its length; anything else (JSONL of a bulk operation) is streamed. */
async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) outgoing.appendHeader(name, value);
  if (response.body === null) {
    outgoing.end();
    return;
  }
  if (/^application\/json(;|$)/.test(response.headers.get('Content-Type') ?? '')) {
    const bytes = new Uint8Array(await response.arrayBuffer());
    outgoing.setHeader('Content-Length', bytes.length);
    outgoing.end(bytes);
    return;
  }
  await pipeline(Readable.fromWeb(response.body), outgoing);
}
