/** Connections that are kept: straight ones, and those through the network's proxy. */
import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import { PROXY_REFUSED } from '../../engine/network-failure.ts';
import type { Redactor } from './redaction.ts';

/** A proxy does not let a call through; the call was not made. `isAway`: it could not be reached itself. */
export class ProxyRefused extends Error {
  readonly code = PROXY_REFUSED;
  readonly isAway: boolean;

  constructor(proxy: string, why: string, isAway: boolean) {
    super(`the proxy ${proxy}: ${why}`);
    this.name = 'ProxyRefused';
    this.isAway = isAway;
  }
}

/** One call through this proxy, as `fetch` makes it. Rejects with a cause ProxyRefused where the proxy is at fault. */
export type FetchThrough = (proxy: string, request: Request) => Promise<Response>;

export interface Connections {
  readonly through: FetchThrough;
  /** One call without a proxy, as `fetch` makes it. */
  readonly straight: (request: Request) => Promise<Response>;
  /** Closes what is idle and makes new ones for further calls. What is on its way on an old one is finished there, or found to be dead. */
  readonly drop: () => void;
}

/** Node's own `fetch` takes it; its types are those of the undici that Node carries. */
const by = (dispatcher: Dispatcher) =>
  ({ dispatcher }) as unknown as { dispatcher: NonNullable<RequestInit['dispatcher']> };

/** What the environment tells a proxy about us is a secret. */
export function createConnections(redactor: Redactor): Connections {
  let agent: Agent | null = null;
  const agents = new Map<string, Dispatcher>();
  const agentOf = (proxy: string): Dispatcher => {
    const known = agents.get(proxy);
    if (known) return known;
    const { username, password } = addressOf(proxy);
    if (password) {
      const secret = decodeURIComponent(password);
      redactor.learn(secret);
      redactor.learn(`${decodeURIComponent(username)}:${secret}`);
    }
    const agent = new ProxyAgent(proxy);
    agents.set(proxy, agent);
    return agent;
  };
  const through: FetchThrough = async (proxy, request) => {
    try {
      return await fetch(request, by(agentOf(proxy)));
    } catch (error) {
      throw proxyAtFault(new URL(proxy).host, error) ?? error;
    }
  };
  return {
    through,
    straight: (request) => {
      agent ??= new Agent();
      return fetch(request, by(agent));
    },
    drop: () => {
      const old = [...agents.values(), ...(agent === null ? [] : [agent])];
      agents.clear();
      agent = null;
      // It resolves when the last call on it is over.
      for (const one of old) void one.close().catch(() => undefined);
    },
  };
}

function addressOf(proxy: string): URL {
  const url = URL.canParse(proxy) ? new URL(proxy) : null;
  if (url !== null && /^https?:$/.test(url.protocol)) return url;
  const cause = new ProxyRefused(url?.host || '…', 'an address or a kind that we cannot use', true);
  throw new TypeError('fetch failed', { cause });
}

interface Cause {
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly message?: unknown;
  readonly cause?: Cause;
}

/** Names are looked up and connections made for the proxy alone: the server's is the proxy's business. */
function proxyAtFault(proxy: string, error: unknown): Error | null {
  const { cause = {} } = error as { cause?: Cause };
  // A proxy's no ends the connection, which `fetch` takes for a call that was given up.
  const { code, syscall, message } = typeof cause.code === 'string' ? cause : (cause.cause ?? cause);
  const isAway = syscall === 'connect' || syscall === 'getaddrinfo' || code === 'UND_ERR_CONNECT_TIMEOUT';
  const isTurnedAway = code === 'UND_ERR_ABORTED' && String(message).startsWith('Proxy response');
  if (!isAway && !isTurnedAway) return null;
  return new TypeError('fetch failed', { cause: new ProxyRefused(proxy, String(message || code), isAway) });
}
