/** A file that the program has made, laid where a person wants it: a stick, another folder. */
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { Refusal } from '../../../engine/refusal.ts';
import { copyDurably } from '../../system/durable-files.ts';
import { asFolderRefusal } from '../../system/folder-refusal.ts';

/** A path where nothing lies yet, in a folder that is there. Asked before anything is done. @throws Refusal `badFile` */
export function freePath(file: string): string {
  const path = resolve(file);
  if (existsSync(path)) throw new Refusal('badFile', { file: basename(path), why: 'exists' });
  const folder = statSync(dirname(path), { throwIfNoEntry: false });
  if (!folder?.isDirectory()) throw new Refusal('badFile', { file: basename(path), why: 'noFolder' });
  return path;
}

/** The file at `from` stays. @throws Refusal `diskFull` also where the folder refuses */
export function carry(from: string, to: string): void {
  try {
    copyDurably(from, to);
  } catch (error) {
    throw asFolderRefusal(dirname(to), error);
  }
}
