/** The sync log is a window of its own, on the desktop and in a browser. */
import { desktopShell } from './desktop.ts';

export function openLogWindow(): void {
  const shell = desktopShell();
  if (shell === null) window.open('log.html', 'backoffice-log', 'popup,width=1180,height=760');
  else void shell.then((desktop) => desktop.openLogWindow());
}

/** A page of Shopify or EasyCashier, outside the window. */
export function openOutside(url: string): void {
  const shell = desktopShell();
  if (shell === null) window.open(url, '_blank', 'noopener,noreferrer');
  else void shell.then((desktop) => desktop.openExternal({ url }));
}
