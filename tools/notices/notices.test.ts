/** Whoever gets the program is told whose work is in it, and a build that takes in what nobody told of does not end well. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, describe, expect, it } from 'vitest';
import { billOf } from './bom.ts';
import { listLibraries } from './packages.ts';
import { namesItsLibraries, showsLicences } from './plugin.ts';
import { readNotices } from './texts.ts';
import { writeNotices } from './write.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'backoffice-notices-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const libraries = listLibraries(root);
const names = libraries.map(({ name }) => name);

describe('the libraries', () => {
  it('are those that run, wherever they are listed, with what they need themselves', () => {
    // Of the engine; of the window, which package.json has among the tools; of the relay; what another one needs.
    for (const name of [
      'zod',
      'undici',
      'react',
      '@mantine/core',
      'recharts',
      'electron-store',
      'fastify',
      'scheduler',
    ])
      expect(names).toContain(name);
    for (const name of ['vite', 'vitest', 'typescript', 'electron', 'playwright', '@types/react', 'knip'])
      expect(names).not.toContain(name);
  });

  it('each say their licence, one that lets them be passed on', () => {
    const free = /^(MIT(-0)?|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|Unlicense|CC0-1\.0|BlueOak-1\.0\.0)$/;
    const parts = libraries.flatMap(({ name, license }) =>
      license
        .replace(/[()]/g, '')
        .split(/ OR | AND /)
        .map((part) => [name, part]),
    );
    expect(parts.filter(([, part]) => !free.test(part ?? ''))).toEqual([]);
  });
});

describe('the notices', () => {
  it('have the words of every library that is installed', () => {
    const notices = readNotices(root, libraries);
    expect(notices.filter(({ text }) => text.length < 20)).toEqual([]);
    const react = notices.find(({ name }) => name === 'react');
    expect(react?.text).toContain('Permission is hereby granted');
    expect(new Set(notices.map(({ name, version }) => `${name}@${version}`)).size).toBe(notices.length);
  });

  it('are the same each time they are written', () => {
    const written = ['one', 'other'].map((name) => {
      writeNotices(root, join(folder, name));
      return ['THIRD-PARTY-NOTICES.txt', 'bom.cdx.json'].map((file) =>
        readFileSync(join(folder, name, file), 'utf8'),
      );
    });
    expect(written[0]).toEqual(written[1]);
    expect(written[0]?.join()).not.toContain(root);
  });
});

describe('the bill of materials', () => {
  const bill = billOf(root, libraries);

  it('names each library once, with its licence and its hash, and Electron', () => {
    const refs = bill.components.map((one) => one['bom-ref']);
    expect(new Set(refs).size).toBe(refs.length);
    expect(refs).toContain('pkg:npm/%40mantine/core@9.7.3'.replace(/@9.*/, `@${versionOf('@mantine/core')}`));
    expect(bill.components.find(({ name }) => name === 'electron')?.type).toBe('framework');
    const unhashed = bill.components.filter(
      ({ type, hashes }) => type === 'library' && !/^[\da-f]{128}$/.test(hashes?.[0]?.content ?? ''),
    );
    expect(unhashed).toEqual([]);
  });

  it('says who needs whom, of those it names and nobody else', () => {
    const refs = new Set([bill.metadata.component, ...bill.components].map((one) => one['bom-ref']));
    const named = bill.dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]);
    expect(named.filter((ref) => !refs.has(ref))).toEqual([]);
    expect(bill.dependencies.map(({ ref }) => ref).sort()).toEqual([...refs].sort());
  });

  const versionOf = (name: string) => libraries.find((one) => one.name === name)?.version ?? '';
});

describe('a build', () => {
  const buildOf = (library: string) => {
    const at = join(folder, library);
    const module = join(at, 'node_modules', library);
    mkdirSync(module, { recursive: true });
    writeFileSync(
      join(module, 'package.json'),
      JSON.stringify({ name: library, version: '1.0.0', main: 'index.js', type: 'module' }),
    );
    writeFileSync(join(module, 'index.js'), 'export const one = globalThis.one;');
    writeFileSync(join(at, 'main.js'), `import { one } from '${library}'; console.log(one);`);
    return build({
      configFile: false,
      root: at,
      logLevel: 'silent',
      plugins: [namesItsLibraries(root), showsLicences(root)],
      build: { write: false, rolldownOptions: { input: join(at, 'main.js') } },
    });
  };

  it('fails where it takes in a library that no notice names', async () => {
    await expect(buildOf('stray-library')).rejects.toThrow(/named in no notice: .*stray-library/);
  });

  it('leaves the window the words to show', async () => {
    const built = await buildOf('zod');
    const { output } = built as { output: { fileName: string; source?: string | Uint8Array }[] };
    const file = output.find(({ fileName }) => fileName === 'licences.json');
    const { libraries: shown, texts } = JSON.parse(String(file?.source));
    expect(shown.length).toBeGreaterThan(100);
    for (const { text } of shown) expect(texts[text]).toEqual(expect.any(String));
  });
});
