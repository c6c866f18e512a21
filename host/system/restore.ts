/**
 * Puts another file in the ledger's place. A copy of it is made beside the ledger, and that it is there whole, under its name, decides: whoever
 * owns the folder next puts it in place, however often that is interrupted. What was there is kept under a name with the date, with the log
 * that belongs to it: left beside another file SQLite would take the log for that one's.
 * ```text
 * ledger.sqlite  ·  ledger.sqlite.next-DATE  ──▶  ledger-replaced-DATE.sqlite  ·  ledger.sqlite
 * ```
 * No SQLite here: the desktop does this without an engine.
 */
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../../engine/refusal.ts';
import { copyMadeAt } from '../../engine/rules/copies.ts';
import type { KeptCopy } from '../../shared/contract/host.ts';
import { msBetween, ourTime } from '../../shared/words/time.ts';
import { copyDurably, renameDurably } from './durable-files.ts';
import { asFolderRefusal } from './folder-refusal.ts';

const LEDGER = 'ledger.sqlite';
const ours = /^ledger-\d{4}-\d{2}-\d{2}[\w-]*\.sqlite$/;
const staged = /^ledger\.sqlite\.next-([\d-]+)$/;

/** The copies of the ledger, the newest first. `at`: when it was made. */
export function listCopies(dataDir: string): KeptCopy[] {
  const folder = join(dataDir, 'copies');
  return namesIn(folder)
    .filter((name) => ours.test(name))
    .flatMap((name) => {
      const stat = statSync(join(folder, name), { throwIfNoEntry: false });
      return stat?.isFile()
        ? [{ name, at: copyMadeAt(name, ourTime(Math.round(stat.mtimeMs))), bytes: stat.size }]
        : [];
    })
    .sort((one, other) => msBetween(one.at, other.at));
}

/** The path of a copy that is there. @throws Refusal `copyUnusable` */
export function pathOfCopy(dataDir: string, name: string): string {
  if (!listCopies(dataDir).some((copy) => copy.name === name)) throw new Refusal('copyUnusable', { name });
  return join(dataDir, 'copies', name);
}

/** From now on the file at `from` is to be the ledger: it is so when the folder next has an owner. @throws Refusal `diskFull`, `ledgerHeld` */
export function stageLedger(dataDir: string, from: string, now: Date = new Date()): void {
  try {
    copyDurably(from, stagedName(dataDir, now));
  } catch (error) {
    throw asFolderRefusal(dataDir, error);
  }
}

/** As `stageLedger`, of a whole file in the folder itself, which is one step. */
export function stageFile(dataDir: string, from: string): void {
  renameDurably(from, stagedName(dataDir, new Date()));
}

const stagedName = (dataDir: string, now: Date) =>
  join(dataDir, `${LEDGER}.next-${now.toISOString().slice(0, 19).replace(/[T:]/g, '-')}`);

/**
 * Done by the owner of the folder before it opens the ledger. The name that the replaced file has now; null: nothing was to be done, or there
 * was none. `passed` is told each step, for the tests. @throws Refusal `ledgerHeld`, `diskFull`
 */
export function putInPlace(dataDir: string, passed: (step: string) => void = () => undefined): string | null {
  const waiting = namesIn(dataDir)
    .filter((name) => staged.test(name))
    .sort();
  const next = waiting.pop();
  if (next === undefined) return null;
  try {
    const aside = setAside(dataDir, staged.exec(next)?.[1] ?? '', passed);
    renameDurably(join(dataDir, next), join(dataDir, LEDGER));
    passed('in place');
    for (const older of waiting) rmSync(join(dataDir, older), { force: true });
    return aside;
  } catch (error) {
    throw asFolderRefusal(join(dataDir, LEDGER), error);
  }
}

function setAside(dataDir: string, stamp: string, passed: (step: string) => void): string | null {
  const named = (again: number) => `ledger-replaced-${stamp}${again === 0 ? '' : `-${again}`}.sqlite`;
  let again = 0;
  // Where it was interrupted the file is aside already, and what belongs to it follows.
  if (existsSync(join(dataDir, LEDGER))) while (existsSync(join(dataDir, named(again)))) again += 1;
  for (const end of ['', '-wal', '-shm']) {
    const file = join(dataDir, `${LEDGER}${end}`);
    if (!existsSync(file)) continue;
    renameDurably(file, join(dataDir, `${named(again)}${end}`));
    passed(`aside ${end}`);
  }
  return existsSync(join(dataDir, named(again))) ? named(again) : null;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
