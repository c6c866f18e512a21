/** Every refusal the code can raise carries what its sentences ask for. Read from the source, so that nobody forgets. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { refusalCode } from '../shared/contract/base.ts';
import en from '../shared/i18n/en.json' with { type: 'json' };
import sv from '../shared/i18n/sv.json' with { type: 'json' };

const root = fileURLToPath(new URL('..', import.meta.url));

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(root, folder, name), 'utf8'));
}

/** `new Refusal('code', { a, b: … })` with a literal code; arguments that are not written out are left alone. */
function raised(): { code: string; given: string[] }[] {
  return ['engine', 'host', 'demo'].flatMap(sources).flatMap((text) =>
    [...text.matchAll(/new Refusal\(\s*'(\w+)'(?:,\s*({[^{}]*}))?,?\s*\)/g)]
      .filter(([, , args]) => args === undefined || !args.includes('...'))
      .map(([, code = '', args = '']) => ({
        code,
        given: [...args.matchAll(/[{,]\s*(\w+)\s*(?=[:,}])/g)].map(([, name]) => name ?? ''),
      })),
  );
}

describe('a refusal in the code', () => {
  it('is found at all', () => {
    expect(raised().length).toBeGreaterThan(10);
  });

  it('gives its sentences every argument they ask for', () => {
    const missing = raised().flatMap(({ code, given }) => {
      const known = refusalCode.safeParse(code);
      if (!known.success) return [`${code} is no code of the contract`];
      const texts = [sv, en].flatMap((dictionary) => Object.values(dictionary.refusal[known.data]));
      const asked = texts.flatMap((text) => [...text.matchAll(/{{(\w+)}}/g)].map(([, name]) => name ?? ''));
      return [...new Set(asked)]
        .filter((name) => !given.includes(name))
        .map((name) => `${code} lacks ${name}`);
    });
    expect([...new Set(missing)]).toEqual([]);
  });
});
