import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Refusal } from '../refusal.ts';
import { openDatabase } from './database.ts';
import { isOfAnother, understood } from './sqlite-errors.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'errors-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const codeOf = (errcode: number, path = folder) => {
  const error = understood(path, Object.assign(new Error('SQLite'), { errcode }));
  return error instanceof Refusal ? error.code : null;
};

describe('what SQLite says', () => {
  it.each([
    ['SQLITE_BUSY', 5, 'ledgerHeld'],
    ['SQLITE_BUSY_RECOVERY', 261, 'ledgerHeld'],
    ['SQLITE_BUSY_SNAPSHOT', 517, 'ledgerHeld'],
    ['SQLITE_LOCKED', 6, 'ledgerHeld'],
    ['SQLITE_IOERR_LOCK', 3850, 'ledgerHeld'],
    ['SQLITE_IOERR_RDLOCK', 2314, 'ledgerHeld'],
    ['SQLITE_IOERR_BLOCKED', 2826, 'ledgerHeld'],
    ['SQLITE_IOERR_WRITE', 778, 'diskFull'],
    ['SQLITE_IOERR_FSYNC', 1034, 'diskFull'],
    ['SQLITE_READONLY', 8, 'diskFull'],
    ['SQLITE_FULL', 13, 'diskFull'],
    ['SQLITE_CORRUPT', 11, 'ledgerDamaged'],
    ['SQLITE_NOTADB', 26, 'ledgerDamaged'],
    ['SQLITE_CONSTRAINT', 19, null],
  ] as const)('%s', (_name, errcode, code) => {
    expect(codeOf(errcode)).toBe(code);
  });

  it('of a file it cannot open is told apart by the system’s own word', () => {
    const file = join(folder, 'ledger.sqlite');
    expect(codeOf(14, file), 'there is none').toBe('diskFull');
    openDatabase({ path: file }).close();
    expect(codeOf(14, file), 'it opens again').toBe('ledgerHeld');
    const asFolder = join(folder, 'folder.sqlite');
    mkdirSync(asFolder);
    expect(() => openDatabase({ path: asFolder })).toThrow(new Refusal('diskFull', { path: asFolder }));
  });
});

it.each([
  ['EBUSY', 'win32', true],
  ['EPERM', 'win32', true],
  ['EACCES', 'win32', true],
  ['ENOENT', 'win32', false],
  ['EBUSY', 'linux', true],
  ['EACCES', 'linux', false],
  ['EPERM', 'darwin', false],
  ['EROFS', 'linux', false],
])('%s on %s is another program’s: %s', (code, platform, isIt) => {
  expect(isOfAnother(code, platform)).toBe(isIt);
});
