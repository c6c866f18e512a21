/** `app://backoffice/`: the built window from memory. What was not there at the start cannot be asked for, whatever the path. */
import { protocol } from 'electron';
import type { Page } from '../../../host/window/pages.ts';
import { pageHeaders } from '../../../shared/words/window-policy.ts';
import { origin, scheme } from './origin.ts';

/** Before the app is ready. Secure, so that ports and storage work as they do at https. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

export function servePages(pages: ReadonlyMap<string, Page>): void {
  protocol.handle(scheme, ({ method, url }) => answer(pages, method, url));
}

/** Exported for its test. */
export function answer(pages: ReadonlyMap<string, Page>, method: string, address: string): Response {
  const refuse = (status: number) => new Response(null, { status, headers: pageHeaders });
  if (method !== 'GET') return refuse(405);
  if (!URL.canParse(address)) return refuse(400);
  const { protocol: asked, host, pathname } = new URL(address);
  if (`${asked}//${host}` !== origin) return refuse(404);
  const page = pages.get(pathname);
  if (page === undefined) return refuse(404);
  return new Response(new Uint8Array(page.body), {
    headers: {
      ...pageHeaders,
      'Content-Type': page.type,
      'Cache-Control': page.isForever ? 'max-age=31536000, immutable' : 'no-store',
    },
  });
}
