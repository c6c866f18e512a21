/** The folder with the releases, served on loopback; and how a release is made, by the tool that signs. */
import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signManifest } from '../../tools/updates/signed-manifest.ts';

export interface KeyPair {
  /** As `tools/updates/make-key.ts` writes and prints them. */
  readonly secret: string;
  readonly open: string;
}

export function keyPair(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return {
    secret: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    open: Buffer.from(x, 'base64url').toString('base64'),
  };
}

interface Released {
  readonly version: string;
  /** What the program of that version is. */
  readonly program: string | Buffer;
  readonly keys: readonly KeyPair[];
  readonly staging?: number;
  /** More lines of the manifest. */
  readonly more?: string;
  /** When it was signed; now. */
  readonly at?: Date;
}

export interface ReleaseServer {
  readonly address: string;
  readonly folder: string;
  /** Paths, in the order they were asked for. */
  readonly asked: string[];
  /** The file's name. */
  release(released: Released): string;
  /** Changes a file as it lies there. */
  change(name: string, how: (bytes: Buffer) => Buffer): void;
  /** Files of that kind are answered in part and then no more; called with the answer under way. Null: whole. */
  stallAt(end: string | null, onStall?: (answer: ServerResponse) => void): void;
  /** Takes no more connections. */
  close(): Promise<void>;
}

/** So much of a file that stalls is sent. */
const FIRST_BYTES = 100_000;

export async function serveReleases(): Promise<ReleaseServer> {
  const folder = mkdtempSync(join(tmpdir(), 'releases-'));
  const asked: string[] = [];
  let stalls: string | null = null;
  let onStall: (answer: ServerResponse) => void = () => undefined;
  const server = createServer(({ url = '/' }, answer) => {
    const name = new URL(url, 'http://127.0.0.1').pathname.slice(1);
    asked.push(name);
    let bytes: Buffer;
    try {
      bytes = readFileSync(join(folder, name));
    } catch {
      answer.writeHead(404).end();
      return;
    }
    answer.writeHead(200, { 'Content-Length': bytes.length });
    if (stalls === null || !name.endsWith(stalls)) answer.end(bytes);
    else answer.write(bytes.subarray(0, FIRST_BYTES), () => onStall(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/`,
    folder,
    asked,
    release: (released) => putRelease(folder, released),
    change: (name, how) => writeFileSync(join(folder, name), how(readFileSync(join(folder, name)))),
    stallAt: (end, listener = () => undefined) => {
      stalls = end;
      onStall = listener;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function putRelease(
  folder: string,
  { version, program, keys, staging, more = '', at = new Date() }: Released,
): string {
  mkdirSync(folder, { recursive: true });
  const name = `companion-${version}-linux-x86_64.AppImage`;
  const bytes = Buffer.from(program);
  writeFileSync(join(folder, name), bytes);
  const sha512 = createHash('sha512').update(bytes).digest('base64');
  // As electron-builder writes it.
  const written = [
    `version: ${version}`,
    'files:',
    `  - url: ${name}`,
    `    sha512: ${sha512}`,
    `    size: ${bytes.length}`,
    '    blockMapSize: 12345',
    `path: ${name}`,
    `sha512: ${sha512}`,
    more,
    `releaseDate: '${at.toISOString()}'`,
    '',
  ].join('\n');
  writeFileSync(join(folder, 'latest-linux.yml'), written);
  const { manifest, signatures } = signManifest({
    folder,
    name: 'latest-linux.yml',
    keys: keys.map(({ secret }) => secret),
    staging: staging ?? null,
    now: at,
  });
  writeFileSync(join(folder, 'latest-linux.yml'), manifest);
  writeFileSync(join(folder, 'latest-linux.yml.sig'), signatures);
  return name;
}
