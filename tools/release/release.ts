/**
 * `npm run release -- …`, for whoever brings a version out (docs/releasing.md):
 *   check [--tag v0.2.0]   what does not fit: versions, change log, workflows; ends with 1 where something does not
 *   set 0.2.0              the version, wherever it stands, and the change log's heading with today's date
 *   notes 0.2.0            what the change log says of it
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readSections } from './changelog.ts';
import { setVersion, versionFaults } from './versions.ts';
import { workflowFaults } from './workflows.ts';

const root = join(import.meta.dirname, '../..');
const { positionals, values } = parseArgs({ allowPositionals: true, options: { tag: { type: 'string' } } });
const [act, version = ''] = positionals;

function notes(): string {
  const section = readSections(readFileSync(join(root, 'CHANGELOG.md'), 'utf8')).find(
    ({ name }) => name === version,
  );
  if (section === undefined) throw new Error(`CHANGELOG.md has no heading for ${version}`);
  return `${section.text}\n`;
}

async function check(): Promise<void> {
  const faults = [
    ...versionFaults(root, values.tag),
    ...(await workflowFaults(join(root, '.github/workflows'))),
  ];
  process.stderr.write(faults.map((fault) => `*** ${fault}\n`).join(''));
  // The linter's own engine would keep the process.
  process.exit(faults.length === 0 ? 0 : 1);
}

try {
  if (act === 'check') await check();
  else if (act === 'notes') process.stdout.write(notes());
  else if (act === 'set') {
    setVersion(root, version, new Date().toISOString().slice(0, 10));
    process.stdout.write(
      `${version} in package.json, relay/package.json, package-lock.json and CHANGELOG.md: read it, then commit\n`,
    );
  } else throw new Error('check [--tag v1.2.3] | set 1.2.3 | notes 1.2.3');
} catch (error) {
  process.stderr.write(`*** ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
