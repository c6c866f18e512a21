/** The words under which each library may be passed on, as its makers wrote them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Library } from './packages.ts';

export interface Notice {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly text: string;
}

const isLicence = (file: string) => /^(licen[cs]e|copying|notice)([.-].*)?$/i.test(file);

/** One for each library and version, in the order of their names. Those for another system are not installed, and not in the program. */
export function readNotices(root: string, libraries: readonly Library[]): Notice[] {
  const notices = new Map<string, Notice>();
  for (const { folder, name, version, license } of libraries) {
    if (!existsSync(join(root, folder))) continue;
    notices.set(`${name}@${version}`, { name, version, license, text: textOf(join(root, folder), license) });
  }
  return [...notices].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, notice]) => notice);
}

function textOf(folder: string, license: string): string {
  const files = readdirSync(folder).filter(isLicence).sort();
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim());
  // It came without: what its package.json says of it is all there is.
  return texts.length > 0 ? texts.join('\n\n') : `${license}\n\n${makerOf(folder)}`.trim();
}

function makerOf(folder: string): string {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    author?: string | { name?: string };
    repository?: string | { url?: string };
  };
  const { author, repository } = manifest;
  const name = typeof author === 'string' ? author : author?.name;
  const place = typeof repository === 'string' ? repository : repository?.url;
  return [name, place].filter((one) => one !== undefined).join('\n');
}
