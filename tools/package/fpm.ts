#!/usr/bin/env -S node --no-warnings
/**
 * Makes a deb or an rpm for electron-builder, which takes it for fpm (`CUSTOM_FPM_PATH`): the same options, and the system's own
 * `dpkg-deb` and `rpmbuild` do the work, so that nothing has to be downloaded. An option that it does not know ends it. With
 * `PACKAGE_QUICKLY` it compresses little, whatever it is told.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildDeb } from './deb.ts';
import type { Job } from './job.ts';
import { buildRpm } from './rpm.ts';
import { type Placed, stage } from './stage.ts';

const text = { type: 'string' } as const;
const list = { type: 'string', multiple: true } as const;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'input-type': { ...text, short: 's' },
    'output-type': { ...text, short: 't' },
    depends: { ...list, short: 'd' },
    force: { type: 'boolean' },
    name: text,
    version: text,
    architecture: text,
    maintainer: text,
    vendor: text,
    url: text,
    license: text,
    description: text,
    category: text,
    package: text,
    'after-install': text,
    'after-remove': text,
    'deb-priority': text,
    'deb-recommends': list,
    'deb-compression': text,
    'rpm-summary': text,
    'rpm-os': text,
    'rpm-compression': text,
  },
});

function needed(name: keyof typeof values): string {
  const value = values[name];
  if (typeof value !== 'string' || value === '') throw new Error(`--${name} is missing`);
  return value;
}

/** `SOURCE=PLACE`; a source that ends with a slash is a folder whose content goes there. */
function placedAs(word: string): Placed {
  const at = word.lastIndexOf('=/');
  if (at === -1) throw new Error(`${word}: no SOURCE=/PLACE`);
  return { source: word.slice(0, at), place: word.slice(at + 1) };
}

function jobOf(format: 'deb' | 'rpm', folder: string): Job {
  const placed = positionals.map(placedAs);
  return {
    name: needed('name'),
    version: needed('version'),
    architecture: needed('architecture'),
    maintainer: needed('maintainer'),
    vendor: needed('vendor'),
    url: needed('url'),
    license: needed('license'),
    description: needed('description'),
    category: values.category ?? null,
    priority: values['deb-priority'] ?? 'optional',
    summary: values['rpm-summary'] ?? null,
    depends: values.depends ?? [],
    recommends: values['deb-recommends'] ?? [],
    compression: process.env.PACKAGE_QUICKLY ? 'quick' : needed(`${format}-compression`),
    afterInstall: needed('after-install'),
    afterRemove: needed('after-remove'),
    places: placed.map(({ place }) => place),
    files: stage(placed, join(folder, 'files')),
    folder,
    artifact: needed('package'),
  };
}

const format = needed('output-type');
if (needed('input-type') !== 'dir' || (format !== 'deb' && format !== 'rpm'))
  throw new Error('only from a folder to deb or rpm');
const artifact = needed('package');
// Beside what comes of it: a program with its Electron may be too large for where temporary files go.
const folder = mkdtempSync(join(dirname(artifact), `.${basename(artifact)}-`));
try {
  const job = jobOf(format, folder);
  if (format === 'deb') buildDeb(job);
  else buildRpm(job);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
