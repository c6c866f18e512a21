/** An article that EasyCashier cannot show holds back no other, is not forgotten, and is not sold again. */
import { afterEach, describe, expect, it } from 'vitest';
import { openShopRig, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
let rig: ShopRig;
afterEach(() => rig.close());

type Cell = ReturnType<typeof stocked>[number];
const isEqual = ({ item, locationId, articleNumber, storeNumber }: Cell) =>
  rig.practice.shopify.level(item, locationId)?.available ===
  Math.floor(rig.practice.easycashier.balance(articleNumber, storeNumber) ?? 0);

async function start(options: Parameters<typeof openShopRig>[0] = {}) {
  rig = await openShopRig({ articles: 120, ...options });
  const computer = await rig.start('kassan', { pollSeconds: 3 });
  await rig.pass(2 * MINUTE);
  const cells = stocked(rig);
  const bad = cells.find(
    (cell) => (rig.practice.easycashier.balance(cell.articleNumber, cell.storeNumber) ?? 0) >= 4,
  );
  if (!bad) throw new Error('the shop is too small');
  const others = cells.filter(({ articleNumber }) => articleNumber !== bad.articleNumber);
  const inbox = async () => (await computer.client.orders.inbox({})).items;
  const trouble = async () => (await computer.client.activity.status()).troubles.easycashier?.code ?? null;
  const answer = async (choice: string) => {
    for (const { inboxId } of await inbox()) await computer.client.orders.resolve({ inboxId, choice });
  };
  return { bad, others, inbox, answer, trouble };
}

describe.each(['fails', 'odd'] as const)('an article whose record %s', (damage) => {
  it.each([true, false])('holds back no other (the list shows stock: %s)', async (listStock) => {
    const { bad, others, inbox, trouble } = await start({ easycashier: { listStock } });
    const { easycashier, shopify } = rig.practice;
    easycashier.setDamage(bad.articleNumber, damage);
    const [sold, counted, ordered] = others;
    if (!sold || !counted || !ordered) throw new Error('the shop is too small');
    easycashier.sell(bad.articleNumber, bad.storeNumber, 1);
    easycashier.sell(sold.articleNumber, sold.storeNumber, 1);
    // What only a scan finds, on the same page and on others.
    for (const { articleNumber, storeNumber } of others) easycashier.consume(articleNumber, storeNumber, 1);
    shopify.placeOrder({
      lines: [bad, ordered].map(({ item }) => ({ inventoryItemId: item, quantity: 1 })),
      locationId: bad.locationId,
    });
    await rig.pass(12 * MINUTE);
    expect(others.filter((cell) => !isEqual(cell))).toEqual([]);
    // What the tills have sold of it is off, and what the web has sold is booked.
    expect(isEqual(bad)).toBe(true);
    expect((await inbox()).map(({ kind, args }) => [kind, args.articleNumber])).toEqual([
      ['unreadArticle', bad.articleNumber],
    ]);
    expect(await trouble()).toBeNull();

    easycashier.setDamage(bad.articleNumber, null);
    easycashier.deliver(bad.articleNumber, bad.storeNumber, 5);
    await rig.pass(8 * MINUTE);
    expect(isEqual(bad)).toBe(true);
    expect((await inbox()).filter(({ resolvedAt }) => resolvedAt === null)).toEqual([]);
  });
});

it('is asked about again when it could be read meanwhile, whatever was said of it before', async () => {
  const { bad, inbox, answer } = await start();
  const { easycashier } = rig.practice;
  easycashier.setDamage(bad.articleNumber, 'fails');
  easycashier.sell(bad.articleNumber, bad.storeNumber, 1);
  await rig.pass(12 * MINUTE);
  await answer('ignore');
  await rig.pass(12 * MINUTE);
  expect(await inbox()).toEqual([]);

  easycashier.setDamage(bad.articleNumber, null);
  await rig.pass(12 * MINUTE);
  easycashier.setDamage(bad.articleNumber, 'fails');
  easycashier.sell(bad.articleNumber, bad.storeNumber, 1);
  await rig.pass(12 * MINUTE);
  expect((await inbox()).map(({ kind, args }) => [kind, args.articleNumber])).toEqual([
    ['unreadArticle', bad.articleNumber],
  ]);
});

it('is not gone when it is the only one that the list lacks', async () => {
  const { bad } = await start();
  rig.practice.easycashier.setDamage(bad.articleNumber, 'fails');
  await rig.pass(20 * MINUTE);
  const order = { inventoryItemId: bad.item, quantity: 1 };
  rig.practice.shopify.placeOrder({ lines: [order], locationId: bad.locationId });
  await rig.pass(MINUTE);
  expect(isEqual(bad)).toBe(true);
});

it('is told as EasyCashier’s fault where nothing is shown', async () => {
  const { inbox, trouble } = await start();
  rig.network = (request) =>
    new URL(request.url).pathname.includes('/article') ? new Response('<h1>No</h1>', { status: 502 }) : null;
  await rig.pass(12 * MINUTE);
  expect(await inbox()).toEqual([]);
  expect(await trouble()).toBe('easycashierUnreachable');
});
