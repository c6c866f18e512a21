import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Ledger, openDatabase } from '../../engine/ledger/database.ts';
import { createCopies } from './copies.ts';

const NAME = 'ledger-2026-11-23.sqlite';
/** More than is copied between two flushes. */
const ROWS = 60_000;

let folder: string;
let ledger: Ledger;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'copies-'));
  ledger = openDatabase({ path: join(folder, 'ledger.sqlite') });
  ledger.run(
    'CREATE TABLE shelf (id INTEGER PRIMARY KEY, units INTEGER NOT NULL, text TEXT NOT NULL) STRICT',
  );
  ledger.run(
    `INSERT INTO shelf WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ${ROWS})
     SELECT n, 1, printf('%060d', n) FROM n`,
  );
});
afterEach(() => {
  ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

const inCopies = (name: string) => join(folder, 'copies', name);
const unitsIn = (path: string) => {
  const copy = openDatabase({ path, durability: 'none' });
  const units = copy.get<{ units: number }>('SELECT sum(units) AS units FROM shelf')?.units;
  copy.close();
  return units;
};

it('a copy is of one instant, however much is written meanwhile', async () => {
  const copies = createCopies(folder);
  let isDone = false;
  let moves = 0;
  const work = copies.write(NAME).then(() => {
    isDone = true;
  });
  while (!isDone) {
    ledger.transaction(() => {
      ledger.run('UPDATE shelf SET units = units - 1 WHERE id = ?', 1 + (moves % (ROWS / 2)));
      ledger.run('UPDATE shelf SET units = units + 1 WHERE id = ?', ROWS - (moves % (ROWS / 2)));
    });
    moves += 1;
    await new Promise((resolve) => setImmediate(resolve));
  }
  await work;
  expect(moves).toBeGreaterThan(0);
  expect(await copies.list()).toEqual([`${NAME}.part`]);
  await copies.keep(NAME);
  expect(await copies.list()).toEqual([NAME]);
  expect(unitsIn(inCopies(NAME))).toBe(ROWS);
  expect(ledger.get('SELECT sum(units) AS units FROM shelf')).toEqual({ units: ROWS });
});

it('the ledger is examined as it is now, and whoever writes to it has their turn meanwhile', async () => {
  let isDone = false;
  let turns = 0;
  const examined = createCopies(folder)
    .examine()
    .finally(() => {
      isDone = true;
    });
  while (!isDone) {
    ledger.run('UPDATE shelf SET units = 2 WHERE id = ?', 1 + (turns % ROWS));
    turns += 1;
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await examined).toEqual({ version: 0, rows: { shelf: ROWS }, integrity: 'ok' });
  expect(turns).toBeGreaterThan(1);
});

it('a damaged ledger is told of when it is examined', async () => {
  const damage = (from: number) => {
    const path = join(folder, 'ledger.sqlite');
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 4_096 * from, 4_096 * 40);
    writeFileSync(path, bytes);
  };
  ledger.close();
  damage(20);
  expect((await createCopies(folder).examine()).integrity).not.toBe('ok');
  damage(0);
  await expect(createCopies(folder).examine()).rejects.toMatchObject({ code: 'ledgerDamaged' });
});

it('only its owner may read it', async () => {
  const copies = createCopies(folder);
  await copies.write(NAME);
  await copies.keep(NAME);
  expect(statSync(join(folder, 'copies')).mode & 0o777).toBe(0o700);
  expect(statSync(inCopies(NAME)).mode & 0o777).toBe(0o600);
});

it('a damaged ledger leaves no copy, and the one from before it stays', async () => {
  const copies = createCopies(folder);
  await copies.write(NAME);
  await copies.keep(NAME);
  ledger.close();
  const path = join(folder, 'ledger.sqlite');
  const bytes = readFileSync(path);
  bytes.fill(0x5a, 4_096 * 20, 4_096 * 40);
  writeFileSync(path, bytes);
  await expect(copies.write('ledger-2026-11-24.sqlite')).rejects.toMatchObject({ code: 'ledgerDamaged' });
  expect(await copies.list()).toEqual([NAME]);
  expect(unitsIn(inCopies(NAME))).toBe(ROWS);
});

it('a folder that takes nothing is told as such', async () => {
  writeFileSync(join(folder, 'copies'), '');
  await expect(createCopies(folder).write(NAME)).rejects.toMatchObject({ code: 'diskFull' });
  expect(readdirSync(folder)).toContain('ledger.sqlite');
});
