/**
 * Two versions of the app, built and packed as a release is, each started by a file that does what an AppImage's does: it says where it lies and
 * starts the program in it. As root the program runs as nobody, for a packed app is never without its sandbox.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { root, runtimeFolder } from './runtime.ts';

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
/** What a build takes nothing from, or makes. */
const left = /^(node_modules|\.git|out|dist|docs|test|bench|demo)(\/|$)|\/node_modules(\/|$)/;

export interface Versions {
  /** Packs a version; the program of another may run meanwhile. */
  pack(version: string): Promise<void>;
  /** The file that a version is handed out as. */
  fileOf(version: string): string;
  /** A folder of whoever runs the program. */
  own(name: string): string;
  /** Gives to whoever runs the program what a test has written. */
  give(path: string): void;
}

/** `folder`: an empty one. `release`: as `electron/release.json`. */
export async function buildVersions(folder: string, release: object): Promise<Versions> {
  chmodSync(folder, 0o755);
  const clone = join(folder, 'clone');
  cpSync(root, clone, { recursive: true, filter: (path) => !left.test(relative(root, path)) });
  bringLibraries(join(root, 'node_modules'), join(clone, 'node_modules'));
  const given = join(folder, 'release.json');
  writeFileSync(given, JSON.stringify(release));
  await run(clone, 'electron-vite', ['build', '--logLevel', 'error'], { BACKOFFICE_RELEASE: given });
  const screen = join(folder, 'xauthority');
  if (process.env.XAUTHORITY) copyFileSync(process.env.XAUTHORITY, screen);
  else writeFileSync(screen, '');
  chmodSync(screen, 0o644);
  const give = (path: string) => isRoot && chownSync(path, NOBODY, NOBODY);
  return {
    pack: (version) => pack(clone, join(folder, version), version),
    fileOf: (version) => {
      const program = join(folder, version, 'linux-unpacked', 'easycashier-backoffice');
      const as = isRoot ? `setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups ` : '';
      return [
        '#!/bin/sh',
        `# ${version}`,
        'export APPIMAGE="$(readlink -f "$0")"',
        `export XAUTHORITY='${screen}'`,
        `[ "$(id -u)" = 0 ] && exec ${as}'${program}' "$@"`,
        `exec '${program}' "$@"`,
        '',
      ].join('\n');
    },
    own: (name) => {
      const path = join(folder, name);
      mkdirSync(path, { mode: 0o700 });
      give(path);
      return path;
    },
    give,
  };
}

/** What is packed of them is copied: the packer takes nothing that a link leads to in some of the system's folders. */
function bringLibraries(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    if (name === '@napi-rs') cpSync(join(from, name), join(to, name), { recursive: true });
    else symlinkSync(join(from, name), join(to, name));
  }
}

async function pack(clone: string, output: string, version: string): Promise<void> {
  await run(
    clone,
    'electron-builder',
    [
      '--dir',
      '--linux',
      '--x64',
      `-c.electronDist=${runtimeFolder}`,
      `-c.directories.output=${output}`,
      `-c.extraMetadata.version=${version}`,
    ],
    { CSC_IDENTITY_AUTO_DISCOVERY: 'false' },
  );
  const sandbox = join(output, 'linux-unpacked', 'chrome-sandbox');
  chmodSync(sandbox, 0o4755);
}

async function run(
  cwd: string,
  program: string,
  words: string[],
  variables: Record<string, string>,
): Promise<void> {
  const child = spawn(process.execPath, [join(root, 'node_modules', '.bin', program), ...words], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production', ...variables },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4_000);
    });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${program}: ${said}`);
}
