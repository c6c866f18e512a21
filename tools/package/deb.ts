/** A Debian package, by `dpkg-deb`. */
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bodyOf, type Job, onlyWhenGone, run } from './job.ts';

/** By fpm's names: what dpkg-deb is told. */
const compressors: Readonly<Record<string, readonly string[]>> = {
  xz: ['-Zxz'],
  gz: ['-Zgzip'],
  quick: ['-Zzstd', '-z1'],
};

export function buildDeb(job: Job): void {
  const compressor = compressors[job.compression];
  if (compressor === undefined) throw new Error(`--deb-compression ${job.compression} is not known`);
  const size = kilobytesIn(job.files);
  const control = join(job.files, 'DEBIAN');
  mkdirSync(control);
  writeFileSync(join(control, 'control'), controlOf(job, size));
  const scripts = {
    postinst: bodyOf(job.afterInstall),
    postrm: onlyWhenGone(job, '[ "$1" = remove ]'),
  };
  for (const [name, script] of Object.entries(scripts))
    writeFileSync(join(control, name), `#!/bin/bash\n${script}`, { mode: 0o755 });
  run('dpkg-deb', '--root-owner-group', ...compressor, '--build', job.files, job.artifact);
}

function controlOf(job: Job, size: number): string {
  const fields = {
    Package: job.name,
    Version: job.version,
    Architecture: job.architecture,
    Maintainer: job.maintainer,
    'Installed-Size': String(size),
    Depends: job.depends.join(', '),
    Recommends: job.recommends.join(', '),
    Section: job.category ?? 'misc',
    Priority: job.priority,
    Homepage: job.url,
    // What follows the first line is indented, and a line without words is a dot.
    Description: job.description
      .split('\n')
      .map((line, index) => (index === 0 ? line : ` ${line.trim() || '.'}`))
      .join('\n'),
  };
  return Object.entries(fields)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');
}

/** Each file by itself, rounded up. */
function kilobytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => Math.ceil(statSync(join(entry.parentPath, entry.name)).size / 1024))
    .reduce((sum, one) => sum + one, 0);
}
