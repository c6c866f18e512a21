/** The sync log is a window of its own, on the desktop and in a browser. */
import { desktopShell } from './desktop.ts';

export function openLogWindow(): void {
  const shell = desktopShell();
  if (shell === null) window.open('log.html', 'backoffice-log', 'popup,width=1180,height=760');
  else void shell.then((desktop) => desktop.openLogWindow());
}

/** From the log: the main window, at an order. In a browser it is the one that has opened the log, where that is still there. */
export function openOrder(name: string): void {
  const screen = `/orders?search=${encodeURIComponent(JSON.stringify(name))}`;
  const shell = desktopShell();
  if (shell !== null) {
    void shell.then((desktop) => desktop.openScreen({ screen }));
    return;
  }
  const opener = window.opener as Window | null;
  if (opener === null || opener.closed) window.open(`./#${screen}`, '_blank');
  else {
    opener.location.hash = screen;
    opener.focus();
  }
}

/** A page of Shopify or EasyCashier, outside the window. */
export function openOutside(url: string): void {
  const shell = desktopShell();
  if (shell === null) window.open(url, '_blank', 'noopener,noreferrer');
  else void shell.then((desktop) => desktop.openExternal({ url }));
}
