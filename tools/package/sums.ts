/**
 * `node tools/package/sums.ts [FOLDER]`: SHA256SUMS of everything in it that is handed out (`dist/` unless told), for
 * `sha256sum --check SHA256SUMS`. Says how large each is.
 */
import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

const SUMS = 'SHA256SUMS';
const BYTES_PER_MB = 1024 * 1024;

/** electron-builder notes there what it was told, for whoever builds. */
const isHandedOut = (name: string) => name !== SUMS && !/^\.|^builder-.*\.ya?ml$/.test(name);

export interface Sum {
  readonly name: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** Of the files that lie right in it, by name. */
export async function writeSums(folder: string): Promise<Sum[]> {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && isHandedOut(entry.name))
    .map(({ name }) => name)
    .sort();
  const sums: Sum[] = [];
  for (const name of names) {
    const file = join(folder, name);
    const hash = createHash('sha256');
    await pipeline(createReadStream(file), hash);
    sums.push({ name, bytes: statSync(file).size, sha256: hash.digest('hex') });
  }
  writeFileSync(join(folder, SUMS), sums.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join(''));
  return sums;
}

export const sayOf = ({ name, bytes, sha256 }: Sum): string =>
  `${(bytes / BYTES_PER_MB).toFixed(1).padStart(7)} MB  ${sha256.slice(0, 12)}…  ${name}`;

if (import.meta.main)
  for (const sum of await writeSums(process.argv[2] ?? 'dist')) process.stdout.write(`${sayOf(sum)}\n`);
