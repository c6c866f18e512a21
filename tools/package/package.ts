/**
 * `npm run package`: what a person installs, for the system it runs on, into `dist/`; beside it the bill of materials and SHA256SUMS.
 * `--offline [--electron FOLDER]`: deb and rpm around an Electron that is there, without any download. `--quick`: compressed little, to
 * try it. Every other word is electron-builder's.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { copyElectron, versionOf } from './electron.ts';
import { CannotPackage, type Machine, type Plan, planOf } from './plan.ts';
import { sayOf, writeSums } from './sums.ts';

const say = (line: string) => void process.stdout.write(`${line}\n`);

const root = join(import.meta.dirname, '..', '..');
const folders = (process.env.PATH ?? '').split(delimiter);
const machine: Machine = {
  platform: process.platform,
  variables: process.env,
  has: (program) => folders.some((folder) => existsSync(join(folder, program))),
  isFile: (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false,
};

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly devDependencies: { readonly electron: string };
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

function build({ words, isQuick, needsPackager }: Plan, ...more: readonly string[]): void {
  const builder = join(root, 'node_modules', '.bin', 'electron-builder');
  const { status } = spawnSync(process.execPath, [builder, ...words, ...more], {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      NODE_ENV: 'production',
      // The packager is started by its own first line, and needs this Node.
      PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      ...(needsPackager ? { CUSTOM_FPM_PATH: join(import.meta.dirname, 'fpm.ts') } : {}),
      ...(isQuick ? { PACKAGE_QUICKLY: '1' } : {}),
    },
  });
  if (status !== 0) throw new CannotPackage('electron-builder did not end well');
}

/** Another Electron than the lockfile's is packed all the same, to try the package; the bill of materials would not be true. */
function buildAround(electron: string, plan: Plan): void {
  const [found, wanted] = [versionOf(electron), manifest.devDependencies.electron];
  if (found !== wanted)
    say(`*** to try, not to hand out: this Electron is ${found}, the project’s is ${wanted}`);
  const copy = copyElectron(electron, distOf(plan));
  try {
    build(plan, `-c.electronDist=${copy}`);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** What electron-builder was told by a word of its own. */
const toldOf = ({ words }: Plan, setting: string) =>
  words.find((word) => word.startsWith(`-c.${setting}=`))?.slice(`-c.${setting}=`.length);

const distOf = (plan: Plan) => resolve(root, toldOf(plan, 'directories.output') ?? 'dist');

async function sum(plan: Plan): Promise<void> {
  const dist = distOf(plan);
  const version = toldOf(plan, 'extraMetadata.version') ?? manifest.version;
  const bill = join(root, 'out', 'notices', 'bom.cdx.json');
  copyFileSync(bill, join(dist, `${manifest.name}-${version}.cdx.json`));
  for (const one of await writeSums(dist)) say(sayOf(one));
}

try {
  const plan = planOf(process.argv.slice(2), machine, root);
  if (plan.electron === null) build(plan);
  else buildAround(plan.electron, plan);
  if (!plan.words.includes('--dir')) await sum(plan);
} catch (error) {
  if (!(error instanceof CannotPackage)) throw error;
  process.stderr.write(`*** ${error.message}\n`);
  process.exitCode = 1;
}
