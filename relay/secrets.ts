/** Tokens and codes: how they are made, and the only form in which they are kept. */
import { hash, timingSafeEqual } from 'node:crypto';
import type { Random } from './ports.ts';

const TOKEN_BYTES = 32;
/** Crockford's base 32: no I, L, O or U, so that nothing is mistaken for another when typed off a screen. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** The computer makes its tokens from the code, so it must be as hard to guess as they are. */
const CODE_LENGTH = 20;

export const sha256 = (data: string | Uint8Array): Buffer => hash('sha256', data, 'buffer');

/** 256 random bits, base64url. */
export function makeToken(random: Random): string {
  return Buffer.from(random.bytes(TOKEN_BYTES)).toString('base64url');
}

export const hashToken = (token: string): Buffer => sha256(token);

/** `XXXX-XXXX-XXXX-XXXX-XXXX`: 100 random bits. */
export function drawPairingCode(random: Random): string {
  const letters = [...random.bytes(CODE_LENGTH)].map((byte) => ALPHABET[byte % 32] ?? '').join('');
  return letters.replace(/(.{4})(?!$)/g, '$1-');
}

/** However a person types it: case, dashes, spaces and look-alikes make no difference. */
export function hashPairingCode(code: string): Buffer {
  const plain = code
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/[IL]/g, '1')
    .replace(/O/g, '0')
    .replace(/U/g, 'V');
  return sha256(plain);
}

/** An opaque id of a tenant or a computer: 80 random bits. */
export function makeId(prefix: string, random: Random): string {
  return `${prefix}_${[...random.bytes(16)].map((byte) => ALPHABET[byte % 32] ?? '').join('')}`;
}

/** Takes as long whether they are alike or not. */
export function isSame(one: string, other: string): boolean {
  return timingSafeEqual(sha256(one), sha256(other));
}
