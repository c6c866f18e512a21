/** Where everything that outlives the program is kept. Only its owner may look inside. */
import { mkdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { Refusal } from '../../engine/refusal.ts';

const FOLDER = 'easycashier-backoffice';

type Variables = Readonly<Record<string, string | undefined>>;

export function defaultDataDir(
  variables: Variables,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  if (platform === 'win32') return join(variables.APPDATA || join(home, 'AppData', 'Roaming'), FOLDER);
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', FOLDER);
  return join(variables.XDG_DATA_HOME || join(home, '.local', 'share'), FOLDER);
}

/** Creates the directory (0700) where it is missing and returns its real path. */
export function prepareDataDir(path: string): string {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return realpathSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') {
      throw new Refusal('diskFull', { path });
    }
    throw new Refusal('badSetting', {
      name: '--data',
      why: 'notAllowed',
      value: resolve(path),
      allowed: 'drwx------',
    });
  }
}
