/** What no page may have: the network, the system's permissions, devices. */
import type { Session } from 'electron';
import { isOurs, origin } from './origin.ts';

/** The copy buttons. Reading the clipboard is another permission, and denied. */
const WRITES_CLIPBOARD = 'clipboard-sanitized-write';

export function applySessionRules(session: Session, isPackaged: boolean): void {
  session.webRequest.onBeforeRequest(({ url }, callback) => {
    const isTool = !isPackaged && url.startsWith('devtools://');
    callback({ cancel: !isOurs(url) && !isTool });
  });
  session.setPermissionRequestHandler((_contents, permission, callback, { requestingUrl }) => {
    callback((permission as string) === WRITES_CLIPBOARD && isOurs(requestingUrl));
  });
  session.setPermissionCheckHandler(
    (_contents, permission, requestingOrigin) =>
      (permission as string) === WRITES_CLIPBOARD && requestingOrigin.replace(/\/$/, '') === origin,
  );
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler(null);
  // Lists that a window has made itself may be saved; nothing else is fetched.
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith(`blob:${origin}/`)) event.preventDefault();
  });
}

/**
 * Leads whatever a page may find beside its requests (hints, WebRTC) to a proxy that is none: names are that one's to look up, so nobody does,
 * and nobody is reached, this computer included. Our own pages need no network.
 */
export async function shutProxy(session: Session): Promise<void> {
  await session.setProxy({
    mode: 'fixed_servers',
    proxyRules: 'http://127.0.0.1:1',
    proxyBypassRules: '<-loopback>',
  });
}
