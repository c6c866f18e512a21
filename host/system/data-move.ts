/**
 * Moves what an earlier version kept in one folder to another, once. At every instant there is one ledger that a version can open:
 * ```text
 * from: ledger ──▶ ledger ────────────────▶ tombstone ─▶ tombstone
 * to:   –      ──▶ ledger.sqlite.moving ──▶ .moving   ─▶ ledger
 * ```
 * The tombstone is a ledger of a version that nobody has: an older program says in words that a newer one has written it, and begins no second
 * one. What was interrupted is done again from there at the next start. Where the old folder is in use it stays in use.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { copyDurably, flush, renameDurably } from './durable-files.ts';
import { rememberFormerPlace } from './former-place.ts';
import { isTombstone, makeTombstone } from './ledger-tombstone.ts';
import { type OwnerLock, takeOwnerLock } from './owner-lock.ts';
import { sqlite } from './sqlite.ts';

const LEDGER = 'ledger.sqlite';
const MOVING = `${LEDGER}.moving`;
/** What belongs to a process or to the ledger's own file, and is not carried along. */
const LEFT = new Set([
  LEDGER,
  `${LEDGER}-wal`,
  `${LEDGER}-shm`,
  'owner.lock',
  'owner.pid',
  'backoffice.sock',
]);
/** A move of gigabytes from a slow disk takes no longer, and then the old folder does. */
const PATIENCE_MS = 20_000;
const LOOK_MS = 100;

/**
 * The folder to use from now on: `to`, or `from` where it cannot be moved just now. `passed` is told each step, for the tests. Waits while
 * another process moves.
 */
export function moveDataOnce(
  from: string,
  to: string,
  passed: (step: string) => void = () => undefined,
): string {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const place = tryToMove(from, to, passed);
    if (place !== null) return place;
    if (!existsSync(join(to, MOVING)) || performance.now() > until) return hasLedger(from) ? from : to;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_MS);
  }
}

const hasLedger = (folder: string) => existsSync(join(folder, LEDGER)) && !isTombstone(join(folder, LEDGER));

/** Null: the old folder is somebody's just now. */
function tryToMove(from: string, to: string, passed: (step: string) => void): string | null {
  if (!hasLedger(from) && hasLedger(to) && restOf(from, to).length === 0) return to;
  if (!existsSync(from) || (hasLedger(from) && hasLedger(to))) return to;
  const lock = lockOf(from);
  if (lock === null) return null;
  try {
    if (hasLedger(from) && !moveLedger(from, to, passed)) return from;
    if (!hasLedger(to) && existsSync(join(to, MOVING))) {
      renameDurably(join(to, MOVING), join(to, LEDGER));
      passed('arrived');
    }
    if (isTombstone(join(from, LEDGER))) moveRest(from, to, passed);
    return to;
  } finally {
    lock.release();
  }
}

function lockOf(folder: string): OwnerLock | null {
  try {
    return takeOwnerLock(join(folder, 'owner.lock'));
  } catch {
    return null;
  }
}

/** False where the ledger cannot be made one whole file, or the new folder takes nothing: the engine tells of it in words. */
function moveLedger(from: string, to: string, passed: (step: string) => void): boolean {
  const ledger = join(from, LEDGER);
  try {
    makeOneFile(ledger);
    passed('one file');
    mkdirSync(to, { recursive: true, mode: 0o700 });
    rememberFormerPlace(to, realpathSync(from));
    passed('remembered');
    copyDurably(ledger, join(to, MOVING));
    passed('copied');
    makeTombstone(`${ledger}.moved`);
    flush(`${ledger}.moved`);
    passed('tombstone made');
    renameDurably(`${ledger}.moved`, ledger);
  } catch (error) {
    if (!isOfTheSystem(error)) throw error;
    return false;
  }
  passed('tombstone in place');
  return true;
}

const isOfTheSystem = (error: unknown) => error instanceof Error && 'code' in error;

/** What a program that was killed has left beside the ledger goes into it. @throws where the ledger is damaged or held */
function makeOneFile(path: string): void {
  const database = new (sqlite().DatabaseSync)(path, { timeout: 0 });
  try {
    database.exec('PRAGMA journal_mode = DELETE');
  } finally {
    database.close();
  }
}

/** What is not there yet: what is has been written since. */
function restOf(from: string, to: string): string[] {
  try {
    return readdirSync(from).filter((name) => !LEFT.has(name) && !existsSync(join(to, name)));
  } catch {
    return [];
  }
}

/** Copies, logs, what the windows remember: one by one, whole or not at all. What cannot be moved now goes at another start. */
function moveRest(from: string, to: string, passed: (step: string) => void): void {
  for (const name of restOf(from, to)) {
    const [old, now] = [join(from, name), join(to, name)];
    try {
      renameSync(old, now);
    } catch {
      // The profiles may lie on two disks.
      try {
        rmSync(`${now}.part`, { recursive: true, force: true });
        cpSync(old, `${now}.part`, { recursive: true });
        renameSync(`${now}.part`, now);
        rmSync(old, { recursive: true, force: true });
      } catch {
        continue;
      }
    }
    passed(`moved ${name}`);
  }
}
