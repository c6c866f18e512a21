import { chmodSync, lstatSync, mkdirSync, readdirSync, realpathSync, type Stats } from 'node:fs';
import { join } from 'node:path';

const OTHERS = 0o077;

/**
 * The folder with the data, made where it is missing, and what lies in it: the owner's alone. Rights that are too wide are taken back and looked
 * at again. On Windows the folder's rights are those of where it lies.
 * @throws Error in words where others may look into it and that cannot be changed, or where somebody else has put something there: a link
 * would lead what we write to a file of his choice
 */
export function makePrivateFolder(folder: string, platform: NodeJS.Platform = process.platform): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (platform === 'win32') return;
  const real = realpathSync(folder);
  mend(real);
  const owner = lstatSync(real).uid;
  for (const name of readdirSync(real)) {
    const path = join(real, name);
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat === undefined) continue;
    if (![0, owner, process.geteuid?.()].includes(stat.uid))
      throw new Error(`somebody else has put ${path} there: take it away, or give the relay another folder`);
    mend(path);
  }
}

function mend(path: string): void {
  try {
    if (!isOpenToOthers(lstatSync(path))) return;
    chmodSync(path, lstatSync(path).mode & 0o700);
    if (!isOpenToOthers(lstatSync(path))) return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
  }
  throw new Error(
    `others on this computer may look into ${path}, and that cannot be changed: give it to the relay's user alone (chmod go=)`,
  );
}

/** A link has no rights of its own. */
const isOpenToOthers = (stat: Stats) => (stat.isFile() || stat.isDirectory()) && (stat.mode & OTHERS) !== 0;
