/** An item takes an article over: the product was made anew, or another was given its SKU. Nothing on it tells what the one before had promised. */
import { afterEach, expect, it } from 'vitest';
import { openShopRig, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

const MINUTE = 60_000;
let rig: ShopRig;
afterEach(() => rig.close());

type Place = ReturnType<typeof stocked>[number];

async function openShop() {
  rig = await openShopRig();
  const { client } = await rig.start('kassan', { code: null, pollSeconds: 10 });
  const place = stocked(rig).find(
    ({ item, locationId }) => rig.practice.shopify.available(item, locationId) >= 4,
  );
  if (!place) throw new Error('too few goods');
  return { client, place };
}

/** Both with the numbers of the one before, as a person types them in. */
function makeAnew({ item, articleNumber, locationId }: Place): string {
  const { shopify } = rig.practice;
  const shown = shopify.available(item, locationId);
  shopify.deleteItem(item);
  const anew = shopify.addItem({ sku: articleNumber, title: articleNumber, tracked: true });
  shopify.adminSetAvailable(anew, locationId, shown);
  return anew;
}

function giveSkuAway({ item, articleNumber, locationId }: Place): string {
  const { shopify } = rig.practice;
  const shown = shopify.available(item, locationId);
  const other = shopify.addItem({ sku: 'ANNAN', title: 'Annan', tracked: true });
  shopify.renameSku(item, 'GAMMAL');
  shopify.renameSku(other, articleNumber);
  shopify.adminSetAvailable(other, locationId, shown);
  return other;
}

const balance = ({ articleNumber, storeNumber }: Place) =>
  rig.practice.easycashier.balance(articleNumber, storeNumber) ?? 0;

const sellTwo = ({ item: inventoryItemId, locationId }: Place, routingDelayMs: number) =>
  rig.practice.shopify.placeOrder({ lines: [{ inventoryItemId, quantity: 2, locationId }], routingDelayMs })
    .id;

const most = (item: string, { locationId }: Place) =>
  Math.max(...rig.practice.shopify.history(item, locationId).map(({ quantityAfter }) => quantityAfter));

it.each([
  ['routed', 0, 20 * MINUTE],
  ['before Shopify has chosen where from', 15_000, 15_000],
] as const)(
  'never offers what was sold of the product before it was made anew: %s',
  async (_, routingDelayMs, lag) => {
    const { place } = await openShop();
    const before = balance(place);
    rig.practice.shopify.delayIndex(sellTwo(place, routingDelayMs), lag);
    const item = makeAnew(place);
    await rig.pass(40 * MINUTE);
    expect(most(item, place)).toBe(before - 2);
    expect([balance(place), rig.practice.shopify.available(item, place.locationId)]).toEqual([
      before - 2,
      before - 2,
    ]);
  },
);

it('asks whose goods were sold before another item was given their SKU, and does not offer them before the answer', async () => {
  const { client, place } = await openShop();
  const before = balance(place);
  rig.practice.shopify.delayIndex(sellTwo(place, 0), 20 * MINUTE);
  const item = giveSkuAway(place);
  await rig.pass(40 * MINUTE);
  const [asked, ...more] = (await client.orders.inbox({})).items;
  expect([asked?.kind, more.length]).toEqual(['unknownSku', 0]);
  expect([balance(place), most(item, place)]).toEqual([before, before - 2]);
  // »These are goods that no till sells.«
  await client.orders.resolve({ inboxId: asked?.inboxId ?? '', choice: 'ignore' });
  await rig.pass(10 * MINUTE);
  expect(rig.practice.shopify.available(item, place.locationId)).toBe(before);
});

it('raises what a new product has of an article as soon as no order can be missing', async () => {
  const { place } = await openShop();
  const { shopify } = rig.practice;
  shopify.deleteItem(place.item);
  await rig.pass(2 * MINUTE);
  const item = shopify.addItem({
    sku: place.articleNumber,
    levels: [{ locationId: place.locationId, available: 0 }],
  });
  await rig.pass(2 * MINUTE);
  expect(shopify.available(item, place.locationId)).toBe(balance(place));
});
