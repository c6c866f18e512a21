/** What each request of the window's server is answered: the door to everybody, the pages to whoever was let in. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { askWhetherLetIn } from '../../shared/words/window-entry.ts';
import { pageHeaders } from '../../shared/words/window-policy.ts';
import type { Admission } from './admission.ts';
import { doorPage, doorScript } from './door.ts';
import type { Page } from './pages.ts';
import { pathAsked } from './request-target.ts';

/** Nothing else of this computer is likely to be asked for there, so nobody else's server is sent our cookie. */
export const windowPath = '/backoffice/';
/** A token, and no more. */
const MAX_BODY_BYTES = 256;

export interface Answering {
  readonly pages: ReadonlyMap<string, Page>;
  readonly admission: Admission;
  /** Somebody was let in by the printed address, which is spent. */
  readonly onEntered: () => void;
}

export function answerRequest(
  answering: Answering,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { admission } = answering;
  const say = (status: number, body: string, type = 'text/plain', headers = {}) =>
    response
      .writeHead(status, {
        ...pageHeaders,
        'Content-Type': `${type}; charset=utf-8`,
        'Cache-Control': 'no-store',
        ...headers,
      })
      .end(body);
  const door = (status: number, isRoot = false) =>
    say(status, doorPage(request.headers['accept-language'], isRoot), 'text/html');
  if (!admission.isForUs(request)) return void say(421, 'Unknown host.');
  const path = pathAsked(request.url ?? '');
  if (path === null) return void say(400, 'Unknown address.');
  if (path === '/enter' && request.method === 'POST') return void enter(answering, request, say);
  if (request.method !== 'GET' && request.method !== 'HEAD') return void say(405, 'Only GET and HEAD.');
  if (path === '/') return void door(200, true);
  if (path === '/door.js') return void say(200, doorScript(windowPath), 'text/javascript');
  if (!path.startsWith(windowPath)) return void door(404);
  const isLetIn = admission.isLetIn(request);
  if (path === windowPath + askWhetherLetIn)
    return void say(200, String(isLetIn && admission.hasKey(request)), 'application/json');
  if (!isLetIn) return void door(401);
  const page = answering.pages.get(path.slice(windowPath.length - 1));
  if (page === undefined) return void say(404, 'Not found.');
  response.writeHead(200, {
    ...pageHeaders,
    'Content-Type': page.type,
    'Content-Length': page.body.length,
    'Cache-Control': page.isForever ? 'private, max-age=31536000, immutable' : 'no-store',
  });
  response.end(request.method === 'HEAD' ? undefined : page.body);
}

/** The token comes in the body, so that it stands in no address. */
function enter(
  { admission, onEntered }: Answering,
  request: IncomingMessage,
  say: (status: number, body: string, type?: string, headers?: object) => unknown,
): void {
  if (!admission.isFromUs(request)) return void say(403, 'Unknown origin.');
  let [body, isTooLong] = ['', false];
  request.setEncoding('utf8').on('data', (text: string) => {
    isTooLong ||= body.length + text.length > MAX_BODY_BYTES;
    if (!isTooLong) body += text;
    else request.destroy();
  });
  request.on('error', () => undefined);
  request.on('end', () => {
    const pass = isTooLong ? null : admission.enter(body);
    if (pass === null) return void say(401, 'Unknown token.');
    // Told first: whoever is in may ask for the next one at once.
    onEntered();
    say(200, pass.key, 'text/plain', { 'Set-Cookie': pass.setCookie });
  });
}
