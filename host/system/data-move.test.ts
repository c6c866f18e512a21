/** What lay in the roaming profile, moved once: interrupted at every step, met by another start, and by an older version. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase } from '../../engine/ledger/database.ts';
import { migrate } from '../../engine/ledger/migrate.ts';
import { asRefusal } from '../failure.ts';
import { moveDataOnce } from './data-move.ts';
import { formerPlace } from './former-place.ts';
import { takeOwnerLock } from './owner-lock.ts';

let parent: string;
let from: string;
let to: string;
beforeEach(() => {
  parent = realpathSync(mkdtempSync(join(tmpdir(), 'move-')));
  from = join(parent, 'Roaming', 'easycashier-backoffice');
  to = join(parent, 'Local', 'easycashier-backoffice');
  mkdirSync(join(from, 'copies'), { recursive: true });
  writeFileSync(join(from, 'copies', 'ledger-2026-11-23.sqlite'), 'a copy');
  writeFileSync(join(from, 'backoffice.log'), 'a line');
  mkdirSync(join(from, 'desktop', 'Local Storage'), { recursive: true });
  writeFileSync(join(from, 'desktop', 'desktop.json'), '{}');
  leaveLedger(from, 7);
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

/** As a program that was killed leaves it: what it wrote last is still in the log beside the file. */
function leaveLedger(folder: string, units: number): void {
  const path = join(folder, 'ledger.sqlite');
  const copy = join(parent, 'killed');
  mkdirSync(copy, { recursive: true });
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = WAL; CREATE TABLE shelf (units INTEGER NOT NULL) STRICT');
  database.prepare('INSERT INTO shelf VALUES (?)').run(units);
  const files = ['ledger.sqlite', 'ledger.sqlite-wal'].map((name) => [
    name,
    readFileSync(join(folder, name)),
  ]);
  database.close();
  for (const [name, bytes] of files as [string, Buffer][]) writeFileSync(join(folder, name), bytes);
}

function unitsIn(folder: string): number | null {
  const path = join(folder, 'ledger.sqlite');
  if (!existsSync(path)) return null;
  const database = new DatabaseSync(path);
  try {
    const { n } = database.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'shelf'").get() as {
      n: number;
    };
    return n === 0 ? null : Number(database.prepare('SELECT units FROM shelf').get()?.units);
  } finally {
    database.close();
  }
}

/** What a version of before does with the old folder. */
function openAsOlderVersion(): string {
  const ledger = openDatabase({ path: join(from, 'ledger.sqlite') });
  try {
    migrate(ledger);
    return 'opened';
  } catch (error) {
    return asRefusal(error)?.code ?? String(error);
  } finally {
    ledger.close();
  }
}

function expectMoved(): void {
  expect(unitsIn(to)).toBe(7);
  expect(unitsIn(from)).toBeNull();
  expect(openAsOlderVersion()).toBe('ledgerNewer');
  expect(formerPlace(to)).toBe(from);
  expect(readFileSync(join(to, 'copies', 'ledger-2026-11-23.sqlite'), 'utf8')).toBe('a copy');
  expect(readFileSync(join(to, 'backoffice.log'), 'utf8')).toBe('a line');
  expect(readFileSync(join(to, 'desktop', 'desktop.json'), 'utf8')).toBe('{}');
  expect(
    readdirSync(from).filter((name) => !/^(ledger\.sqlite(-wal|-shm)?|owner\.lock)$/.test(name)),
  ).toEqual([]);
}

it('takes everything along, once, and an older version finds no second ledger', () => {
  expect(moveDataOnce(from, to)).toBe(to);
  expectMoved();
  const again: string[] = [];
  expect(moveDataOnce(from, to, (step) => again.push(step))).toBe(to);
  expect(again).toEqual([]);
  expectMoved();
});

it('goes on from wherever it was interrupted, with one ledger at every instant', () => {
  const steps: string[] = [];
  moveDataOnce(from, to, (step) => steps.push(step));
  expect(steps.length).toBeGreaterThan(7);
  for (const [stop] of steps.entries()) {
    for (const folder of [from, to]) rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(from, 'copies'), { recursive: true });
    writeFileSync(join(from, 'copies', 'ledger-2026-11-23.sqlite'), 'a copy');
    writeFileSync(join(from, 'backoffice.log'), 'a line');
    mkdirSync(join(from, 'desktop'), { recursive: true });
    writeFileSync(join(from, 'desktop', 'desktop.json'), '{}');
    leaveLedger(from, 7);
    let passed = 0;
    const die = () => {
      if (passed++ === stop) throw new Error('killed');
    };
    expect(() => moveDataOnce(from, to, die)).toThrow('killed');
    expect([unitsIn(from), unitsIn(to)].filter((units) => units !== null).length).toBeLessThanOrEqual(1);
    expect(moveDataOnce(from, to)).toBe(to);
    expectMoved();
  }
});

it('what an older version has written after an interrupted move comes along', () => {
  const die = (step: string) => {
    if (step === 'copied') throw new Error('killed');
  };
  expect(() => moveDataOnce(from, to, die)).toThrow('killed');
  const database = new DatabaseSync(join(from, 'ledger.sqlite'));
  database.exec('UPDATE shelf SET units = 8');
  database.close();
  expect(moveDataOnce(from, to)).toBe(to);
  expect(unitsIn(to)).toBe(8);
});

it('leaves a folder that is in use where it is, and moves it at a later start', () => {
  const lock = takeOwnerLock(join(from, 'owner.lock'));
  expect(moveDataOnce(from, to)).toBe(from);
  expect(existsSync(join(to, 'ledger.sqlite'))).toBe(false);
  lock?.release();
  expect(moveDataOnce(from, to)).toBe(to);
  expectMoved();
});

it('two starts at once move once', () => {
  const seen: string[] = [];
  const place = moveDataOnce(from, to, (step) => {
    if (step === 'arrived') seen.push(moveDataOnce(from, to));
  });
  expect([place, ...seen]).toEqual([to, to]);
  expectMoved();
});

it('leaves a damaged ledger where its copies are', () => {
  rmSync(join(from, 'ledger.sqlite-wal'));
  writeFileSync(join(from, 'ledger.sqlite'), 'no ledger at all, but a file of some length');
  expect(moveDataOnce(from, to)).toBe(from);
  expect(readFileSync(join(from, 'ledger.sqlite'), 'utf8')).toMatch(/^no ledger/);
  expect(existsSync(join(to, 'ledger.sqlite'))).toBe(false);
});

it('does nothing where there is nothing, and never replaces a ledger that is there', () => {
  const empty = join(parent, 'empty');
  expect(moveDataOnce(empty, to)).toBe(to);
  expect(existsSync(empty)).toBe(false);
  mkdirSync(to, { recursive: true });
  leaveLedger(to, 3);
  expect(moveDataOnce(from, to)).toBe(to);
  expect([unitsIn(from), unitsIn(to)]).toEqual([7, 3]);
});
