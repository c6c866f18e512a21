import { expect, it } from 'vitest';
import { pauseNamedBy } from './receive.ts';

it.each([
  ['2.0', 2_000],
  ['0.2', 1_000],
  ['3600', 120_000],
  ['0', null],
  ['-5', null],
  ['soon', null],
  ['Mon, 23 Nov 2026 08:00:00 GMT', null],
  [undefined, null],
] as const)('Retry-After: %s asks for a pause of %s milliseconds', (header, ms) => {
  const headers = header === undefined ? {} : { 'Retry-After': header };
  expect(pauseNamedBy(new Response(null, { status: 429, headers }))).toBe(ms);
});
