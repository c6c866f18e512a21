/** Where everything that outlives the program is kept: on a disk of this computer, for its owner alone. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Refusal } from '../../engine/refusal.ts';
import { moveDataOnce } from './data-move.ts';
import {
  judgePlace,
  type Mount,
  type PlaceFacts,
  readDropboxes,
  readMountInfo,
  readMountList,
} from './data-place.ts';
import { keepPrivate } from './private-files.ts';

const FOLDER = 'easycashier-backoffice';

type Variables = Readonly<Record<string, string | undefined>>;

/** On Windows in the local profile: the roaming one is copied to a server, and from there to other computers. */
export function defaultDataDir(
  variables: Variables,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  if (platform === 'win32') return join(variables.LOCALAPPDATA || join(home, 'AppData', 'Local'), FOLDER);
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', FOLDER);
  return join(variables.XDG_DATA_HOME || join(home, '.local', 'share'), FOLDER);
}

/** Where earlier versions kept it; null: in the same place. */
export function formerDataDir(
  variables: Variables,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string | null {
  if (platform !== 'win32') return null;
  return join(variables.APPDATA || join(home, 'AppData', 'Roaming'), FOLDER);
}

/**
 * The data directory's real path, made where it is missing (0700). `chosen`: by a person; absent: the usual place, to which what earlier
 * versions have left elsewhere is moved first.
 * @throws Refusal `dataShared`, `dataSynced`, `dataNotPrivate`, `diskFull`, `badSetting`
 */
export function openDataDir(chosen: string | undefined, variables: Variables): string {
  if (chosen) return prepareDataDir(chosen, variables);
  const usual = defaultDataDir(variables);
  const former = formerDataDir(variables);
  if (former === null) return prepareDataDir(usual, variables);
  requirePlace(usual, variables);
  return prepareDataDir(moveDataOnce(former, usual), variables);
}

function prepareDataDir(path: string, variables: Variables): string {
  requirePlace(path, variables);
  const made = makeFolder(path);
  keepPrivate(made);
  return made;
}

function makeFolder(path: string): string {
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

/** Judged as it is written and as it really is: a link, and on Windows a letter that stands for a share, lead elsewhere. */
function requirePlace(path: string, variables: Variables): void {
  const facts = placeFacts(variables);
  for (const place of new Set([resolve(path), realPathOf(resolve(path))])) {
    const bad = judgePlace(place, facts);
    if (bad !== null) throw new Refusal(bad.code, { path: resolve(path), place: bad.place });
  }
}

/** Of a folder that is not there yet: through the innermost that is. */
function realPathOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    const above = dirname(path);
    return above === path ? path : join(realPathOf(above), path.slice(above.length));
  }
}

function placeFacts(variables: Variables): PlaceFacts {
  const { platform } = process;
  const home = homedir();
  return { platform, variables, home, mounts: mounted(), dropboxes: dropboxes(variables, home), exists };
}

const exists = (path: string) => existsSync(path);

/** None where the system does not tell. */
function mounted(): Mount[] {
  try {
    if (process.platform === 'linux') return readMountInfo(readFileSync('/proc/self/mountinfo', 'utf8'));
    if (process.platform !== 'darwin') return [];
    return readMountList(execFileSync('/sbin/mount', { encoding: 'utf8', timeout: 2_000 }));
  } catch {
    return [];
  }
}

function dropboxes({ LOCALAPPDATA, APPDATA }: Variables, home: string): string[] {
  const settings = [join(home, '.dropbox'), LOCALAPPDATA, APPDATA].flatMap((folder, index) =>
    folder ? [index === 0 ? folder : join(folder, 'Dropbox')] : [],
  );
  return settings.flatMap((folder) => {
    try {
      return readDropboxes(readFileSync(join(folder, 'info.json'), 'utf8'));
    } catch {
      return [];
    }
  });
}
