/** The bill of materials, as CycloneDX writes it: for whoever compares what is in the program with lists of holes. No date and no number: the same from the same lockfile. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Library } from './packages.ts';

interface Component {
  readonly type: 'application' | 'framework' | 'library';
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly purl?: string;
  readonly licenses: readonly (
    | { readonly license: { readonly id: string } }
    | { readonly expression: string }
  )[];
  readonly hashes?: readonly { readonly alg: 'SHA-512'; readonly content: string }[];
}

export interface Bom {
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: '1.6';
  readonly version: 1;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

export function billOf(root: string, libraries: readonly Library[]): Bom {
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license: string;
    devDependencies: { electron: string };
  };
  const refs = new Map(libraries.map(({ folder, name, version }) => [folder, purlOf(name, version)]));
  const ownRef = `${own.name}@${own.version}`;
  const electron: Component = {
    type: 'framework',
    'bom-ref': purlOf('electron', own.devDependencies.electron),
    name: 'electron',
    version: own.devDependencies.electron,
    purl: purlOf('electron', own.devDependencies.electron),
    licenses: licensesOf('MIT'),
  };
  // The same library may lie in two folders.
  const components = new Map(
    libraries.map((library) => [refs.get(library.folder) ?? '', componentOf(library)]),
  );
  const needs = new Map<string, Set<string>>();
  for (const { folder, needs: folders } of libraries) {
    const all = needs.get(refs.get(folder) ?? '') ?? new Set();
    for (const one of folders) all.add(refs.get(one) ?? '');
    needs.set(refs.get(folder) ?? '', all);
  }
  const all = [electron, ...components.values()].sort(byRef);
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': ownRef,
        name: own.name,
        version: own.version,
        licenses: licensesOf(own.license),
      },
    },
    components: all,
    dependencies: [
      { ref: ownRef, dependsOn: all.map((one) => one['bom-ref']) },
      ...all.map((one) => ({
        ref: one['bom-ref'],
        dependsOn: [...(needs.get(one['bom-ref']) ?? [])].sort(),
      })),
    ],
  };
}

const byRef = (one: Component, other: Component) => (one['bom-ref'] < other['bom-ref'] ? -1 : 1);

/** `pkg:npm/%40mantine/core@9.7.3` */
const purlOf = (name: string, version: string) => `pkg:npm/${name.replace('@', '%40')}@${version}`;

const licensesOf = (license: string): Component['licenses'] =>
  /[ ()]/.test(license)
    ? [{ expression: license.replace(/^\((.*)\)$/, '$1') }]
    : [{ license: { id: license } }];

function componentOf({ name, version, license, integrity }: Library): Component {
  const hash = integrity?.startsWith('sha512-')
    ? Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex')
    : null;
  return {
    type: 'library',
    'bom-ref': purlOf(name, version),
    name,
    version,
    purl: purlOf(name, version),
    licenses: licensesOf(license),
    ...(hash === null ? {} : { hashes: [{ alg: 'SHA-512', content: hash }] }),
  };
}
