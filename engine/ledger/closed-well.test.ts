import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { isLargeAndClosedWell } from './closed-well.ts';
import { openDatabase } from './database.ts';

function fill(path: string, rows: number) {
  const ledger = openDatabase({ path });
  ledger.run('CREATE TABLE page (text TEXT NOT NULL) STRICT');
  ledger.transaction(() => {
    for (let n = 0; n < rows; n += 1) ledger.run('INSERT INTO page VALUES (?)', 'x'.repeat(100_000));
  });
  return ledger;
}

it('goes through a small file, and through a large one whose log was left behind', () => {
  const folder = mkdtempSync(join(tmpdir(), 'closed-well-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = (name: string) => join(folder, name);
  expect(isLargeAndClosedWell(path('none'))).toBe(false);
  fill(path('small'), 10).close();
  expect(isLargeAndClosedWell(path('small'))).toBe(false);
  const large = fill(path('large'), 200);
  // As a program that is killed leaves it.
  large.run('PRAGMA wal_checkpoint(TRUNCATE)');
  large.run("INSERT INTO page VALUES ('last')");
  for (const end of ['', '-wal']) cpSync(path(`large${end}`), path(`killed${end}`));
  large.close();
  expect(isLargeAndClosedWell(path('large'))).toBe(true);
  expect(isLargeAndClosedWell(path('killed'))).toBe(false);
});
