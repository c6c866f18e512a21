import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createRedactor } from './redaction.ts';
import { supportReport } from './support-report.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'report-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const now = Date.UTC(2026, 10, 28, 9);
const read = (text: string) => JSON.parse(text) as { technicalLog: string[]; engine: unknown; made: string };

it('has the end of the technical log, and hides a secret that stands there', () => {
  const redactor = createRedactor();
  redactor.learn('hemlig "nyckel"');
  const lines = Array.from({ length: 400 }, (_, n) => JSON.stringify({ n, said: 'hemlig "nyckel"' }));
  writeFileSync(join(folder, 'backoffice.log'), `${lines.join('\n')}\n`);
  const { file, text } = supportReport(null, null, folder, redactor, now);
  expect(file).toBe('backoffice-rapport-2026-11-28.json');
  expect(text).not.toContain('nyckel');
  const { technicalLog } = read(text);
  expect(technicalLog).toHaveLength(300);
  expect(technicalLog.at(-1)).toContain('399');
});

it('hides the organisation number where an error has carried it into the log', () => {
  const said = 'GET /v1/company/5566778899/article of 556677-8899';
  writeFileSync(join(folder, 'backoffice.log'), `${JSON.stringify({ said })}\n`);
  const { text } = supportReport(null, '556677-8899', folder, createRedactor(), now);
  expect(text).toContain('/v1/company/');
  expect(text).not.toMatch(/556677-?8899/);
});

it('hides what may be one where nobody can say which it is', () => {
  const said =
    'GET /v1/company/5566778899/article of 556677-8899, 165566778899, gid://shopify/Order/57770000111 at 1795856400000';
  writeFileSync(join(folder, 'backoffice.log'), `${JSON.stringify({ said })}\n`);
  const { text } = supportReport(null, null, folder, createRedactor(), now);
  expect(text).not.toMatch(/556677-?8899/);
  for (const kept of ['57770000111', '1795856400000']) expect(text).toContain(kept);
});

it('is there too where there is neither an engine nor a log', () => {
  const { text } = supportReport(null, null, folder, createRedactor(), now);
  expect(read(text)).toMatchObject({ engine: null, technicalLog: [], made: '2026-11-28T09:00:00.000Z' });
});
