/** The server with the releases: a manifest and its signature, both read whole and small, and believed together or not at all. */
import type { KeyObject } from 'node:crypto';
import { type Manifest, readManifest } from './manifest.ts';
import { isSigned, signatureName } from './signature.ts';
import { asTrouble, UpdateTrouble } from './trouble.ts';

const MOST_MANIFEST_BYTES = 256 * 1024;
const MOST_SIGNATURE_BYTES = 4 * 1024;
const PATIENCE_MS = 60_000;

/** A folder on a server, and whose word is taken for what lies there. */
interface Source {
  /** Ends with a slash. */
  readonly address: URL;
  readonly keys: readonly KeyObject[];
  /** Of the manifest. */
  readonly name: string;
}

export type Fetch = (
  address: string,
  options: { cache: 'no-store'; signal: AbortSignal },
) => Promise<Response>;

/** A manifest as it was signed. */
export interface Signed {
  readonly manifest: Manifest;
  readonly bytes: Buffer;
  readonly signatures: string;
}

/** @throws UpdateTrouble `unreachable`, `notSigned`, `unreadable` */
export async function readSource(source: Source, fetch: Fetch): Promise<Signed> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const read = async (name: string, most: number) => {
    try {
      return await readFile(new URL(name, source.address), most, fetch, signal);
    } catch (error) {
      throw asTrouble(error, 'unreachable');
    }
  };
  const signatures = await read(signatureName(source.name), MOST_SIGNATURE_BYTES);
  const bytes = await read(source.name, MOST_MANIFEST_BYTES);
  return believe(source, bytes, signatures.toString('latin1'));
}

/** Nothing of the bytes is understood before they are known to be ours. @throws UpdateTrouble `notSigned`, `unreadable` */
export function believe(
  { name, keys }: Pick<Source, 'name' | 'keys'>,
  bytes: Buffer,
  signatures: string,
): Signed {
  if (!isSigned(name, bytes, signatures, keys))
    throw new UpdateTrouble('notSigned', `${name} has no signature of a key of ours`);
  return { manifest: readManifest(bytes), bytes, signatures };
}

async function readFile(address: URL, most: number, fetch: Fetch, signal: AbortSignal): Promise<Buffer> {
  const answer = await fetch(address.href, { cache: 'no-store', signal });
  if (!answer.ok || answer.body === null) {
    await answer.body?.cancel();
    throw new UpdateTrouble('unreachable', `${address.pathname}: ${answer.status}`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body) {
    size += chunk.byteLength;
    if (size > most) throw new UpdateTrouble('unreadable', `${address.pathname}: more than ${most} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
