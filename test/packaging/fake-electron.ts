/** What electron-builder takes for an unpacked Electron, a few bytes large: nothing is fetched, nothing can be started. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where Electron keeps its fuses: this text, the wire's version, its length, and a `0` or `1` for each. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** As Electron delivers them: most of what we turn off is on. */
const delivered = '101100011';

export function writeFakeElectron(folder: string): void {
  mkdirSync(join(folder, 'resources'), { recursive: true });
  mkdirSync(join(folder, 'locales'));
  const wire = Buffer.concat([
    Buffer.from(sentinel),
    Buffer.from([1, delivered.length]),
    Buffer.from(delivered),
  ]);
  writeFileSync(join(folder, 'electron'), Buffer.concat([Buffer.from('#!/bin/false\n'), wire]), {
    mode: 0o755,
  });
  writeFileSync(join(folder, 'version'), '45.4.1');
  writeFileSync(join(folder, 'LICENSE'), 'MIT');
  for (const language of ['sv', 'en-US', 'de']) writeFileSync(join(folder, 'locales', `${language}.pak`), '');
}
