import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Planted, planted } from './mistakes.ts';

/**
 * Does the simulation catch what it should? Plants one well-known mistake at a time in a copy of the engine and runs
 * seeds until one fails: `npm run -s test:planted [-- --only NAME --seeds N]`. Exit 1 when a mistake goes unnoticed.
 */

const { values } = parseArgs({
  options: { only: { type: 'string' }, seeds: { type: 'string', default: '300' } },
});
const root = resolve(import.meta.dirname, '../..');
let missed = 0;
for (const bug of planted) {
  if (values.only !== undefined && bug.name !== values.only) continue;
  const seed = firstFailure(bug, Number(values.seeds));
  if (seed === null) missed += 1;
  process.stdout.write(
    `${bug.name}: ${seed === null ? 'NOT CAUGHT' : `caught by ${bug.kind ?? ''} seed ${seed}`}\n`,
  );
}
process.exit(missed > 0 ? 1 : 0);

/** The seed, with the first thing it found. */
function firstFailure(bug: Planted, seeds: number): string | null {
  const copy = mkdtempSync(join(tmpdir(), 'planted-'));
  try {
    for (const folder of [
      'engine',
      'shared',
      'practice',
      'relay',
      'test/programs',
      'test/simulation',
      'package.json',
    ]) {
      cpSync(join(root, folder), join(copy, folder), { recursive: true });
    }
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    for (const { file, from, to } of [bug, ...(bug.also ? [bug.also] : [])]) {
      const before = readFileSync(join(copy, file), 'utf8');
      if (!before.includes(from)) throw new Error(`${bug.name}: nothing to replace in ${file}`);
      writeFileSync(join(copy, file), before.replace(from, to));
    }
    for (let first = 1; first <= seeds; first += 10) {
      const run = spawnSync(
        process.execPath,
        [
          ...['--no-warnings', 'test/simulation/run.ts', '--seeds', '10', '--first', String(first)],
          ...(bug.kind ? ['--kind', bug.kind] : []),
        ],
        { cwd: copy, encoding: 'utf8', timeout: 1_800_000 },
      );
      const failed = /^seed (\d+):.*\n +(.*)/m.exec(run.stdout);
      if (failed) return `${failed[1]}: ${failed[2]}`;
      if (run.status !== 0) throw new Error(`${bug.name}: ${run.stderr.slice(0, 500)}`);
    }
    return null;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
