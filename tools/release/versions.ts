/** The version stands in four places, and they must say the same: a relay that is older than its computer says so by it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { closeUnreleased, readSections } from './changelog.ts';

const manifests = ['package.json', 'relay/package.json'];
const form = /^(\d+)\.(\d+)\.(\d+)$/;

interface Locked {
  version: string;
  packages: Record<string, { version?: string }>;
}

const text = (root: string, file: string) => readFileSync(join(root, file), 'utf8');
const versionIn = (root: string, file: string) =>
  (JSON.parse(text(root, file)) as { version: string }).version;

/** What does not fit together, a sentence each. `tag`: the one that is to be released, as `v0.2.0`. */
export function versionFaults(root: string, tag: string | null = null): string[] {
  const version = versionIn(root, 'package.json');
  const { version: locked, packages } = JSON.parse(text(root, 'package-lock.json')) as Locked;
  const said = {
    'relay/package.json': versionIn(root, 'relay/package.json'),
    'package-lock.json': locked,
    'package-lock.json, the root': packages['']?.version,
    'package-lock.json, relay': packages.relay?.version,
  };
  const faults = Object.entries(said)
    .filter(([, other]) => other !== version)
    .map(([place, other]) => `${place} says ${other}, package.json ${version}`);
  const sections = readSections(text(root, 'CHANGELOG.md'));
  if (sections[0]?.name !== 'Unreleased') faults.push('CHANGELOG.md does not begin with »## [Unreleased]«');
  const section = sections.find(({ name }) => name === version);
  if (section === undefined) faults.push(`CHANGELOG.md has no heading for ${version}`);
  if (tag === null) return faults;
  if (tag !== `v${version}`) faults.push(`the tag ${tag} is not v${version}`);
  if (section !== undefined && section.date === null)
    faults.push(`CHANGELOG.md does not say when ${version} was released`);
  return faults;
}

/**
 * Writes it wherever it stands, and closes what CHANGELOG.md calls unreleased. `date`: `2026-11-30`.
 * @throws, and has written nothing, where it is no version (1.2.3), is not a later one, or nothing has changed since the last
 */
export function setVersion(root: string, version: string, date: string): void {
  const before = versionIn(root, 'package.json');
  if (!form.test(version)) throw new Error(`»${version}« is no version: three numbers, as 1.2.3`);
  if (!isLater(version, before)) throw new Error(`${version} is not later than ${before}`);
  const changelog = closeUnreleased(text(root, 'CHANGELOG.md'), version, date);
  for (const file of manifests) {
    const said = text(root, file).replace(`"version": "${before}"`, `"version": "${version}"`);
    writeFileSync(join(root, file), said);
  }
  const lock = JSON.parse(text(root, 'package-lock.json')) as Locked;
  lock.version = version;
  for (const place of ['', 'relay']) Object.assign(lock.packages[place] ?? {}, { version });
  writeFileSync(join(root, 'package-lock.json'), `${JSON.stringify(lock, null, 2)}\n`);
  writeFileSync(join(root, 'CHANGELOG.md'), changelog);
}

function isLater(version: string, than: string): boolean {
  const [one, other] = [version, than].map((text) => text.split('.').map(Number));
  for (const [index, number] of (one ?? []).entries()) {
    const against = other?.[index] ?? 0;
    if (number !== against) return number > against;
  }
  return false;
}
