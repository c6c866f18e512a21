import { expect, it } from 'vitest';
import { parseJson } from './parse-json.ts';

it('reads an answer, and nothing that is none or that nests without an end', () => {
  expect(parseJson('{"a":[1]}')).toEqual({ a: [1] });
  expect(parseJson('<html>')).toBeUndefined();
  expect(parseJson(`${'['.repeat(5_000_000)}${']'.repeat(5_000_000)}`)).toBeUndefined();
});
