/** The search of `canary.test.ts` finds what it is to find, and the log's redaction takes it out. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLogFile } from '../../host/system/log-file.ts';
import { createRedactor } from '../../host/system/redaction.ts';
import { canary, disguises, everythingOf, filesIn, searchFor } from './canary.ts';

const password = canary('password');

describe('the search', () => {
  const planted = new Map([['password', password]]);

  it('finds a planted secret in each of its disguises', () => {
    for (const [name, text] of disguises(password)) {
      expect(searchFor(planted, new Map([['here', Buffer.from(`xx${text}yy`)]])), name).not.toEqual([]);
    }
    const header = Buffer.from(`kassan:${password}`).toString('base64');
    expect(searchFor(planted, new Map([['here', Buffer.from(header)]]))).not.toEqual([]);
  });

  const leaks: [string, Record<string, unknown>][] = [
    ['a field', { text: `said ${password}` }],
    ['a nested object', { one: { two: [{ three: new Map([['four', password]]) }] } }],
    ['an error with a cause', { error: new Error('outer', { cause: new Error(password) }) }],
    ['a field of an error', { error: Object.assign(new Error('x'), { request: { body: password } }) }],
    ['headers', { headers: new Headers({ 'X-Note': encodeURIComponent(password) }) }],
    ['a name', { [password]: 1 }],
    ['JSON in a text', { body: `answered ${JSON.stringify({ text: password })}` }],
    ['hex', { body: Buffer.from(password).toString('hex') }],
    ['base64', { body: Buffer.from(password).toString('base64') }],
    ['an address', { url: `https://x.example/?p=${encodeURIComponent(password)}` }],
  ];

  it.each(leaks)('would find %s in the log, and the redaction takes it out', (_name, fields) => {
    const folder = mkdtempSync(join(tmpdir(), 'backoffice-canary-'));
    try {
      writeFileSync(join(folder, 'backoffice.log'), everythingOf(fields)); // as a log that knows nothing would
      expect(searchFor(planted, filesIn(folder))).not.toEqual([]);
      writeFileSync(join(folder, 'backoffice.log'), '');

      const redactor = createRedactor();
      redactor.learn(password);
      openLogFile(folder, redactor).error(`leak ${password}`, fields);
      expect(readFileSync(join(folder, 'backoffice.log'), 'utf8')).toContain('leak');
      expect(searchFor(planted, filesIn(folder))).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
