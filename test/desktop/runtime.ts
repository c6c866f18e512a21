/** An Electron that can be run here: one that is named, or the project's own where it has been fetched. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

const program = process.platform === 'win32' ? 'electron.exe' : 'electron';
const folders = [process.env.ELECTRON_OVERRIDE_DIST_PATH, join(root, 'node_modules', 'electron', 'dist')];

/** The folder it lies in; null: there is none. */
const found = folders.find((folder) => folder !== undefined && existsSync(join(folder, program))) ?? null;
const hasScreen = process.platform !== 'linux' || Boolean(process.env.DISPLAY);

/** Why no desktop test can run here; null: they can. */
export const whyNot =
  found === null
    ? 'no Electron: set ELECTRON_OVERRIDE_DIST_PATH'
    : hasScreen
      ? null
      : 'no screen: xvfb-run -a npm run test:desktop';

export const runtimeFolder = found ?? '';
export const electronProgram = join(runtimeFolder, program);

/** A Node that the engine runs on, where Electron's own is too old for its driver; an empty text: it is not. */
export const engineNode = isOldElectron() ? process.execPath : '';

function isOldElectron(): boolean {
  if (whyNot !== null) return false;
  const { stdout } = spawnSync(electronProgram, ['-e', 'console.log(process.versions.modules)'], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    encoding: 'utf8',
  });
  // The first with a driver that can be relied on is Electron 38.
  return Number(stdout) < 139;
}

export const hasProgram = (name: string) => spawnSync('which', [name]).status === 0;
