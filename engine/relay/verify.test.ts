import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSigned } from './verify.ts';

const sign = (secret: string, body: Uint8Array) => createHmac('sha256', secret).update(body).digest('base64');

describe('a signature', () => {
  it('is right for the body and secret that are known to go with it', () => {
    // The vector of `shopify.md` §6.
    const body = Buffer.from('{"id":1234567890,"email":"customer@example.com","total_price":"123.45"}');
    const signature = 'QNyObTlKbMx2qDlPF/ZOZcBqg5OgPg+2oky3zldc0Gw=';
    expect(isSigned(body, signature, ['test-webhook-secret'])).toBe(true);
    expect(isSigned(body, signature, ['another'])).toBe(false);
  });

  it('holds for just these bytes and one of the secrets', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1 }),
        fc.string({ minLength: 1 }),
        fc.string({ minLength: 1 }),
        fc.nat(),
        (body, secret, other, at) => {
          const signature = sign(secret, body);
          expect(isSigned(body, signature, [secret])).toBe(true);
          expect(isSigned(body, signature, [other, secret])).toBe(true);
          expect(isSigned(body, signature, [])).toBe(false);
          const changed = Uint8Array.from(body);
          const index = at % body.length;
          changed[index] = (changed[index] ?? 0) ^ 1;
          expect(isSigned(changed, signature, [secret])).toBe(false);
        },
      ),
    );
  });

  it('of any other shape is wrong and harms nobody', () => {
    fc.assert(fc.property(fc.string(), (text) => !isSigned(Buffer.from('x'), text, ['secret'])));
  });
});
