import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planted } from './mistakes.ts';

const root = resolve(import.meta.dirname, '../..');

describe('a mistake that `npm run test:planted` plants', () => {
  it.each(planted)('still has its place: $name', ({ also, ...mistake }) => {
    for (const { file, from, to } of [mistake, ...(also ? [also] : [])]) {
      const text = readFileSync(join(root, file), 'utf8');
      expect(text.split(from)).toHaveLength(2);
      expect(text.replace(from, to)).not.toBe(text);
    }
  });
});
