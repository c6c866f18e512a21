/** The app in Electron, from a clone: built when its sources have changed, then run until it ends. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { isStale, root } from '../window/build.ts';
import { findElectron, hasScreen } from './electron.ts';

/** Whoever ends this soon, and not well, never showed a window. */
const SHORT_LIFE_MS = 15_000;

export type NoDesktop = 'noScreen' | 'noElectron' | 'electronFailed';

/** What the app is built from, in the clone. */
export const sources = [
  'electron',
  'engine',
  'host',
  'practice',
  'relay',
  'renderer',
  'shared',
  'package-lock.json',
  'electron.vite.config.ts',
];

/** Resolves when the app was run and has ended (null), or with why it cannot be. */
export async function runDesktopApp(say: (word: 'fetching' | 'building') => void): Promise<NoDesktop | null> {
  if (!hasScreen(process.platform, process.env)) return 'noScreen';
  const electron = findElectron(process.env, () => say('fetching'));
  if (electron === null) return 'noElectron';
  if (isStale('out/main/index.cjs', sources)) {
    say('building');
    const { build } = await import('electron-vite');
    await build({ root, logLevel: 'error' });
  }
  const startedAt = performance.now();
  // Chromium refuses to run as root with its sandbox.
  const words = process.getuid?.() === 0 ? ['--no-sandbox', root] : [root];
  // Another Electron than the pinned one may be too old for the engine, which runs on this Node then.
  const node = process.env.ELECTRON_OVERRIDE_DIST_PATH ? { BACKOFFICE_NODE: process.execPath } : {};
  const child = spawn(electron, words, { stdio: 'inherit', env: { ...node, ...process.env } });
  const stop = () => void child.kill('SIGTERM');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  const [code] = (await once(child, 'exit').catch(() => [1])) as [number | null];
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
  return code === 0 || performance.now() - startedAt > SHORT_LIFE_MS ? null : 'electronFailed';
}
