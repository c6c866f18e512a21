/**
 * An AppImage takes the place of the one that runs, in one step: at every instant there is a whole program at that path, where login, dock and menu
 * look for it. (The library removes the old file first, and may give the new one another name.)
 */
import { chmodSync, closeSync, copyFileSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { AppImageUpdater } from 'electron-updater';
import type { AppAdapter } from 'electron-updater/out/AppAdapter.js';
import { startWhenGone } from './start-when-gone.ts';

interface AppImageOptions {
  /** Absolute path of the AppImage that runs. */
  readonly program: string;
  /** Of its command line, for the next start. */
  readonly words: readonly string[];
  /** For a test without Electron. */
  readonly app?: AppAdapter;
  readonly startNext?: typeof startWhenGone;
}

export class AppImageInPlace extends AppImageUpdater {
  readonly #program: string;
  readonly #words: readonly string[];
  readonly #startNext: typeof startWhenGone;

  constructor({ program, words, app, startNext = startWhenGone }: AppImageOptions) {
    super(null, app);
    this.#program = program;
    this.#words = words;
    this.#startNext = startNext;
  }

  protected override doInstall(): boolean {
    const brought = this.installerPath;
    if (brought === null) throw new Error('nothing was fetched');
    replaceFile(brought, this.#program);
    this.#startNext(process.pid, this.#program, this.#words);
    return true;
  }
}

/** The new file is whole on the disk before it has the old one's name. @throws as the system does; what was there stays */
function replaceFile(from: string, to: string): void {
  const part = `${to}.part`;
  try {
    copyFileSync(from, part);
    chmodSync(part, 0o755);
    const file = openSync(part, 'r+');
    fsyncSync(file);
    closeSync(file);
    renameSync(part, to);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}
