import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../../engine/refusal.ts';

const OTHERS = 0o077;

/**
 * Sees to it that only the owner may look into the data directory, its files and the folders with copies: rights that are too wide are taken
 * back, and looked at again, because some file systems take the change and do nothing. What lies deeper is shut off by its folder. What somebody else
 * has left there is refused.
 *
 * On Windows there is nothing to do: a folder in the user's profile inherits rights for that user, the system and the administrators, who can
 * read everything anyway, and what the system calls a file's mode there says nothing of it. A folder elsewhere that a person chose with
 * `--data` has the rights that person gave it.
 * @throws Refusal `dataNotPrivate` naming what others may still look into, or have put there
 */
export function keepPrivate(dataDir: string, platform: NodeJS.Platform = process.platform): void {
  if (platform === 'win32') return;
  const mend = (path: string) => requirePrivate(path, 'dataNotPrivate', platform);
  mend(dataDir);
  const owner = lstatSync(dataDir).uid;
  for (const folder of [dataDir, join(dataDir, 'copies')]) {
    for (const name of namesIn(folder)) {
      const path = join(folder, name);
      requireOurs(path, owner, 'dataNotPrivate', platform);
      mend(path);
    }
  }
}

/**
 * While the folder was open to others somebody may have left a link there, or a file that is still his: what we write would go where he wants
 * it, and what we read would be what he says. The folder's owner and the system's own user may. One that is not there is not looked at.
 * @throws Refusal `code`
 */
export function requireOurs(
  path: string,
  owner: number,
  code: 'dataNotPrivate' | 'secretsNotPrivate',
  platform: NodeJS.Platform = process.platform,
): void {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (platform === 'win32' || stat === undefined || [0, owner, process.geteuid?.()].includes(stat.uid))
    return;
  throw new Refusal(code, { path });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // there is none
  }
}

/** As `keepPrivate`, of one file or folder; one that is not there is not looked at. @throws Refusal `code` */
export function requirePrivate(
  path: string,
  code: 'dataNotPrivate' | 'secretsNotPrivate',
  platform: NodeJS.Platform = process.platform,
): void {
  if (platform === 'win32') return;
  try {
    if (!isOpenToOthers(path)) return;
    chmodSync(path, lstatSync(path).mode & 0o700);
    if (!isOpenToOthers(path)) return;
  } catch (error) {
    // Another process of ours has taken it away.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
  }
  throw new Refusal(code, { path });
}

/** A link has no rights of its own, and a socket is opened through its folder. */
function isOpenToOthers(path: string): boolean {
  const stat = lstatSync(path);
  return (stat.isFile() || stat.isDirectory()) && (stat.mode & OTHERS) !== 0;
}
