import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const program = join(root, 'node_modules/.bin/biome');

interface Report {
  readonly diagnostics: readonly {
    readonly category: string;
    readonly severity: string;
    readonly location: { readonly path: string };
  }[];
}

/** A function whose body has that many lines. */
const functionOf = (lines: number): string =>
  [
    'export function counted(): number {',
    '  let count = 0;',
    ...Array.from({ length: lines - 2 }, () => '  count += 1;'),
    '  return count;',
    '}',
    '',
  ].join('\n');

const planted: Record<string, string> = {
  'long.ts': functionOf(71),
  'short.ts': functionOf(60),
  'screen.tsx': functionOf(71),
  'long.test.ts': functionOf(71),
};

describe('a function of more than 70 lines', () => {
  let folder: string;
  let report: Report;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lint-'));
    for (const name of ['biome.json', '.gitignore']) await cp(join(root, name), join(folder, name));
    for (const [path, text] of Object.entries(planted)) await writeFile(join(folder, path), text);
    const run = promisify(execFile)(program, ['lint', '--reporter=json', '.'], { cwd: folder });
    // With something to report it exits with another code than 0.
    const { stdout } = await run.catch((error: { stdout: string }) => error);
    report = JSON.parse(stdout) as Report;
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is an error, and nothing else is: not a shorter one, a screen or a test', () => {
    expect(
      report.diagnostics.map(({ category, severity, location }) => [category, severity, location.path]),
    ).toEqual([['lint/complexity/noExcessiveLinesPerFunction', 'error', 'long.ts']]);
  });
});
