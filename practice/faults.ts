import type { PracticeClock } from './clock.ts';

/** A practice server is a request handler first; a listener or a simulation calls it. */
export type Handler = (request: Request) => Promise<Response>;

/**
 * What can go wrong with one exchange.
 * - `delay`: answered after `ms`
 * - `lost-before`: the connection breaks before the server has seen the request
 * - `unanswered`: the server does the work, then the connection breaks
 * - `hang`: the server does the work, the answer comes after `ms` (longer than any caller waits)
 * - `duplicate`: the request is delivered twice, the second answer is returned
 * - `status-429`, `status-503`, `status-500`: refused, nothing done
 * - `status-502-after`: the server does the work, a proxy answers 502
 * - `wrong-shape`: nothing done, 200 with a body of another shape
 * - `not-json`: nothing done, 200 with a page of HTML
 * - `expired-token`: nothing done, 401
 * - `page-403`, `page-404`, `page-405`: nothing done, a firewall's page of HTML with that status
 * - `declined`: nothing done, 400 with a server's own word for it, as EasyCashier words its own (`easycashier.md` A0.5)
 * - `moved`: nothing done, 302 to a page where somebody is to log in
 */
export const faultKinds = [
  'delay',
  'lost-before',
  'unanswered',
  'hang',
  'duplicate',
  'status-429',
  'status-503',
  'status-500',
  'status-502-after',
  'wrong-shape',
  'not-json',
  'expired-token',
  'page-403',
  'page-404',
  'page-405',
  'moved',
  'declined',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/**
 * What only Shopify does. Status 200 with nothing but `INTERNAL_SERVER_ERROR`, at random and in spells [C]:
 * - `internal-error`: nothing done
 * - `internal-error-after`: the work is done all the same
 *
 * A shop that is shut, until its owner or Shopify opens it; nothing done, whatever the key [D], seen for days on end [C]. That a token is
 * refused in the same way is our reading, and so are the words [U].
 * - `status-402`: frozen for an unpaid bill
 * - `status-423`: locked, for too many calls or a suspected fraud
 */
export const shopifyFaultKinds = [
  'internal-error',
  'internal-error-after',
  'status-402',
  'status-423',
] as const;
export type ShopifyFaultKind = (typeof shopifyFaultKinds)[number];

interface Fault {
  readonly kind: FaultKind | ShopifyFaultKind;
  /** Only exchanges whose label contains this text; all when absent. */
  readonly match?: string;
  /** How many exchanges it strikes. Default 1. */
  readonly times?: number;
  /** Milliseconds, for `delay` and `hang`. */
  readonly ms?: number;
  /** The pause that `status-429` asks for, in milliseconds. Default 2 s. */
  readonly pauseMs?: number;
}

/** The broken connection: a listener destroys the socket, a simulation rejects the call. */
export class ConnectionLost extends TypeError {
  constructor(when: 'before' | 'after') {
    super(`connection lost ${when} the server answered`);
    this.name = 'ConnectionLost';
  }
}

/** Faults waiting to strike one server. */
export interface Faults {
  /** What it returns takes it away again. */
  add(fault: Fault): () => void;
  clear(): void;
  pending(): readonly Fault[];
  /** Wraps a handler; `label` names an exchange (path or GraphQL operation) for `match`. */
  wrap(handler: Handler, label: (request: Request) => Promise<string>): Handler;
}

export function createFaults(clock: PracticeClock): Faults {
  let queue: { fault: Fault; left: number }[] = [];

  const take = (label: string): Fault | undefined => {
    const entry = queue.find(({ fault }) => fault.match === undefined || label.includes(fault.match));
    if (!entry) return undefined;
    entry.left -= 1;
    if (entry.left <= 0) queue = queue.filter((other) => other !== entry);
    return entry.fault;
  };

  return {
    add: (fault) => {
      const entry = { fault, left: fault.times ?? 1 };
      queue.push(entry);
      return () => {
        queue = queue.filter((other) => other !== entry);
      };
    },
    clear: () => {
      queue = [];
    },
    pending: () => queue.map(({ fault }) => fault),
    wrap: (handler, label) => async (request) => {
      if (queue.length === 0) return handler(request);
      const fault = take(await label(request.clone()));
      return fault ? strike(fault, handler, request, clock) : handler(request);
    },
  };
}

const internalError = {
  errors: [
    {
      message: 'Internal error. Looks like something went wrong on our end.',
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    },
  ],
};

async function strike(fault: Fault, handler: Handler, request: Request, clock: PracticeClock) {
  switch (fault.kind) {
    case 'delay':
      await clock.sleep(fault.ms ?? 1_000);
      return handler(request);
    case 'lost-before':
      throw new ConnectionLost('before');
    case 'unanswered':
      await handler(request);
      throw new ConnectionLost('after');
    case 'hang': {
      const response = await handler(request);
      await clock.sleep(fault.ms ?? 120_000);
      return response;
    }
    case 'duplicate':
      await handler(request.clone());
      return handler(request);
    case 'status-429':
      return new Response('Too Many Requests', {
        status: 429,
        headers: { 'Retry-After': String((fault.pauseMs ?? 2_000) / 1_000) },
      });
    case 'status-503':
      return new Response('Service Unavailable', { status: 503 });
    case 'status-500':
      return new Response('Internal Server Error', { status: 500 });
    case 'status-502-after':
      await handler(request);
      return new Response('Bad Gateway', { status: 502 });
    case 'wrong-shape':
      return Response.json({ unexpected: true });
    case 'not-json':
      return new Response('<html><body>Underhåll pågår</body></html>', {
        headers: { 'Content-Type': 'text/html' },
      });
    case 'internal-error':
      return Response.json(internalError);
    case 'internal-error-after':
      await handler(request);
      return Response.json(internalError);
    case 'status-402':
      return Response.json({ errors: 'Unavailable Shop' }, { status: 402 });
    case 'status-423':
      return Response.json({ errors: 'The shop is locked' }, { status: 423 });
    case 'expired-token':
      return Response.json({ errors: '[API] Invalid API key or access token' }, { status: 401 });
    case 'page-403':
    case 'page-404':
    case 'page-405':
      return new Response('<!DOCTYPE html>\n<html><body>Request blocked</body></html>', {
        status: Number(fault.kind.slice(5)),
        headers: { 'Content-Type': 'text/html; charset=utf-8' },
      });
    case 'declined':
      return Response.json({ error: { code: 400, message: 'Not allowed just now' } }, { status: 400 });
    case 'moved':
      return new Response(null, {
        status: 302,
        headers: { Location: 'https://natverk.exempel.se/logga-in' },
      });
  }
}
