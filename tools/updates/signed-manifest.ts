/** A manifest of electron-builder's as the program believes it: checked against its files, dated, signed. */
import { createHash, createPrivateKey, sign } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readManifest } from '../../electron/main/updates/manifest.ts';
import { signedBytes } from '../../electron/main/updates/signature.ts';

interface SignOptions {
  /** Holds the manifest and its files. */
  readonly folder: string;
  /** `latest-linux.yml` */
  readonly name: string;
  /** Private keys as `make-key.ts` writes them; two while keys change. */
  readonly keys: readonly string[];
  /** Of the computers, so many are offered it; null: as the manifest says, or all. */
  readonly staging: number | null;
  readonly now: Date;
}

/** @throws where a file is not the one that the manifest names, or the program would not understand it */
export function signManifest({ folder, name, keys, staging, now }: SignOptions): {
  manifest: Buffer;
  signatures: string;
} {
  const kept = readFileSync(join(folder, name), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('signedAt:'))
    .filter((line) => staging === null || !line.startsWith('stagingPercentage:'));
  const added = [
    ...(staging === null ? [] : [`stagingPercentage: ${staging}`]),
    `signedAt: '${now.toISOString()}'`,
  ];
  const manifest = Buffer.from(`${[...kept, ...added].join('\n')}\n`);
  for (const file of readManifest(manifest).files) {
    const path = join(folder, file.url);
    if (!existsSync(path)) throw new Error(`${file.url} is not beside ${name}`);
    const bytes = readFileSync(path);
    if (bytes.length !== file.size || createHash('sha512').update(bytes).digest('base64') !== file.sha512)
      throw new Error(`${file.url} is not the file that ${name} names`);
  }
  const lines = keys.map((key) => signatureOf(key, signedBytes(name, manifest)));
  return { manifest, signatures: `${lines.join('\n')}\n` };
}

function signatureOf(key: string, bytes: Buffer): string {
  const privateKey = createPrivateKey({
    key: Buffer.from(key.trim(), 'base64'),
    format: 'der',
    type: 'pkcs8',
  });
  return sign(null, bytes, privateKey).toString('base64');
}
