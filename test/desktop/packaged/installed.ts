/** The program as a package has put it on this computer, and an ordinary user who starts it. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { chromium, type Page } from 'playwright';
import type { Client } from '../../../host/load-engine.ts';
import { socketAddress } from '../../../host/socket.ts';
import { connectRemote } from '../../../host/socket-client.ts';
import { readAsar } from '../../packaging/asar.ts';
import { PATIENCE_MS } from '../../programs/program.ts';
import type { OpenedWindow } from '../../window/browser.ts';
import { asNobodyRuns, NOBODY, screenFor } from '../nobody.ts';
import { engineNode } from '../runtime.ts';

export const packageName = 'easycashier-backoffice-companion';
export const programFolder = '/opt/EasyCashier BackOffice Companion';
export const programFile = join(programFolder, 'easycashier-backoffice');
export const programLink = '/usr/bin/easycashier-backoffice';
export const desktopFile = `/usr/share/applications/${packageName}.desktop`;

/** Null: no package of ours is on this computer. */
export function installedVersion(): string | null {
  const { stdout } = spawnSync('dpkg', ['--status', packageName], { encoding: 'utf8' });
  if (!/^Status: .* installed$/m.test(stdout ?? '')) return null;
  return /^Version: (.*)$/m.exec(stdout)?.[1] ?? null;
}

/** Returns what it said. @throws where it did not end well */
export function must(program: string, ...words: string[]): string {
  const { status, stdout, stderr } = spawnSync(program, words, {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' },
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0)
    throw new Error(`${program} ${words.join(' ')}: ended with ${status}\n${stdout}${stderr}`);
  return stdout;
}

/** The program that `openPackager` was told of: the installed engine, on a Node that has a driver for the ledger. */
export function layOutEngine(program: string): void {
  const folder = dirname(program);
  for (const file of readAsar(join(programFolder, 'resources', 'app.asar'))) {
    if (!file.path.startsWith('out/main/')) continue;
    mkdirSync(dirname(join(folder, file.path)), { recursive: true });
    writeFileSync(join(folder, file.path), file.text());
  }
  const node = join(folder, 'node');
  copyFileSync(engineNode, node);
  chmodSync(node, 0o755);
  const engine = join(folder, 'out', 'main', 'engine.cjs');
  // What the test says to the program is not meant for it.
  writeFileSync(program, `#!/bin/sh\nexec env -u NODE_OPTIONS '${node}' --no-warnings '${engine}'\n`);
  chmodSync(program, 0o755);
}

/** What leads a program that lets itself be led to other code. */
const leading = {
  BACKOFFICE_ENGINE: '/nonexistent/engine.cjs',
  BACKOFFICE_NODE: '/nonexistent/node',
  BACKOFFICE_DESKTOP_TEST: '1',
  ELECTRON_RUN_AS_NODE: '1',
  NODE_OPTIONS: '--require=/nonexistent/first.js',
};

/** Where the program keeps its data unless it is told. */
export const dataIn = (home: string) => join(home, '.local', 'share', 'easycashier-backoffice');

export function makeHome(folder: string): string {
  const home = join(folder, 'home');
  mkdirSync(home, { mode: 0o700 });
  chownSync(home, NOBODY, NOBODY);
  return home;
}

/** What the desktop has written down of its starts. */
export const startsOf = (home: string) =>
  readFileSync(join(dataIn(home), 'desktop.log'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string; version: string });

export interface Installed extends OpenedWindow {
  readonly pid: number;
  /** The engine, as a command of the same user would ask it. */
  ask<T>(work: (client: Client) => Promise<T>): Promise<T>;
  /** As the system ends it; resolves with the exit code. */
  end(): Promise<number | null>;
  kill(): void;
}

export async function startInstalled(home: string): Promise<Installed> {
  const { PATH = '', DISPLAY = '' } = process.env;
  const [program, ...before] = asNobodyRuns;
  const child = spawn(program, [...before, programLink, '--remote-debugging-port=0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...leading,
      ...{ PATH, DISPLAY, XAUTHORITY: screenFor(dirname(home)), HOME: home, LANG: 'sv_SE.UTF-8' },
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent',
    },
  });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const page = await pageOf(child).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  return {
    context: page.context(),
    page,
    complaints,
    pid: child.pid ?? 0,
    ask: async (work) => {
      const remote = await connectRemote(socketAddress(dataIn(home)));
      if (remote === null) throw new Error('the engine does not answer');
      return work(remote.client).finally(() => remote.close());
    },
    end: async () => {
      child.kill('SIGTERM');
      const [code] = await ended;
      return code;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

/** Its first window. A busy machine takes its time. */
async function pageOf(child: ChildProcess): Promise<Page> {
  const browser = await chromium.connectOverCDP(await addressSaidBy(child), { timeout: PATIENCE_MS });
  const [context] = browser.contexts();
  if (context === undefined) throw new Error('it has no windows to look at');
  context.setDefaultTimeout(PATIENCE_MS);
  return context.pages()[0] ?? context.waitForEvent('page');
}

function addressSaidBy(child: ChildProcess): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const address = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`it ended with ${code}\n${said}`)));
  });
}
