/** One kind of window: at most one of it is open, it opens where it was, and nothing of Node is in it. */
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { isOurPage } from '../security/origin.ts';
import type { Settings } from '../settings.ts';
import { fittingBounds, leastOf, type Size } from './bounds.ts';
import type { Zoom } from './zoom.ts';

export interface AppWindowOptions {
  readonly name: 'main' | 'log';
  readonly page: string;
  readonly usual: Size;
  readonly least: Size;
  readonly preload: string;
  readonly icon: string | undefined;
  readonly settings: Settings;
  readonly zoom: Zoom;
  readonly hasTools: boolean;
  readonly log: (event: string, fields: Record<string, unknown>) => void;
  /** Called instead of closing it; false lets it close. */
  readonly onClose?: (window: BrowserWindow) => boolean;
}

export interface AppWindow {
  /** Opens it, or brings it to the front; `screen` is the one that somebody outside it asks for: `/inbox`. */
  show(screen?: string): BrowserWindow;
  current(): BrowserWindow | null;
}

/** A page that keeps dying is left alone: opening the window again starts it afresh. */
const MOST_RELOADS = 3;
/** Moves and sizes are kept once there has been none for so long. */
const QUIET_MS = 300;

export function createAppWindow(options: AppWindowOptions): AppWindow {
  let held: BrowserWindow | null = null;

  const open = (screen?: string): BrowserWindow => {
    const areas = workAreas();
    const least = leastOf(areas, options.least);
    const window = new BrowserWindow({
      ...fittingBounds(options.settings.get(options.name), areas, { usual: options.usual, least }),
      minWidth: least.width,
      minHeight: least.height,
      show: false,
      backgroundColor: nativeTheme.shouldUseDarkColors ? '#242424' : '#ffffff',
      ...(options.icon === undefined ? {} : { icon: options.icon }),
      webPreferences: {
        preload: options.preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webviewTag: false,
        webSecurity: true,
        navigateOnDragDrop: false,
        // It would fetch word lists from the network.
        spellcheck: false,
        devTools: options.hasTools,
        // Numbers in a hidden window are current when it is shown again.
        backgroundThrottling: true,
      },
    });
    held = window;
    if (options.settings.get(options.name)?.isMaximized) window.maximize();
    remember(window, options);
    options.zoom.follow(window.webContents);
    bringBack(window, options);
    window.once('ready-to-show', () => window.show());
    window.on('close', (event) => {
      if (options.onClose?.(window)) event.preventDefault();
    });
    window.on('closed', () => {
      held = null;
    });
    load(window, screen);
    return window;
  };

  /** Screens live behind the hash: a page that is there already goes on living, and is led to another of its screens. */
  const load = (window: BrowserWindow, screen?: string) => {
    const page = screen === undefined ? options.page : `${options.page}#${screen}`;
    void window.loadURL(page).catch((error: unknown) => {
      options.log('the window does not load', { page, error: String(error) });
    });
  };

  return {
    current: () => held,
    show: (screen) => {
      if (held === null) return open(screen);
      if (screen !== undefined) load(held, screen);
      if (held.isMinimized()) held.restore();
      held.show();
      held.focus();
      return held;
    },
  };
}

/** What the screens leave to windows, the main one first. */
function workAreas() {
  const main = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== main.id);
  return [main, ...others].map(({ workArea }) => workArea);
}

function remember(window: BrowserWindow, { name, settings }: AppWindowOptions): void {
  let waiting: NodeJS.Timeout | undefined;
  const keep = () => {
    clearTimeout(waiting);
    if (window.isDestroyed() || window.isMinimized() || window.isFullScreen()) return;
    settings.set(name, { ...window.getNormalBounds(), isMaximized: window.isMaximized() });
  };
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, QUIET_MS);
  };
  window.on('resize', later);
  window.on('move', later);
  window.on('close', keep);
  window.on('closed', () => clearTimeout(waiting));
}

function bringBack(window: BrowserWindow, { page, log }: AppWindowOptions): void {
  let reloads = 0;
  const again = () => {
    reloads += 1;
    if (reloads <= MOST_RELOADS && !window.isDestroyed()) void window.loadURL(page).catch(() => undefined);
  };
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    log('the page has died', { reason, exitCode });
    again();
  });
  // Chromium asks nobody before it shows `about:blank`.
  window.webContents.on('did-navigate', (_event, address) => {
    if (isOurPage(address)) return;
    log('the page has gone elsewhere', {});
    again();
  });
}
