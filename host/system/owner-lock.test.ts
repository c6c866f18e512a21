/** Who has the data directory, and who only holds its lock file. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { asRefusal } from '../failure.ts';
import { takeOwnerLock } from './owner-lock.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'owner-'));
  file = join(folder, 'owner.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const codeOf = (work: () => unknown): string | null => {
  try {
    work();
    return null;
  } catch (error) {
    return asRefusal(error)?.code ?? 'not understood';
  }
};

it('names another program that holds the file, and not an owner', () => {
  const holder = new DatabaseSync(file);
  holder.exec('BEGIN EXCLUSIVE');
  expect(codeOf(() => takeOwnerLock(file))).toBe('ledgerHeld');
  // One that was killed has left its name behind.
  writeFileSync(join(folder, 'owner.pid'), '4194305');
  expect(codeOf(() => takeOwnerLock(file))).toBe('ledgerHeld');
  holder.close();
  takeOwnerLock(file)?.release();
});

it('names an owner that lives', () => {
  const lock = takeOwnerLock(file);
  expect(takeOwnerLock(file)).toBeNull();
  lock?.release();
  expect(existsSync(join(folder, 'owner.pid'))).toBe(false);
});
