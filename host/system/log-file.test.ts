import { mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openLogFile } from './log-file.ts';
import { createRedactor } from './redaction.ts';

it('goes on where the file cannot be opened just now, and writes as soon as it can', () => {
  const folder = mkdtempSync(join(tmpdir(), 'log-'));
  const file = join(folder, 'backoffice.log');
  // Whatever stands in the way, the system refuses to open it.
  mkdirSync(file);
  const log = openLogFile(folder, createRedactor());
  log.info('lost');
  rmdirSync(file);
  log.info('kept');
  expect(readFileSync(file, 'utf8')).toContain('"msg":"kept"');
  rmSync(folder, { recursive: true });
});
