/** Which libraries are built into the program or run beside it in a clone: from the lockfile, so that it is the same on every computer. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Library {
  readonly name: string;
  readonly version: string;
  /** As SPDX writes it. */
  readonly license: string;
  /** In the clone: `node_modules/a/node_modules/b`. */
  readonly folder: string;
  /** As the lockfile writes it: `sha512-…`, base64. */
  readonly integrity: string | null;
  /** Folders of the libraries it needs. */
  readonly needs: readonly string[];
}

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Rooms that are built into one file each: what they import is in the program, wherever its package.json lists it. */
const builtRooms = ['renderer', 'electron'];
/** Electron comes as a whole, with the licences of all it is made of beside it. */
const runtime = 'electron';

/** Libraries name them for whoever compiles; nothing of them runs. */
const isForTypesOnly = (name: string) => name === 'typescript' || name.startsWith('@types/');

/** Of a command line that a library brings and nobody starts (js-yaml's): were it built in, the build would fail for want of its notice. */
const isForCommandsOnly = (name: string) => name === 'argparse';

const json = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;

/** Every library, by its folder. @throws where the lockfile lacks one */
export function listLibraries(root: string): Library[] {
  const { packages } = json<{ packages: Record<string, Locked> }>(join(root, 'package-lock.json'));
  const found = new Map<string, Library>();
  const visit = (folder: string) => {
    const locked = packages[folder];
    if (locked === undefined) throw new Error(`${folder} is not in the lockfile`);
    if (found.has(folder)) return;
    const wanted = { ...locked.peerDependencies, ...locked.optionalDependencies, ...locked.dependencies };
    const needs = Object.keys(wanted)
      .filter((name) => !isForTypesOnly(name) && !isForCommandsOnly(name))
      .map((name) => resolve(packages, folder, name))
      .filter((one) => one !== null)
      .sort();
    found.set(folder, {
      name: folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version: locked.version ?? '',
      license: locked.license ?? licenseOf(join(root, folder)),
      folder,
      integrity: locked.integrity ?? null,
      needs,
    });
    for (const one of needs) visit(one);
  };
  for (const { from, name } of rootsOf(root)) {
    const folder = resolve(packages, from, name);
    if (folder === null) throw new Error(`${name} is not in the lockfile`);
    visit(folder);
  }
  return [...found.values()].sort((one, other) => (one.folder < other.folder ? -1 : 1));
}

/** As Node looks for it; null: not there, as a peer that is not wanted or what another system needs. */
function resolve(packages: Readonly<Record<string, Locked>>, from: string, name: string): string | null {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const tried = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (packages[tried] !== undefined && packages[tried].link !== true) return tried;
    if (folder === '') return null;
  }
}

/** What our own package.json files say is needed to run, and what the built rooms import besides. */
function rootsOf(root: string): { from: string; name: string }[] {
  const own = json<Manifest>(join(root, 'package.json'));
  const relay = json<Manifest>(join(root, 'relay', 'package.json'));
  const imported = builtRooms.flatMap((room) => importsOf(join(root, room)));
  const names = [
    ...Object.keys(own.dependencies ?? {}),
    ...Object.keys(own.devDependencies ?? {}).filter((name) => name !== runtime && imported.includes(name)),
  ];
  return [
    ...names.map((name) => ({ from: '', name })),
    ...Object.keys(relay.dependencies ?? {}).map((name) => ({ from: 'relay', name })),
  ];
}

/** Names of packages: `@mantine/core` of `@mantine/core/styles.css`. */
function importsOf(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (path) => /\.tsx?$/.test(path) && !/\.test\.ts$|(^|\/)vite\.config\.ts$/.test(path),
  );
  const imported = /(?:from|import)\s*\(?['"]((?:@[\w.-]+\/)?[\w.-]+)(?:\/[^'"]*)?['"]/g;
  return files.flatMap((path) =>
    [...readFileSync(join(folder, path), 'utf8').matchAll(imported)].map(([, name = '']) => name),
  );
}

function licenseOf(folder: string): string {
  const { license } = json<{ license?: string }>(join(folder, 'package.json'));
  if (license === undefined) throw new Error(`${folder} does not say its licence`);
  return license;
}
