/** Where Electron is, and whether it can show anything here. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A slow line still gets its 100 MB; a closed one is not waited for all day. */
const FETCH_MS = 240_000;

type Variables = Readonly<Record<string, string | undefined>>;

export function hasScreen(platform: NodeJS.Platform, variables: Variables): boolean {
  return platform !== 'linux' || Boolean(variables.DISPLAY || variables.WAYLAND_DISPLAY);
}

/** The package as npm brings it: its program comes with the first start. Null: not installed at all. */
function packageFolder(): string | null {
  try {
    return dirname(fileURLToPath(import.meta.resolve('electron/package.json')));
  } catch {
    return null;
  }
}

function programIn(folder: string, variables: Variables): string | null {
  const name = join(folder, 'path.txt');
  const program = existsSync(name) ? readFileSync(name, 'utf8').trim() : 'electron';
  const path = join(variables.ELECTRON_OVERRIDE_DIST_PATH || join(folder, 'dist'), program);
  return existsSync(path) ? path : null;
}

/** The program's path, fetched first where it is missing (`onFetch` is told before); null where it cannot be had. */
export function findElectron(
  variables: Variables,
  onFetch: () => void,
  folder: string | null = packageFolder(),
): string | null {
  if (folder === null) return null;
  const found = programIn(folder, variables);
  if (found !== null || variables.ELECTRON_OVERRIDE_DIST_PATH) return found;
  onFetch();
  spawnSync(process.execPath, [join(folder, 'install.js')], { stdio: 'ignore', timeout: FETCH_MS });
  return programIn(folder, variables);
}
