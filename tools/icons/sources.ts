import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the pictures were drawn from: another digest, and they have to be drawn again. */
export function digestOfSources(folder: string): string {
  const hash = createHash('sha256');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.svg'),
  );
  for (const name of names.map((one) => one.replaceAll('\\', '/')).sort())
    hash.update(`${name}\n${readFileSync(join(folder, name), 'utf8')}`);
  return hash.digest('hex');
}
