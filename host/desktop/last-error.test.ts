import { expect, it } from 'vitest';
import { createRedactor } from '../system/redaction.ts';
import { lastError } from './last-error.ts';

it('tells what killed the engine, and none of its secrets, however deep they lie', () => {
  const redactor = createRedactor();
  redactor.learn('shpat_hemlig"nyckel');
  const cause = Object.assign(new Error('fetch failed'), { headers: { token: 'shpat_hemlig"nyckel' } });
  const told = lastError(new Error('could not send shpat_hemlig"nyckel', { cause }), redactor);
  expect(told).toMatch(/^Error: could not send \[hidden\]\n {4}at /);
  expect(told).toContain('fetch failed');
  expect(told).not.toContain('hemlig');
});
