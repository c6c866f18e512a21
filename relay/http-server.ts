import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Answer, type Head, type Route, refuse, type WithBody } from './answer.ts';
import { type BytesInFlight, createBytesInFlight } from './bytes-in-flight.ts';
import { addressOf } from './caller-address.ts';
import type { Header } from './delivery.ts';
import type { Metrics } from './metrics.ts';
import type { Log } from './ports.ts';

export interface HttpServerOptions {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  readonly trustProxy: string | false;
  readonly log: Log;
  /** How long somebody may take to read a large answer, in milliseconds. Default a minute: no computer waits longer for it. */
  readonly answerMs?: number;
  /** Connections at once. Default 20,000: each that says nothing whole takes some kilobytes until it is closed. */
  readonly maxConnections?: number;
  /** Told what is on its way in, and what was turned away for want of room. */
  readonly metrics?: Pick<Metrics, 'attach' | 'refused'>;
}

export interface HttpServer {
  /** `http://127.0.0.1:8787` */
  readonly url: string;
  /** Takes no new connection, lets what is under way finish, but not for longer than ten seconds. */
  close(): Promise<void>;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** What takes the body, once `open` has let the request in. */
    withBody: WithBody | null;
  }
}

const REQUEST_MS = 30_000;
/** How often it is looked who has taken longer than that. */
const LOOK_MS = 5_000;
/** Bodies on their way in. Shopify's are some kilobytes; six of the largest at once are one shop's. */
const SHOPS_IN_FLIGHT = { inAll: 64 * 1024 * 1024, ofOne: 32 * 1024 * 1024 };
/** Those of whoever is not recognised by the head alone: who pairs, and who says so. By address. */
const STRANGERS_IN_FLIGHT = { inAll: 4 * 1024 * 1024, ofOne: 256 * 1024 };
/** Answers on their way out, by shop: some full pages of events. Smaller ones than these are not counted. */
const ANSWERS_IN_FLIGHT = { inAll: 128 * 1024 * 1024, ofOne: 48 * 1024 * 1024 };
const LARGE_ANSWER = 64 * 1024;
const ANSWER_MS = 60_000;
const MAX_CONNECTIONS = 20_000;
const CLOSE_MS = 10_000;
/** Longer than what proxies keep, so that they close first. */
const KEEP_ALIVE_MS = 72_000;
const empty = new Uint8Array();

/**
 * Fastify around the routes: bodies as bytes whatever their type, headers as they came. It writes no log of its own, because an
 * address holds a token.
 */
export async function startHttpServer(
  routes: readonly Route[],
  options: HttpServerOptions,
): Promise<HttpServer> {
  const app = fastify({
    logger: false,
    trustProxy: options.trustProxy,
    requestTimeout: REQUEST_MS,
    http: { connectionsCheckingInterval: LOOK_MS },
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
  });
  app.server.maxConnections = options.maxConnections ?? MAX_CONNECTIONS;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.decorateRequest('withBody', null);
  const shops = createBytesInFlight(SHOPS_IN_FLIGHT);
  const strangers = createBytesInFlight(STRANGERS_IN_FLIGHT);
  const leaving = { room: createBytesInFlight(ANSWERS_IN_FLIGHT), ms: options.answerMs ?? ANSWER_MS };
  const onForgotten = sayOnce(options.log);
  options.metrics?.attach({ bytesInFlight: () => shops.held() + strangers.held() });
  let isClosing = false;
  app.addHook('onSend', async (_request, reply) => {
    if (isClosing) reply.header('Connection', 'close');
  });
  app.setNotFoundHandler((_request, reply) => send(reply, refuse('notFound', 'there is nothing here')));
  app.setErrorHandler((error: { statusCode?: number; code?: string }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status === 413) return send(reply, refuse('tooLarge', 'the body is too large'));
    if (status < 500) return send(reply, refuse('badRequest', 'the request cannot be read'));
    options.log.error('request failed', { code: error.code });
    return send(reply, refuse('unavailable', 'not possible at present'));
  });

  for (const route of routes) {
    app.route({
      method: route.method,
      url: route.path,
      exposeHeadRoute: false,
      ...(route.method === 'GET' ? {} : { bodyLimit: route.maxBody }),
      onRequest: async (request, reply) => {
        // Bytes to us, whatever it says: Fastify would refuse a type it cannot read.
        request.headers['content-type'] = 'application/octet-stream';
        let tenant: string | null = null;
        const head = toHead(request, reply, onForgotten, (id) => {
          tenant = id;
        });
        const opened = await route.open(head);
        const room = tenant === null ? strangers : shops;
        const sender = tenant ?? head.address;
        if (typeof opened === 'function' && hasRoom(room, sender, route, request, reply)) {
          request.withBody = opened;
          return;
        }
        if (typeof opened === 'function') options.metrics?.refused('inFlight');
        // The rest of a body that nobody wants is not waited for.
        if (hasBody(request)) reply.header('Connection', 'close');
        if (typeof opened === 'function') return send(reply, refuse('unavailable', 'too much at once'));
        return send(reply, holdUntilRead(leaving, sender, opened, reply));
      },
      handler: async (request, reply) => {
        const body = request.body instanceof Uint8Array ? request.body : empty;
        const answer = await request.withBody?.(body);
        return send(reply, answer ?? refuse('unavailable', 'not possible at present'));
      },
    });
  }

  const url = await app.listen({ host: options.host, port: options.port });
  return {
    url,
    close: async () => {
      isClosing = true;
      const late = setTimeout(() => app.server.closeAllConnections(), CLOSE_MS);
      await app.close();
      clearTimeout(late);
    },
  };
}

