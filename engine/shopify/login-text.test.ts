import { describe, expect, it } from 'vitest';
import { openGateways, outcomeOf } from '../../test/gateways/rig.ts';
import { Refusal } from '../refusal.ts';
import { readShop } from './gateway.ts';
import { requirePlain, shopAddress } from './login-text.ts';

function refusal(work: () => unknown): { code: string; args: object } {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return { code: error.code, args: error.args };
  }
  throw new Error('was accepted');
}

const key = 'shpat_0123456789abcdef0123456789abcdef';

describe('a key', () => {
  it('is taken as Shopify makes it, with blanks around it', () => {
    for (const text of [key, ` ${key}\n`, 'shpss_aB9', '0123456789abcdef', 'eyJ0.e-_30.x/+=']) {
      expect(() => requirePlain('accessToken', text)).not.toThrow();
    }
  });

  it.each<[what: string, stray: string, why: string]>([
    ['a long dash', '–', 'strayDash'],
    ['a minus', '−', 'strayDash'],
    ['a hyphen that is none', '\u2010', 'strayDash'],
    ['an ellipsis', '…', 'strayEllipsis'],
    ['three dots', '...', 'strayEllipsis'],
    ['dots that hide', '••••', 'strayMask'],
    ['asterisks that hide', '*****', 'strayMask'],
    ['a zero-width space', '\u200b', 'strayInvisible'],
    ['a mark of direction', '\u200e', 'strayInvisible'],
    ['a soft hyphen', '\u00ad', 'strayInvisible'],
    ['a blank that does not break', '\u00a0', 'strayInvisible'],
    ['a blank', ' ', 'strayBlank'],
    ['a curly quotation mark', '”', 'strayQuote'],
    ['a letter', 'å', 'strayOther'],
    ['a picture', '🔑', 'strayOther'],
  ])('with %s is told by field, fault and place, and not repeated', (_what, stray, why) => {
    const told = refusal(() => requirePlain('clientSecret', ` ${key.slice(0, 9)}${stray}${key.slice(9)}`));
    expect(told).toEqual({ code: 'shopifyStrayCharacter', args: { field: 'clientSecret', why, at: 10 } });
  });

  it('is told of what stands invisibly at its end, and of quotation marks around it', () => {
    expect(refusal(() => requirePlain('accessToken', `${key}\u200b`)).args).toMatchObject({ at: 39 });
    expect(refusal(() => requirePlain('clientId', `"${key}"`)).args).toMatchObject({
      why: 'strayQuote',
      at: 1,
    });
    expect(refusal(() => requirePlain('clientId', `🔑–`)).args).toMatchObject({ why: 'strayDash', at: 2 });
  });

  it('that was kept with such a sign is told before any call, and is not in the log', async () => {
    for (const [name, field] of [
      ['shopify.accessToken', 'accessToken'],
      ['shopify.clientSecret', 'clientSecret'],
    ] as const) {
      const rig = openGateways();
      rig.secrets.set(name, 'shpxx_0123–4567');
      const told = readShop(rig.shopify).catch((error: unknown) => error);
      expect(await rig.run(told)).toMatchObject({
        code: 'shopifyStrayCharacter',
        args: { field, why: 'strayDash', at: 11 },
      });
      expect(await rig.run(outcomeOf(readShop(rig.shopify)))).toBe('shopifyStrayCharacter');
      expect(rig.sent).toEqual([]);
      expect(rig.log.join()).not.toContain('4567');
    }
  });
});

describe('the address of a shop', () => {
  it.each([
    'min-butik',
    'Min-Butik.myshopify.com',
    'https://min-butik.myshopify.com/admin/products?x=1',
    'admin.shopify.com/store/min-butik',
    'https://admin.shopify.com/store/min-butik/products?limit=50',
    ' https://admin.shopify.com/store/min-butik?ui=1#x ',
  ])('is read from %s', (text) => {
    expect(shopAddress(text)).toBe('min-butik.myshopify.com');
  });

  it.each(['minbutik.se', 'https://admin.shopify.com/', 'admin.shopify.com/store/', 'inte en adress', ''])(
    'is not %s',
    (text) => {
      expect(refusal(() => shopAddress(text))).toEqual({ code: 'shopifyBadAddress', args: { shop: text } });
    },
  );

  it('with a sign from copying is told as that', () => {
    expect(refusal(() => shopAddress('min–butik.myshopify.com'))).toEqual({
      code: 'shopifyStrayCharacter',
      args: { field: 'shop', why: 'strayDash', at: 4 },
    });
    expect(refusal(() => shopAddress('min-butik\u200b.myshopify.com')).args).toMatchObject({
      why: 'strayInvisible',
    });
  });

  it('is not told where it is a key in the wrong field', () => {
    expect(refusal(() => shopAddress(key)).args).toEqual({ shop: '•••' });
    expect(JSON.stringify(refusal(() => shopAddress(`https://${key}–`)))).not.toContain('0123');
  });
});
