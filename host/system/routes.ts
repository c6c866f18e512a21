/** The ways to a server: straight, or through the network's proxy. */
import { isLoopback } from './environment.ts';

/** A proxy's address, `http://proxy:3128`, or null for the straight way. The first is tried first, the next where that proxy is away. */
export type Route = string | null;

/** The ways to the server at this address; never empty. */
export type FindRoutes = (url: string) => Promise<readonly Route[]>;

interface ProxyVariables {
  /** The proxy for https, with or without `http://`. */
  readonly proxy: string | undefined;
  /** Hosts that are asked straight: `*`, or names, domains and addresses, with or without a port. */
  readonly except: string | undefined;
}

/** What the environment says. This computer itself is never asked through a proxy, and anybody else never without TLS. */
export function environmentRoutes({ proxy, except = '' }: ProxyVariables): FindRoutes {
  const exceptions = except.split(/[\s,]+/).filter(Boolean);
  return async (url) => {
    const isStraight = !proxy || isLoopback(url) || exceptions.some((one) => isExcepted(new URL(url), one));
    return [isStraight ? null : proxy.includes('://') ? proxy : `http://${proxy}`];
  };
}

/** `shop.example` and `.shop.example` hold for the name and all below it. */
function isExcepted(url: URL, exception: string): boolean {
  if (exception === '*') return true;
  const [, name = '', port] = /^(.*?)(?::(\d+))?$/.exec(exception.toLowerCase()) ?? [];
  if (port !== undefined && port !== (url.port || '443')) return false;
  const domain = name.replace(/^\*?\./, '');
  return url.hostname === domain || url.hostname.endsWith(`.${domain}`);
}

/**
 * What a PAC file or the system's settings say, as Chromium words it: `PROXY one:3128; HTTPS two:443; DIRECT`. A kind of proxy that we do not
 * speak to keeps its own word: who calls through it is told that it refuses.
 */
export function pacRoutes(text: string): readonly Route[] {
  const schemes: Readonly<Record<string, string>> = { PROXY: 'http', HTTP: 'http', HTTPS: 'https' };
  const routes = text.split(';').flatMap((one): Route[] => {
    const [kind = '', host] = one.trim().split(/\s+/);
    if (kind.toUpperCase() === 'DIRECT') return [null];
    if (host === undefined) return [];
    return [`${schemes[kind.toUpperCase()] ?? kind.toLowerCase()}://${host}`];
  });
  return routes.length === 0 ? [null] : routes;
}
