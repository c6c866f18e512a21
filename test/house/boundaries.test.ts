import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const program = join(root, 'node_modules/.bin/depcruise');
const config = '.dependency-cruiser.cjs';

interface Report {
  readonly summary: {
    readonly totalCruised: number;
    readonly violations: readonly {
      readonly rule: { readonly name: string };
      readonly from: string;
      readonly to: string;
    }[];
  };
}

/** Cruises folders under `cwd` by the repository's rules. A report with violations makes the program exit with another code than 0. */
async function cruise(cwd: string, folders: readonly string[]): Promise<Report> {
  const args = ['--config', config, '--output-type', 'json', ...folders];
  const run = promisify(execFile)(program, args, { cwd, maxBuffer: 64 * 1024 * 1024 });
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  return JSON.parse(stdout) as Report;
}

describe('the house', () => {
  it('keeps its boundaries, and they were looked at', async () => {
    const { summary } = await cruise(root, [
      'shared',
      'engine',
      'host',
      'demo',
      'electron',
      'renderer',
      'practice',
      'relay',
      'test',
      'tools',
    ]);
    expect(summary.totalCruised).toBeGreaterThan(50);
    expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
  }, 60_000);
});

/** One file for each rule that breaks it, and the files they import. */
const planted: Record<string, string> = {
  'shared/thing.ts': 'export const thing = 1;\n',
  'engine/thing.ts': 'export const thing = 1;\n',
  'engine/rules/thing.ts': 'export const thing = 1;\n',
  'host/thing.ts': 'export const thing = 1;\n',
  'practice/thing.ts': 'export const thing = 1;\n',
  'test/thing.ts': 'export const thing = 1;\n',
  'shared/a.ts': "export { thing } from '../engine/thing.ts';\n",
  'engine/a.ts': "export { thing } from '../practice/thing.ts';\n",
  'engine/rules/a.ts': "export { thing } from '../thing.ts';\n",
  'host/a.ts': "export { thing } from '../test/thing.ts';\n",
  'demo/a.ts': "export { thing } from '../test/thing.ts';\n",
  'electron/main/a.ts': "export { thing } from '../../host/thing.ts';\n",
  'electron/preload/a.ts': "export { thing } from '../../shared/thing.ts';\n",
  'renderer/a.ts': "export { thing } from '../engine/thing.ts';\n",
  'renderer/b.ts': "export { readFileSync } from 'node:fs';\n",
  'practice/a.ts': "export { thing } from '../shared/thing.ts';\n",
  'relay/a.ts': "export { thing } from '../shared/thing.ts';\n",
  'relay/b.ts': "export { Client } from 'pg';\n",
  'shared/b.ts': "export { readFileSync } from 'node:fs';\n",
  'engine/rules/b.ts': "export { readFileSync } from 'node:fs';\n",
  'engine/sync/b.ts': "export { DatabaseSync } from 'node:sqlite';\n",
  'engine/c.ts': "export { app } from 'electron';\n",
  'engine/d.ts': "export { e } from './e.ts';\nexport const d = 1;\n",
  'engine/e.ts': "export { d } from './d.ts';\nexport const e = 1;\n",
  'engine/f.ts': "export { nowhere } from './nowhere.ts';\n",
};

const expected: readonly (readonly [string, string])[] = [
  ['shared-knows-nobody', 'shared/a.ts'],
  ['engine-knows-shared', 'engine/a.ts'],
  ['rules-know-words', 'engine/rules/a.ts'],
  ['host-joins-engine-and-practice', 'host/a.ts'],
  ['demo-knows-host', 'demo/a.ts'],
  ['electron-hosts-through-named-seams', 'electron/main/a.ts'],
  ['preload-is-tiny', 'electron/preload/a.ts'],
  ['window-knows-shared', 'renderer/a.ts'],
  ['window-has-no-node', 'renderer/b.ts'],
  ['nobody-imports-tests', 'host/a.ts'],
  ['practice-stands-alone', 'practice/a.ts'],
  ['relay-stands-alone', 'relay/a.ts'],
  ['postgres-in-its-store-only', 'relay/b.ts'],
  ['shared-is-plain', 'shared/b.ts'],
  ['rules-are-pure', 'engine/rules/b.ts'],
  ['sql-in-the-ledger-only', 'engine/sync/b.ts'],
  ['engine-never-imports-electron', 'engine/c.ts'],
  ['no-circles', 'engine/d.ts'],
  ['no-unresolved', 'engine/f.ts'],
];

describe('a house with a fault', () => {
  let folder: string;
  let found: Report['summary']['violations'];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'boundaries-'));
    for (const [path, text] of Object.entries(planted)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    for (const name of [config, 'tsconfig.json']) await cp(join(root, name), join(folder, name));
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
    // Libraries of our own: only their names matter.
    for (const name of ['electron', 'pg']) {
      await mkdir(join(folder, 'node_modules', name), { recursive: true });
      const text = `{ "name": "${name}", "main": "i.js" }\n`;
      await writeFile(join(folder, 'node_modules', name, 'package.json'), text);
      await writeFile(join(folder, 'node_modules', name, 'i.js'), 'exports.app = exports.Client = 1;\n');
    }
    await symlink(join(root, 'node_modules/typescript'), join(folder, 'node_modules/typescript'));
    found = (
      await cruise(folder, [
        'shared',
        'engine',
        'host',
        'demo',
        'electron',
        'renderer',
        'practice',
        'relay',
        'test',
      ])
    ).summary.violations;
  }, 60_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(expected)('%s is caught in %s', (rule, from) => {
    expect(found.some((violation) => violation.rule.name === rule && violation.from === from)).toBe(true);
  });

  it('has a planted fault for every rule', async () => {
    const { default: rules } = (await import(join(root, config))) as {
      default: { forbidden: readonly { name: string }[] };
    };
    expect(rules.forbidden.map((rule) => rule.name).sort()).toEqual(
      [...new Set(expected.map(([rule]) => rule))].sort(),
    );
  });
});
