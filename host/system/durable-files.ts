/** Files that are there whole or not at all, whenever the computer goes off. For their owner alone. */
import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** What an earlier try has left is written over. */
const partOf = (path: string) => `${path}.part`;

export function writeDurably(path: string, text: string): void {
  appear(path, (part) => writeFileSync(part, text, { mode: 0o600 }));
}

export function copyDurably(from: string, to: string): void {
  appear(to, (part) => {
    copyFileSync(from, part, constants.COPYFILE_FICLONE);
    chmodSync(part, 0o600); // the original's rights came along
  });
}

function appear(path: string, make: (part: string) => void): void {
  const part = partOf(path);
  rmSync(part, { force: true });
  make(part);
  flush(part);
  renameDurably(part, path);
}

/** Replaces what is there. */
export function renameDurably(from: string, to: string): void {
  renameSync(from, to);
  flushFolder(dirname(to));
}

/** Brings a file's contents to the disk. */
export function flush(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Windows keeps the names in its own order and has no such call. */
function flushFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
