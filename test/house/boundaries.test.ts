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
  });
});

/** The wings of the sync room, lowest first. */
const wings = [
  'runtime',
  'upkeep',
  'alerts',
  'stock-in',
  'orders',
  'shop-levels',
  'stock-out',
  'relay',
  'actions',
];

/** In every wing a file that imports the next one up, types only; the last imports the loops. */
function wingFaults(): Record<string, string> {
  const faults = wings.map((wing, n) => {
    const above = wings[n + 1];
    const text = above
      ? `export type { Thing } from '../${above}/thing.ts';\n`
      : "export { loops } from '../loops.ts';\n";
    return [`engine/sync/${wing}/a.ts`, text] as const;
  });
  const things = wings.map((wing) => [`engine/sync/${wing}/thing.ts`, 'export type Thing = 1;\n'] as const);
  return Object.fromEntries([...faults, ...things]);
}

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
  'engine/ledger/thing.ts': 'export const thing = 1;\n',
  'engine/shopify/thing.ts': 'export const thing = 1;\n',
  'engine/handlers/thing.ts': 'export const thing = 1;\n',
  'engine/shopify/a.ts': "export { thing } from '../ledger/thing.ts';\n",
  'engine/ledger/a.ts': "export { thing } from '../shopify/thing.ts';\n",
  'engine/handlers/a.ts': "export { thing } from '../shopify/thing.ts';\n",
  'engine/sync/a.ts': "export { thing } from '../handlers/thing.ts';\n",
  'engine/sync/loops.ts': 'export const loops = 1;\n',
  ...wingFaults(),
  'renderer/components/thing.ts': 'export const thing = 1;\n',
  'renderer/features/thing.ts': 'export const thing = 1;\n',
  'renderer/app/thing.ts': 'export const thing = 1;\n',
  'renderer/base/a.ts': "export { thing } from '../components/thing.ts';\n",
  'renderer/features/a.ts': "export { thing } from '../app/thing.ts';\n",
  'renderer/components/a.ts': "export { thing } from '../features/thing.ts';\n",
  'engine/c.ts': "export { app } from 'electron';\n",
  'engine/d.ts': "export { e } from './e.ts';\nexport const d = 1;\n",
  'engine/e.ts': "export { d } from './d.ts';\nexport const e = 1;\n",
  'engine/g.ts': "import type { H } from './h.ts';\nexport type G = H | 1;\n",
  'engine/h.ts': "import type { G } from './g.ts';\nexport type H = G | 2;\n",
  'engine/f.ts': "export { nowhere } from './nowhere.ts';\n",
};

const expected: readonly (readonly [string, string])[] = [
  ['shared-knows-nobody', 'shared/a.ts'],
  ['engine-knows-shared', 'engine/a.ts'],
  ['rules-know-words', 'engine/rules/a.ts'],
  ['host-joins-engine-and-practice', 'host/a.ts'],
  ['demo-knows-host', 'demo/a.ts'],
  ['electron-hosts-through-named-seams', 'electron/main/a.ts'],
  ['gateways-know-the-other-side-only', 'engine/shopify/a.ts'],
  ['ledger-knows-no-side', 'engine/ledger/a.ts'],
  ['handlers-know-no-gateway', 'engine/handlers/a.ts'],
  ['sync-knows-no-handler', 'engine/sync/a.ts'],
  ...wings.map((wing) => [`wing-${wing}-imports-downwards`, `engine/sync/${wing}/a.ts`] as const),
  ['window-stands-on-its-base', 'renderer/base/a.ts'],
  ['nobody-imports-the-frame', 'renderer/features/a.ts'],
  ['components-know-no-screen', 'renderer/components/a.ts'],
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
  ['no-circles', 'engine/g.ts'],
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
  });
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
