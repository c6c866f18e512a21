/** Where a page may not go: anywhere but our own pages, in no new window, with nothing inside it. */
import type { WebContents } from 'electron';
import { isOurPage } from './origin.ts';

export function applyContentsRules(contents: WebContents): void {
  const stayHere = (event: { readonly url: string; preventDefault(): void }) => {
    if (!isOurPage(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', stayHere);
  contents.on('will-redirect', stayHere);
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  // WebRTC knows no request that could be cancelled: without a proxy it has no way out.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
