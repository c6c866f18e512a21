/** What people paste to connect Shopify, with what copying leaves in it. */
import { expect, it } from 'vitest';
import { openRig, shopifyUrl } from './rig.ts';

it('names the field that is damaged before Shopify is asked anything, and keeps nothing of it', async () => {
  const { engine, practice } = await openRig();
  const { client } = engine;
  const { shop, clientId, clientSecret } = practice.credentials.shopify;
  const good = { shop, url: shopifyUrl, clientId, clientSecret };
  for (const [change, field] of [
    [{ clientId: `${clientId}\u200b` }, 'clientId'],
    [{ clientSecret: clientSecret.replace('_', '–') }, 'clientSecret'],
    [{ accessToken: 'shpat_0123…' }, 'accessToken'],
    [{ apiSecret: 'shpss_ 0123' }, 'apiSecret'],
    [{ shop: shop.replace('.', '\u00a0.') }, 'shop'],
  ] as const) {
    await expect(client.connection.connectShopify({ ...good, ...change })).rejects.toMatchObject({
      data: { code: 'shopifyStrayCharacter', args: { field } },
    });
  }
  expect(practice.shopify.stats.byOperation.size).toBe(0);
  expect(await client.connection.credentials()).toMatchObject({ shopify: false });

  const shown = `https://admin.shopify.com/store/${shop.split('.')[0]}/settings`;
  expect(await client.connection.connectShopify({ ...good, shop: shown })).toMatchObject({ shop });
});