const hasBody = ({ headers }: FastifyRequest): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Holds room for the body until the answer is out or the sender has gone. */
function hasRoom(
  inFlight: BytesInFlight,
  sender: string,
  { maxBody }: Route,
  request: FastifyRequest,
  reply: FastifyReply,
): boolean {
  if (!hasBody(request)) return true;
  // How much a body without a length will be is not known; one that is too large is refused before it is read.
  const announced = Number(request.headers['content-length'] ?? maxBody);
  const release = inFlight.take(sender, Math.min(announced, maxBody));
  if (release === null) return false;
  reply.raw.once('close', release);
  return true;
}

/** The answer as text, with room held for it until it is read or its reader has gone, which he is made to do in time; or a refusal. */
function holdUntilRead(
  { room, ms }: { readonly room: BytesInFlight; readonly ms: number },
  sender: string,
  answer: Answer,
  reply: FastifyReply,
): Answer & { readonly json?: string } {
  if (typeof answer.body !== 'object') return answer;
  const json = JSON.stringify(answer.body);
  if (json.length > LARGE_ANSWER) {
    const release = room.take(sender, json.length);
    if (release === null) return refuse('unavailable', 'too much at once');
    const late = setTimeout(() => reply.raw.destroy(), ms).unref();
    reply.raw.once('close', () => {
      clearTimeout(late);
      release();
    });
  }
  return { ...answer, json };
}

/** Once is enough for whoever reads the log, and no stranger fills it. */
function sayOnce(log: Log): () => void {
  let isSaid = false;
  return () => {
    if (!isSaid)
      log.error(
        'a proxy is not believed: set RELAY_TRUST_PROXY to its address, so that guesses are limited by whoever guesses',
      );
    isSaid = true;
  };
}

function toHead(
  request: FastifyRequest,
  reply: FastifyReply,
  onForgotten: () => void,
  recognised: Head['recognised'],
): Head {
  const { rawHeaders } = request.raw;
  const caller = {
    peer: request.raw.socket.remoteAddress ?? '',
    believed: request.ip,
    forwarded: request.headers['x-forwarded-for'],
  };
  return {
    param: (request.params as { token?: string }).token ?? '',
    query: request.query as Record<string, string>,
    get headers() {
      const headers: Header[] = [];
      for (let n = 0; n + 1 < rawHeaders.length; n += 2) {
        headers.push([rawHeaders[n] ?? '', rawHeaders[n + 1] ?? '']);
      }
      return headers;
    },
    authorization: request.headers.authorization,
    address: addressOf(caller, onForgotten),
    recognised,
    onGone: (listener) => void reply.raw.once('close', listener),
  };
}

function send(
  reply: FastifyReply,
  { status, body, json, retryAfterSeconds }: Answer & { readonly json?: string },
): FastifyReply {
  reply.code(status);
  if (retryAfterSeconds !== undefined) reply.header('Retry-After', String(retryAfterSeconds));
  if (body === undefined) return reply.send();
  if (typeof body === 'string') return reply.type('text/plain; charset=utf-8').send(body);
  return reply.type('application/json; charset=utf-8').send(json ?? JSON.stringify(body));
}
