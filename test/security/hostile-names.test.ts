/** A name that acts, of an article or a location: nothing the command line says lets it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startProgram } from '../programs/program.ts';
import { connectAll, openShops, type Shops, syncAll } from '../programs/shops.ts';

/** Into the clipboard, into the title, unseen, by a command of C1's, written from right to left, as a line that we seem to have said. */
const hostile =
  'Tröja\nFORGED\r\n FORGED\u2028FORGED\u001b]52;c;cm0gLXJm\u0007\u001b]0;x\u001b\\\u001b[8m\u009b31m\u202eTXT';
// biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there
const acting = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
let shops: Shops;
let articleNumber = '';

beforeAll(async () => {
  shops = await openShops({ articles: 6, stores: 1, traps: false });
  const { easycashier, shopify, places } = shops.practice;
  const [place] = places;
  const article = [...easycashier.articles()].find(({ fields }) => fields.webshop && fields.stockItem);
  articleNumber = article?.fields.articleNumber ?? '';
  easycashier.renameArticle(articleNumber, hostile);
  const elsewhere = shopify.addLocation({ name: hostile });
  const inventoryItemId = shopify.itemIdBySku(articleNumber) ?? '';
  shopify.adminSetAvailable(inventoryItemId, elsewhere.id, 5);
  await shops.prepare(async (client) => {
    await connectAll(client, shops);
    const storeNumber = place?.storeNumber ?? '';
    await client.stores.unmap({ storeNumber });
    await client.stores.map({ storeNumber, location: elsewhere.id });
    await client.connection.activate({ openOrders: 'book' });
    await syncAll(client);
    for (const locationId of [place?.locationId ?? '', elsewhere.id])
      shopify.placeOrder({ lines: [{ inventoryItemId, quantity: 1, locationId }], routingDelayMs: 0 });
    await client.sync.plan();
  });
});
afterAll(() => shops.remove());

it.each([
  ['stores'],
  ['stores', 'map', '1', hostile],
  ['status'],
  ['match'],
  ['articles'],
  ['check'],
  ['orders'],
  ['inbox'],
  ['story', 'ARTICLE'],
  ['story', hostile],
  ['log'],
  ['drift'],
  ['settings'],
  ['webhooks', 'status'],
  ['report'],
])('command %#', async (...words) => {
  const asked = words.map((word) => (word === 'ARTICLE' ? articleNumber : word));
  for (const how of [[], ['--json']]) {
    const { stdout, stderr } = await startProgram([...asked, ...how], shops.variables).ended;
    expect(stdout + stderr).not.toBe('');
    expect(stdout.replaceAll('\n', '')).not.toMatch(acting);
    expect(stderr.replaceAll('\n', '')).not.toMatch(acting);
    expect(`${stdout}\n${stderr}`.split(/[\n\u2028]/)).not.toContainEqual(
      expect.stringMatching(/^\s*FORGED/),
    );
  }
});

it('and the name was there to be shown', async () => {
  const { stdout } = await startProgram(['stores', '--json'], shops.variables).ended;
  const names = JSON.stringify(JSON.parse(stdout));
  expect(names).toContain(JSON.stringify(hostile).slice(1, -1));
});
