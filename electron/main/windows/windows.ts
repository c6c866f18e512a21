/** The two windows of the program: the shop's, which outlives being closed, and the log. */
import { join } from 'node:path';
import { app, type WebContents } from 'electron';
import type { Places } from '../places.ts';
import { logPage, mainPage } from '../security/origin.ts';
import type { Settings } from '../settings.ts';
import { type AppWindow, createAppWindow } from './app-window.ts';
import { createZoom, type Zoom } from './zoom.ts';

export interface WindowsOptions {
  readonly places: Places;
  readonly settings: Settings;
  readonly log: (event: string, fields: Record<string, unknown>) => void;
  /** Whether the program is ending: windows close then. */
  readonly isEnding: () => boolean;
  /** Told when the main window was closed by a person and lives on unseen. */
  readonly onHidden: () => void;
}

export interface Windows {
  readonly main: AppWindow;
  readonly log: AppWindow;
  readonly zoom: Zoom;
  /** Whether this is one of the two. */
  isOurs(contents: WebContents): boolean;
}

/** Neither is open yet. */
export function createWindows({ places, settings, log, isEnding, onHidden }: WindowsOptions): Windows {
  const zoom = createZoom(settings.get('zoom'), (factor) => settings.set('zoom', factor));
  const shared = {
    preload: places.preload,
    icon: process.platform === 'linux' ? join(places.resources, 'icon.png') : undefined,
    settings,
    zoom,
    hasTools: !app.isPackaged,
    log,
  };
  const mainWindow = createAppWindow({
    ...shared,
    name: 'main',
    page: mainPage,
    usual: { width: 1280, height: 820 },
    // A screen of 1366 × 768 at 150 % leaves no more.
    least: { width: 911, height: 485 },
    onClose: (window) => {
      if (isEnding()) return false;
      window.hide();
      onHidden();
      return true;
    },
  });
  const logWindow = createAppWindow({
    ...shared,
    name: 'log',
    page: logPage,
    usual: { width: 1180, height: 760 },
    least: { width: 640, height: 400 },
  });
  return {
    main: mainWindow,
    log: logWindow,
    zoom,
    isOurs: (contents) =>
      [mainWindow, logWindow].some((window) => window.current()?.webContents === contents),
  };
}
