/** The ways to a server as the desktop's main process finds them out: Chromium knows the system's proxy and reads PAC files. */
import { isLoopback } from '../system/environment.ts';
import { type FindRoutes, pacRoutes, type Route } from '../system/routes.ts';
import type { ParentLine } from './parent-line.ts';

/** So long an answer holds: the proxy may change while the program runs, and a PAC file need not be run for every call. */
const HOLDS_MS = 10_000;
/** A PAC file may have to be fetched. Whoever is not answered goes straight. */
const PATIENCE_MS = 10_000;

interface Held {
  readonly until: number;
  readonly routes: Promise<readonly Route[]>;
}

/** This computer itself is asked straight. For others main is asked, once for all who call the same server at the same time. `now`: milliseconds that never jump. */
export function createLentRoutes(line: ParentLine, now: () => number = () => performance.now()): FindRoutes {
  let calls = 0;
  const waiting = new Map<number, (answer: string) => void>();
  const held = new Map<string, Held>();
  line.onMessage((message) => {
    if (message.type === 'proxy') waiting.get(message.call)?.(message.answer);
  });
  const ask = async (url: string): Promise<readonly Route[]> => {
    const call = calls++;
    const { promise, resolve } = Promise.withResolvers<string>();
    const late = setTimeout(() => resolve('DIRECT'), PATIENCE_MS);
    waiting.set(call, resolve);
    line.post({ type: 'proxy', call, url });
    const answer = await promise;
    clearTimeout(late);
    waiting.delete(call);
    return pacRoutes(answer);
  };
  return (url) => {
    if (isLoopback(url)) return Promise.resolve([null]);
    const known = held.get(url);
    if (known && now() < known.until) return known.routes;
    const routes = ask(url);
    held.set(url, { until: now() + HOLDS_MS, routes });
    return routes;
  };
}
