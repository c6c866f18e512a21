import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase } from '../../engine/ledger/database.ts';
import { migrate, migrations, versionOf } from '../../engine/ledger/migrate.ts';
import { Refusal } from '../../engine/refusal.ts';
import { ourTime } from '../../shared/words/time.ts';
import { copyAtRest } from './copy-at-rest.ts';
import { listCopies, pathOfCopy, putInPlace, stageLedger } from './restore.ts';

const now = ourTime(Date.parse('2026-11-30T10:00:00Z'));
const newest = migrations.at(-1)?.version ?? 0;
const before = migrations.at(-2)?.version ?? 0;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'at-rest-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const path = () => join(folder, 'ledger.sqlite');
const open = (file = path()) => openDatabase({ path: file, durability: 'none' });

it('copies a ledger that was closed, by the version of its tables, for its owner alone', () => {
  const ledger = open();
  migrate(ledger, before);
  ledger.close();
  const name = `ledger-2026-11-30-before-update-v${before}.sqlite`;
  expect(copyAtRest(folder, now)).toBe(name);
  expect(listCopies(folder).map((copy) => copy.name)).toEqual([name]);
  expect(statSync(join(folder, 'copies', name)).mode & 0o777).toBe(0o600);
  const copy = open(join(folder, 'copies', name));
  expect([versionOf(copy), copy.get('PRAGMA quick_check')]).toEqual([before, { quick_check: 'ok' }]);
  copy.close();
});

it('copies nothing that somebody has open or died with, and nothing that is not there', () => {
  expect(copyAtRest(folder, now)).toBeNull();
  const ledger = openDatabase({ path: path() });
  migrate(ledger);
  expect(copyAtRest(folder, now)).toBeNull();
  ledger.close();
  expect(readdirSync(folder)).toEqual(['ledger.sqlite']);
  expect(copyAtRest(folder, now)).not.toBeNull();
});

it('says where the folder takes nothing', () => {
  open().close();
  writeFileSync(join(folder, 'copies'), 'in the way');
  let code: string | null = null;
  try {
    copyAtRest(folder, now);
  } catch (error) {
    code = error instanceof Refusal ? error.code : String(error);
  }
  expect(code).toBe('diskFull');
});

it('lets the previous release start again, by the copy from before its successor', () => {
  const old = open();
  migrate(old, before);
  old.run('CREATE TABLE shelf (units INTEGER) STRICT');
  old.run('INSERT INTO shelf VALUES (7)');
  old.close();
  const name = copyAtRest(folder, now) ?? '';
  const newer = open();
  migrate(newer);
  newer.run('UPDATE shelf SET units = 6');
  expect(versionOf(newer)).toBe(newest);
  newer.close();
  stageLedger(folder, pathOfCopy(folder, name));
  const aside = putInPlace(folder);
  const again = open();
  expect([versionOf(again), again.get('SELECT units FROM shelf')]).toEqual([before, { units: 7 }]);
  again.close();
  // What the newer release had written is not lost either.
  const kept = open(join(folder, aside ?? ''));
  expect([versionOf(kept), kept.get('SELECT units FROM shelf')]).toEqual([newest, { units: 6 }]);
  kept.close();
});
