/** The engine's way to the network: `fetch`, with what only the host knows about a call that failed. */
import { networkInterfaces } from 'node:os';
import type { Http, Log } from '../../engine/ports.ts';
import { trustSystem } from './certificates.ts';
import type { Redactor } from './redaction.ts';

/** Headers that carry what a server has handed out: a session, an access token. */
const tokenHeaders = ['x-auth-token', 'x-shopify-access-token', 'authorization'];

/** Tokens are secrets too, though no keychain holds them: a server may tell them back in what it complains about. */
export function createHttp(redactor: Redactor, log: Log, isOnline = hasNetwork): Http {
  return async (request) => {
    for (const name of tokenHeaders) {
      const token = request.headers.get(name);
      if (token !== null) redactor.learn(token);
    }
    if (request.url.startsWith('https:')) trustSystem(log);
    try {
      return await fetch(request);
    } catch (error) {
      throw isOnline() || !isLookup(error) ? error : offline(error);
    }
  };
}

/** An address of this computer that others may reach: without one no name can be asked for. */
function hasNetwork(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ internal }) => !internal));
}

/** Systems without a network say no more than that a name was not found. */
function isLookup(error: unknown): boolean {
  const { cause } = error as { cause?: { syscall?: unknown } };
  return cause?.syscall === 'getaddrinfo';
}

function offline(error: unknown): Error {
  const cause = Object.assign(new Error('this computer has no network', { cause: error }), {
    code: 'ENETDOWN',
  });
  return new TypeError('fetch failed', { cause });
}
