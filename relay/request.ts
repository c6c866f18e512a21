/** The routes behind `Request` and `Response`, for who has no server. */
import { type Answer, type Head, type Route, refuse } from './answer.ts';

/** `/in/:token` matches what begins with `/in/`. */
function match(routes: readonly Route[], method: string, path: string) {
  for (const route of routes) {
    if (route.method !== method) continue;
    const [start, parameter] = route.path.split(':');
    if (parameter === undefined ? path === route.path : path.startsWith(start ?? '')) {
      return { route, param: parameter === undefined ? '' : path.slice(start?.length) };
    }
  }
  return null;
}

function toHead(request: Request, url: URL, param: string): Head {
  return {
    param,
    query: Object.fromEntries(url.searchParams),
    headers: [...request.headers],
    authorization: request.headers.get('Authorization') ?? undefined,
    address: 'here',
    recognised: () => undefined,
    onGone: (listener) => request.signal.addEventListener('abort', listener, { once: true }),
  };
}

function toResponse({ status, body, retryAfterSeconds }: Answer): Response {
  const headers = new Headers();
  if (retryAfterSeconds !== undefined) headers.set('Retry-After', String(retryAfterSeconds));
  if (body === undefined) return new Response(null, { status, headers });
  const isText = typeof body === 'string';
  headers.set('Content-Type', isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8');
  return new Response(isText ? body : JSON.stringify(body), { status, headers });
}

export async function answerRequest(routes: readonly Route[], request: Request): Promise<Response> {
  const url = new URL(request.url);
  const found = match(routes, request.method, url.pathname);
  if (!found) return toResponse(refuse('notFound', 'there is nothing here'));
  const opened = await found.route.open(toHead(request, url, found.param));
  if (typeof opened !== 'function') return toResponse(opened);
  const body = new Uint8Array(await request.arrayBuffer());
  if (body.length > found.route.maxBody) return toResponse(refuse('tooLarge', 'the body is too large'));
  return toResponse(await opened(body));
}
