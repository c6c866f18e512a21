import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSections } from './changelog.ts';
import { setVersion, versionFaults } from './versions.ts';
import { workflowFaults } from './workflows.ts';

const root = join(import.meta.dirname, '../..');
const versioned = ['package.json', 'relay/package.json', 'package-lock.json', 'CHANGELOG.md'];
const later = '99.0.1';
let copy: string;

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'backoffice-release-'));
  for (const file of versioned) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
});
afterEach(() => rmSync(copy, { recursive: true }));

const textOf = (file: string) => readFileSync(join(copy, file), 'utf8');
const change = (file: string, from: string | RegExp, to: string) =>
  writeFileSync(join(copy, file), textOf(file).replace(from, to));

describe('the version', () => {
  it('is the same wherever it stands', () => {
    expect(versionFaults(root)).toEqual([]);
  });

  it('is set in one go: what was unreleased gets its heading, and the tag fits', () => {
    const [open] = readSections(textOf('CHANGELOG.md'));
    setVersion(copy, later, '2026-12-01');
    expect(versionFaults(copy, `v${later}`)).toEqual([]);
    const [unreleased, released] = readSections(textOf('CHANGELOG.md'));
    expect(unreleased).toEqual({ name: 'Unreleased', date: null, text: '' });
    expect(released).toEqual({ name: later, date: '2026-12-01', text: open?.text });
    // Nothing else of the files has moved.
    for (const file of versioned.slice(0, 2))
      expect(textOf(file).replace(later, '…')).toBe(
        readFileSync(join(root, file), 'utf8').replace(/"version": "[^"]*"/, '"version": "…"'),
      );
  });

  it.each([
    ['none', 'next', 'three numbers'],
    ['the one there is', JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version, 'not later'],
    ['an earlier one', '0.0.9', 'not later'],
  ])('is not set to %s, and nothing is written', (_what, version, why) => {
    const before = versioned.map(textOf);
    expect(() => setVersion(copy, version, '2026-12-01')).toThrow(why);
    expect(versioned.map(textOf)).toEqual(before);
  });

  it('is not set where nothing has changed', () => {
    setVersion(copy, later, '2026-12-01');
    const before = versioned.map(textOf);
    expect(() => setVersion(copy, '99.0.2', '2026-12-02')).toThrow('Unreleased');
    expect(versioned.map(textOf)).toEqual(before);
  });

  it.each([
    ['the relay', 'relay/package.json', /"version": "[^"]+"/, '"version": "9.9.9"', 'relay/package.json'],
    ['the lockfile', 'package-lock.json', /"version": "[^"]+"/, '"version": "9.9.9"', 'package-lock.json'],
    ['the change log', 'CHANGELOG.md', /^## \[0\..*$/gm, '## [older]', 'no heading'],
  ])('that %s does not share is told', (_who, file, from, to, told) => {
    change(file, from, to);
    expect(versionFaults(copy).join('\n')).toContain(told);
  });

  it('is no release under another tag, nor without its date', () => {
    expect(versionFaults(copy, 'v0.0.1').join('\n')).toContain('the tag v0.0.1');
    setVersion(copy, later, '2026-12-01');
    change('CHANGELOG.md', '– 2026-12-01', '– soon');
    expect(versionFaults(copy, `v${later}`).join('\n')).toContain('when');
  });
});

describe('the workflows', () => {
  it('have nothing against them', async () => {
    expect(await workflowFaults(join(root, '.github/workflows'))).toEqual([]);
  });

  it.each([
    ['an action by its tag', 'actions/checkout@v4', 'not named by its commit'],
    ['a key that no job has', 'RUN', 'unexpected key'],
    ['words of a stranger in a shell', 'TITLE', 'untrusted'],
    ['more rights than reading', 'RIGHTS', 'more rights'],
  ])('with %s are told', async (_what, planted, told) => {
    const folder = join(copy, 'workflows');
    mkdirSync(folder);
    const uses = planted.includes('@') ? planted : `actions/checkout@${'a'.repeat(40)} # v1.2.3`;
    writeFileSync(
      join(folder, 'planted.yml'),
      [
        'on: push',
        ...(planted === 'RIGHTS' ? ['permissions: write-all'] : ['permissions: {}']),
        'jobs:',
        '  a:',
        '    runs-on: ubuntu-24.04',
        ...(planted === 'RUN' ? ['    run: echo'] : []),
        '    steps:',
        `      - uses: ${uses}`,
        ...(planted === 'TITLE' ? ['      - run: echo $' + '{{ github.event.issue.title }}'] : []),
        '',
      ].join('\n'),
    );
    expect((await workflowFaults(folder)).join('\n')).toContain(told);
  });
});
