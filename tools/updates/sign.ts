/**
 * `npm run updates:sign -- [--staging PERCENT] FOLDER`: dates and signs every `latest*.yml` of the folder with the private key in
 * BACKOFFICE_UPDATE_KEY, and the one in BACKOFFICE_UPDATE_NEXT_KEY where keys are being changed. Nothing is written unless all of them are in order.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { signatureName } from '../../electron/main/updates/signature.ts';
import { signManifest } from './signed-manifest.ts';

function signAll(): void {
  const { values, positionals } = parseArgs({
    options: { staging: { type: 'string' } },
    allowPositionals: true,
  });
  const [folder] = positionals;
  const { BACKOFFICE_UPDATE_KEY: key, BACKOFFICE_UPDATE_NEXT_KEY: next } = process.env;
  if (folder === undefined) throw new Error('npm run updates:sign -- [--staging PERCENT] FOLDER');
  if (!key) throw new Error('BACKOFFICE_UPDATE_KEY holds no private key');
  const names = readdirSync(folder).filter((name) => /^latest[\w-]*\.yml$/.test(name));
  if (names.length === 0)
    throw new Error(`${folder} has no latest*.yml: electron-builder writes them where »publish« is set`);
  const keys = next ? [key, next] : [key];
  const staging = values.staging === undefined ? null : Number(values.staging);
  const now = new Date();
  const signed = names.map((name) => ({ name, ...signManifest({ folder, name, keys, staging, now }) }));
  for (const { name, manifest, signatures } of signed) {
    writeFileSync(join(folder, name), manifest);
    writeFileSync(join(folder, signatureName(name)), signatures);
    process.stdout.write(`${name}: signed\n`);
  }
}

try {
  signAll();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
