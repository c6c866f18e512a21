/** Who has signed a manifest: Ed25519, over its name and its bytes. */
import { createPublicKey, type KeyObject, verify } from 'node:crypto';

/** So that a signature says what it is for, and no other text of the same key can be taken for it. */
const PURPOSE = 'EasyCashier BackOffice Companion: update manifest, 1';
/** The key of today, and the next one while keys change. */
const MOST_SIGNATURES = 4;

/** What is signed. With the name: the manifest of one system is none of another's. */
export function signedBytes(name: string, manifest: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${PURPOSE}\n${name}\n`), manifest]);
}

/** The name of the file beside the manifest that holds its signatures, a line of base64 each. */
export const signatureName = (manifest: string) => `${manifest}.sig`;

/** `base64`: the 32 bytes of a public key. @throws where it is none */
export function publicKey(base64: string): KeyObject {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length !== 32) throw new Error('a public key of Ed25519 has 32 bytes');
  return createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') },
    format: 'jwk',
  });
}

/** Whether one of the keys has signed it. */
export function isSigned(
  name: string,
  manifest: Uint8Array,
  signatures: string,
  keys: readonly KeyObject[],
): boolean {
  const lines = signatures.split('\n').filter((line) => line.trim() !== '');
  if (lines.length > MOST_SIGNATURES) return false;
  const bytes = signedBytes(name, manifest);
  return lines.some((line) => {
    const signature = Buffer.from(line.trim(), 'base64');
    return signature.length === 64 && keys.some((key) => verify(null, bytes, key, signature));
  });
}
