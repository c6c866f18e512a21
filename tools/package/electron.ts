/** An Electron that somebody has at hand, for a package around it. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';

export function versionOf(electron: string): string {
  const { stdout } = spawnSync(join(electron, 'electron'), ['-p', 'process.versions.electron'], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    encoding: 'utf8',
  });
  return stdout?.trim() || 'of an unknown version';
}

/** What Electron brings for whoever develops with it: its own first page, and a file that says its version. */
const forDevelopers = ['resources/default_app.asar', 'version'];

/** A copy in `folder`, as electron-builder has an Electron that it has downloaded; one that it is given it takes as it stands. */
export function copyElectron(electron: string, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const copy = mkdtempSync(join(folder, '.electron-'));
  const left = forDevelopers.map((name) => join(electron, name));
  cpSync(electron, copy, { recursive: true, filter: (path) => !left.includes(path) });
  return copy;
}
