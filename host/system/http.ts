/** The engine's way to the network: `fetch`, by the ways there are, with what only the host knows about a call that failed. */
import { networkInterfaces } from 'node:os';
import type { Http, Log } from '../../engine/ports.ts';
import { bounded } from './bounded-answer.ts';
import { trustSystem } from './certificates.ts';
import { createConnections, type FetchThrough, ProxyRefused } from './proxies.ts';
import type { Redactor } from './redaction.ts';
import type { FindRoutes } from './routes.ts';

/** Headers that carry what a server has handed out: a session, an access token. */
const tokenHeaders = ['x-auth-token', 'x-shopify-access-token', 'authorization'];

interface HttpOptions {
  readonly redactor: Redactor;
  readonly log: Log;
  readonly findRoutes: FindRoutes;
  /** Where somebody tells when open connections may be dead: then they are dropped, and calls make new ones. */
  readonly onAfresh?: ((listener: () => void) => void) | undefined;
  /** Whether this computer has a network at all; for tests. */
  readonly isOnline?: () => boolean;
}

/** Tokens are secrets too, though no keychain holds them: a server may tell them back in what it complains about. */
export function createHttp({
  redactor,
  log,
  findRoutes,
  onAfresh,
  isOnline = hasNetwork,
}: HttpOptions): Http {
  const { through, straight, drop } = createConnections(redactor);
  onAfresh?.(drop);
  return async (request, limits) => {
    for (const name of tokenHeaders) {
      const token = request.headers.get(name);
      if (token !== null) redactor.learn(token);
    }
    if (request.url.startsWith('https:')) trustSystem(log);
    try {
      const ways = { findRoutes, through, straight: onAfresh ? straight : fetch, log };
      return bounded(await byRoutes(request, ways), limits);
    } catch (error) {
      throw isOnline() || !isLookup(error) ? error : offline(error);
    }
  };
}

interface Ways {
  readonly findRoutes: FindRoutes;
  readonly through: FetchThrough;
  readonly straight: (request: Request) => Promise<Response>;
  readonly log: Log;
}

/** The next way is tried only where a proxy could not be reached: then nothing was sent. */
async function byRoutes(request: Request, ways: Ways): Promise<Response> {
  const { findRoutes, log } = ways;
  const routes = await findRoutes(new URL(request.url).origin);
  for (const route of routes.slice(0, -1)) {
    try {
      return await byRoute(request.clone(), route, ways);
    } catch (error) {
      const { cause } = error as { cause?: unknown };
      if (!(cause instanceof ProxyRefused && cause.isAway)) throw error;
      log.warn('network.proxy-away', { why: cause.message });
    }
  }
  return byRoute(request, routes.at(-1) ?? null, ways);
}

function byRoute(request: Request, route: string | null, { through, straight }: Ways): Promise<Response> {
  return route === null ? straight(request) : through(route, request);
}

/** An address of this computer that others may reach: without one no name can be asked for. */
function hasNetwork(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ internal }) => !internal));
}

/** Systems without a network say no more than that a name was not found; where the proxy's is not, neither is the network. */
function isLookup(error: unknown): boolean {
  const { cause } = error as { cause?: { syscall?: unknown } };
  return cause?.syscall === 'getaddrinfo' || (cause instanceof ProxyRefused && cause.isAway);
}

function offline(error: unknown): Error {
  const cause = Object.assign(new Error('this computer has no network', { cause: error }), {
    code: 'ENETDOWN',
  });
  return new TypeError('fetch failed', { cause });
}
