import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * True when the body was signed with one of the secrets: base64 of HMAC-SHA256 over the raw bytes (`shopify.md` §6). It covers
 * the body only: topic, shop and webhook id may still be anybody's.
 */
export function isSigned(body: Uint8Array, signature: string, secrets: readonly string[]): boolean {
  const given = Buffer.from(signature, 'base64');
  return secrets.some((secret) => {
    const right = createHmac('sha256', secret).update(body).digest();
    return given.length === right.length && timingSafeEqual(given, right);
  });
}
