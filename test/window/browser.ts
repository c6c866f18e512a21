/** A real Chromium, wherever this machine keeps one. */
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright';
import { PATIENCE_MS } from '../programs/program.ts';
import type { Entrance } from './served.ts';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  chromium.executablePath(),
];

/** Null: none is installed. `CHROMIUM` names another. */
export const chromiumPath =
  [process.env.CHROMIUM, ...places].find((path) => path !== undefined && existsSync(path)) ?? null;

/** Nothing of its own goes out on the net. */
const args = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launchBrowser(): Promise<Browser> {
  if (chromiumPath === null) throw new Error('there is no Chromium: set CHROMIUM');
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({
    executablePath: chromiumPath,
    args: isRoot ? [...args, '--no-sandbox'] : args,
    timeout: PATIENCE_MS,
  });
}

/** What a shop's computer may leave to the window at least: a screen of 1366 × 768 at 150 %, less its taskbar. */
export const leastSize = { width: 911, height: 485 };

/** A colour scheme, or the few colours that the system forces on every program: high contrast. */
export const modes = ['light', 'dark', 'forced'] as const;
export type Mode = (typeof modes)[number];

export interface WindowOptions {
  readonly locale?: 'sv' | 'en';
  readonly mode?: Mode;
  readonly width?: number;
  readonly height?: number;
  /** Nobody has told the browser of whoever has signed the server's. */
  readonly ignoreCertificate?: boolean;
}

export interface OpenedWindow {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the page complained about, but for the line that was cut on purpose. */
  readonly complaints: string[];
}

/** Opens the address that was printed; the door leads to the window. */
export async function enter(page: Page, entrance: Entrance): Promise<void> {
  await page.goto(await entrance.address());
  await page.waitForURL((url) => url.href.startsWith(entrance.page('')));
}

/** A window as somebody opens it for the first time, in their language. */
export async function openWindow(
  browser: Browser,
  entrance: Entrance,
  {
    locale = 'sv',
    mode = 'light',
    width = 1280,
    height = 800,
    ignoreCertificate = false,
  }: WindowOptions = {},
): Promise<OpenedWindow> {
  const context = await browser.newContext({
    viewport: { width, height },
    locale: locale === 'sv' ? 'sv-SE' : 'en-GB',
    colorScheme: mode === 'dark' ? 'dark' : 'light',
    forcedColors: mode === 'forced' ? 'active' : 'none',
    reducedMotion: 'reduce',
    acceptDownloads: true,
    ignoreHTTPSErrors: ignoreCertificate,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    const isCut = /WebSocket|ERR_CONNECTION|net::/.test(message.text());
    if (message.type() === 'error' && !isCut) complaints.push(message.text());
  });
  await enter(page, entrance);
  return { context, page, complaints };
}
