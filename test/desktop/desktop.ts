/** The real desktop app in a data directory of its own, as somebody starts it, and what a test may look at behind the scenes. */
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import type { Client } from '../../host/load-engine.ts';
import { socketAddress } from '../../host/socket.ts';
import { connectRemote } from '../../host/socket-client.ts';
import { PATIENCE_MS } from '../programs/program.ts';
import type { OpenedWindow } from '../window/browser.ts';
import { electronProgram, engineNode, root } from './runtime.ts';

export interface DesktopOptions {
  /** Another start on the same data. */
  readonly dataDir?: string;
  readonly variables?: Readonly<Record<string, string>>;
  /** Where the app lies; the clone by default. */
  readonly folder?: string;
  readonly program?: string;
  /** Where the system's sandbox can be had: not as root. */
  readonly isSandboxed?: boolean;
  /** Of the command line. */
  readonly words?: readonly string[];
}

/** Without a window, as it starts at login. */
export interface HiddenDesktop extends Omit<OpenedWindow, 'page'> {
  readonly app: ElectronApplication;
  readonly dataDir: string;
  /** What main holds: `backofficeDesktop` of `electron/main/desktop.ts`. */
  inspect(): Promise<Inspection>;
  /** As main makes it for a window. */
  makeReport(): Promise<{ file: string; text: string }>;
  /** The engine behind the window, as a command would ask it. */
  ask<T>(work: (client: Client) => Promise<T>): Promise<T>;
  /** The page of another window. */
  watch(page: Page): void;
  log(): string;
  /** Asked to quit, by whatever means `how` is; resolves with the exit code. */
  quit(how?: () => Promise<unknown>): Promise<number | null>;
  /** With its data. */
  end(): Promise<void>;
}

export interface Desktop extends HiddenDesktop, OpenedWindow {}

interface Inspection {
  readonly engine: string;
  readonly restarts: number;
  readonly pid: number;
  readonly tray: string;
  readonly refused: number;
}

/** Each step of a start; shorter than what the whole of it may take, so that the step that failed is named. */
const STEP_MS = PATIENCE_MS / 3;

export const makeDataDir = () => realpathSync(mkdtempSync(join(tmpdir(), 'backoffice-desktop-')));

/** Only what is given is in the environment, and what a screen needs. */
export function environmentOf(dataDir: string, variables: DesktopOptions['variables'] = {}) {
  const { PATH = '', DISPLAY = '', XAUTHORITY = '' } = process.env;
  return {
    PATH,
    DISPLAY,
    XAUTHORITY,
    HOME: dataDir,
    LANG: 'sv_SE.UTF-8',
    DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent',
    BACKOFFICE_DATA_DIR: dataDir,
    BACKOFFICE_NODE: engineNode,
    BACKOFFICE_DESKTOP_TEST: '1',
    ...variables,
  };
}

/** As root there is no sandbox; the rules for the window hold without it too. */
export const sandboxWords = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

export async function startDesktop(options: DesktopOptions = {}): Promise<Desktop> {
  const desktop = await startHidden(options);
  return { ...desktop, page: await firstPage(desktop) };
}

/** The window that is open, or opens next. */
export async function firstPage({ app, watch }: HiddenDesktop): Promise<Page> {
  const page = await app.firstWindow({ timeout: STEP_MS });
  watch(page);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.waitForLoadState('domcontentloaded', { timeout: STEP_MS });
  return page;
}

/** Does not wait for a window. */
export async function startHidden(options: DesktopOptions = {}): Promise<HiddenDesktop> {
  const dataDir = options.dataDir ?? makeDataDir();
  const folder = options.folder ?? root;
  const app = await _electron.launch({
    executablePath: options.program ?? electronProgram,
    args: [...(options.isSandboxed ? [] : sandboxWords), folder, ...(options.words ?? [])],
    cwd: folder,
    env: environmentOf(dataDir, options.variables),
    chromiumSandbox: options.isSandboxed ?? false,
    timeout: STEP_MS,
  });
  // Playwright forgets it when the app has ended.
  const program = app.process();
  const ended = new Promise<number | null>((resolve) => program.once('exit', resolve));
  const complaints: string[] = [];
  const watch = (page: Page) => {
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
  };
  app.context().setDefaultTimeout(PATIENCE_MS);
  const log = () => readFileSync(join(dataDir, 'desktop.log'), { encoding: 'utf8', flag: 'a+' });
  /** Playwright waits for ever for a main process that does not answer. */
  const within = async <T>(what: string, step: Promise<T>): Promise<T> => {
    const waiting = new AbortController();
    const tooLong = delay(PATIENCE_MS, undefined, { signal: waiting.signal }).then(() => {
      throw new Error(`not within ${PATIENCE_MS} ms: ${what}; its log ends with\n${log().slice(-2_000)}`);
    });
    return Promise.race([step, tooLong]).finally(() => waiting.abort());
  };
  const quit: Desktop['quit'] = async (how = () => app.evaluate((electron) => electron.app.quit())) => {
    // The answer may be cut off by the end itself.
    await within('it is told to end', how()).catch(() => undefined);
    return within('it ends', ended);
  };
  return {
    app,
    context: app.context(),
    complaints,
    dataDir,
    watch,
    quit,
    inspect: () => within('main answers', app.evaluate(inspectInside)),
    makeReport: () => within('a report is made', app.evaluate(makeReportInside)),
    ask: async (work) => {
      const remote = await connectRemote(socketAddress(dataDir));
      if (remote === null) throw new Error('the engine does not answer');
      try {
        return await work(remote.client);
      } finally {
        remote.close();
      }
    },
    log,
    end: async () => {
      program.kill('SIGKILL');
      await ended;
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Runs in main. */
function makeReportInside(): Promise<{ file: string; text: string }> {
  const { makeReport } = (
    globalThis as unknown as {
      backofficeDesktop: { makeReport(): Promise<{ file: string; text: string }> };
    }
  ).backofficeDesktop;
  return makeReport();
}

/** Runs in main. */
function inspectInside(): Inspection {
  const { engine, tray, gate } = (
    globalThis as unknown as {
      backofficeDesktop: {
        engine: { state(): string; restarts(): number; pid(): number | undefined };
        tray: { state(): string };
        gate: { refused(): number };
      };
    }
  ).backofficeDesktop;
  return {
    engine: engine.state(),
    restarts: engine.restarts(),
    pid: engine.pid() ?? 0,
    tray: tray.state(),
    refused: gate.refused(),
  };
}
