import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openRotatingFile } from './rotating-file.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rotating-'));
  file = join(folder, 'a.log');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('is put aside while the program runs, and the one before it forgotten', () => {
  const write = openRotatingFile(file, 100);
  for (let line = 0; line < 40; line += 1) write(`line ${line} of many\n`);
  expect(statSync(file).size).toBeLessThanOrEqual(120);
  expect(statSync(`${file}.1`).size).toBeLessThanOrEqual(120);
  const kept = readFileSync(`${file}.1`, 'utf8') + readFileSync(file, 'utf8');
  expect(kept.endsWith('line 38 of many\nline 39 of many\n')).toBe(true);
});

it('knows at the next start how large it was', () => {
  openRotatingFile(file, 10)('a line that is too long\n');
  openRotatingFile(file, 10)('the next\n');
  expect(readFileSync(`${file}.1`, 'utf8')).toBe('a line that is too long\n');
  expect(readFileSync(file, 'utf8')).toBe('the next\n');
});

it('grows on where it cannot be put aside', () => {
  mkdirSync(join(`${file}.1`, 'in the way'), { recursive: true });
  const write = openRotatingFile(file, 10);
  for (const line of ['the first line\n', 'the second line\n', 'the third line\n']) write(line);
  expect(readFileSync(file, 'utf8')).toBe('the first line\nthe second line\nthe third line\n');
});

it('is for its owner alone', () => {
  openRotatingFile(file, 10)('x\n');
  expect(existsSync(file) && statSync(file).mode & (process.platform === 'win32' ? 0 : 0o077)).toBe(0);
});
