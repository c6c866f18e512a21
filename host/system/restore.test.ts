/** Another file in the ledger's place: interrupted at every step it is the old one or the new one, and nothing is lost. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { asRefusal } from '../failure.ts';
import { takeOwnerLock } from './owner-lock.ts';
import { listCopies, pathOfCopy, putInPlace, stageLedger } from './restore.ts';
import { restoreCopy } from './restore-copy.ts';

const COPY = 'ledger-2026-11-23.sqlite';
const when = new Date('2026-11-30T14:12:05Z');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'restore-'));
  lay();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A ledger as a killed program leaves it, with a log beside it that SQLite would take for another file's. */
function lay(): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'copies'), { recursive: true });
  write(join(folder, 'copies', COPY), 5);
  const path = join(folder, 'ledger.sqlite');
  write(path, 6);
  const open = new DatabaseSync(path);
  open.exec('PRAGMA journal_mode = WAL; UPDATE shelf SET units = 7');
  const files = ['', '-wal'].map((end) => [end, readFileSync(`${path}${end}`)] as const);
  open.close();
  for (const [end, bytes] of files) writeFileSync(`${path}${end}`, bytes);
}

/** `version`: of a ledger's tables; another program's database has none. */
function write(path: string, units: number, version = 10): void {
  const database = new DatabaseSync(path);
  database.exec(`CREATE TABLE shelf (units INTEGER NOT NULL) STRICT; PRAGMA user_version = ${version}`);
  database.prepare('INSERT INTO shelf VALUES (?)').run(units);
  database.close();
}
function unitsIn(name: string): number {
  const database = new DatabaseSync(join(folder, name));
  try {
    expect(database.prepare('PRAGMA integrity_check').get()?.integrity_check).toBe('ok');
    return Number(database.prepare('SELECT units FROM shelf').get()?.units);
  } finally {
    database.close();
  }
}
const asides = () => readdirSync(folder).filter((name) => /^ledger-replaced-.*\.sqlite$/.test(name));
const codeOf = (work: () => unknown) => {
  try {
    work();
    return null;
  } catch (error) {
    return asRefusal(error)?.code ?? String(error);
  }
};

it('the copies are listed with their size, the newest first, and nothing else that lies there', () => {
  write(join(folder, 'copies', 'ledger-2026-11-24-before-update-v340.sqlite'), 1);
  writeFileSync(join(folder, 'copies', 'ledger-2026-11-25.sqlite.part'), '');
  writeFileSync(join(folder, 'copies', 'notes.txt'), '');
  const names = listCopies(folder).map(({ name }) => name);
  expect(names.toSorted()).toEqual([COPY, 'ledger-2026-11-24-before-update-v340.sqlite']);
  for (const { bytes, name } of listCopies(folder))
    expect(bytes).toBe(statSync(join(folder, 'copies', name)).size);
  // The files are of now, as in a folder that has just been copied; their names are of then, and so is the order.
  expect(names).toEqual(names.toSorted().toReversed());
});

it('a copy takes the ledger’s place, and what was there is kept with its log, under the date', () => {
  restoreCopy(folder, COPY);
  expect(unitsIn('ledger.sqlite')).toBe(7); // not before somebody owns the folder
  lay();
  stageLedger(folder, pathOfCopy(folder, COPY), when);
  expect(putInPlace(folder)).toBe('ledger-replaced-2026-11-30-14-12-05.sqlite');
  expect(unitsIn('ledger.sqlite')).toBe(5);
  expect(unitsIn('ledger-replaced-2026-11-30-14-12-05.sqlite')).toBe(7);
  expect(statSync(join(folder, 'ledger.sqlite')).mode & 0o077).toBe(0);
  expect(existsSync(join(folder, 'copies', COPY))).toBe(true);
  expect(putInPlace(folder)).toBeNull();
});

it('interrupted anywhere it goes on at the next start', () => {
  const steps: string[] = [];
  stageLedger(folder, pathOfCopy(folder, COPY), when);
  putInPlace(folder, (step) => steps.push(step));
  expect(steps.length).toBeGreaterThan(2);
  for (const [stop] of steps.entries()) {
    lay();
    stageLedger(folder, pathOfCopy(folder, COPY), when);
    let passed = 0;
    const die = () => {
      if (passed++ === stop) throw new Error('killed');
    };
    expect(() => putInPlace(folder, die)).toThrow('killed');
    putInPlace(folder);
    expect(unitsIn('ledger.sqlite'), steps[stop]).toBe(5);
    expect(asides().map(unitsIn), steps[stop]).toEqual([7]);
  }
});

it('before the copy is there whole nothing has happened', () => {
  writeFileSync(join(folder, 'ledger.sqlite.next-2026-11-30-14-12-05.part'), 'half of it');
  expect(putInPlace(folder)).toBeNull();
  expect(unitsIn('ledger.sqlite')).toBe(7);
});

it('what was replaced is never replaced itself', () => {
  for (const units of [7, 5]) {
    expect(unitsIn('ledger.sqlite')).toBe(units);
    stageLedger(folder, pathOfCopy(folder, COPY), when);
    putInPlace(folder);
  }
  expect(asides().map(unitsIn).toSorted()).toEqual([5, 7]);
});

it('a copy that is not whole, or not there, is refused, and so is a folder that somebody owns', () => {
  for (const name of ['ledger-2026-01-01.sqlite', '../ledger.sqlite', 'notes.txt'])
    expect(codeOf(() => restoreCopy(folder, name))).toBe('copyUnusable');
  writeFileSync(join(folder, 'copies', 'ledger-2026-11-22.sqlite'), 'half a copy, cut off by a full disk');
  expect(codeOf(() => restoreCopy(folder, 'ledger-2026-11-22.sqlite'))).toBe('copyUnusable');
  // Whole, and another program's.
  const other = join(folder, 'copies', 'photos.sqlite');
  write(other, 1, 0);
  expect(codeOf(() => restoreCopy(folder, other))).toBe('copyUnusable');
  const lock = takeOwnerLock(join(folder, 'owner.lock'));
  expect(codeOf(() => restoreCopy(folder, COPY))).toBe('ledgerBusy');
  lock?.release();
  expect(putInPlace(folder)).toBeNull();
  expect(unitsIn('ledger.sqlite')).toBe(7);
});
