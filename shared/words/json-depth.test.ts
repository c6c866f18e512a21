import { expect, it } from 'vitest';
import { isDeeperThan } from './json-depth.ts';

it.each([
  ['[[1]]', 2, false],
  ['[[1]]', 1, true],
  ['[{"a":[]},{"b":[]}]', 3, false],
  ['{"a":"[[[[", "b":"\\"[[["}', 1, false],
  ['"\\\\"', 0, false],
  ['["\\\\",[]]', 1, true],
  ['[[[[ is no JSON', 3, true],
  ['"never closed [[[[', 1, false],
])('%s: deeper than %i: %s', (text, most, deeper) => expect(isDeeperThan(text, most)).toBe(deeper));
