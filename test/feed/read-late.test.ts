/** An order that could not be read while the writing changed hands shows all that became of it at once, and its last change is the newest. */
import { cpSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import type { Practice } from '../../practice/shops.ts';
import { endLives, type Kept, MINUTE, newFolder, openQuestions, world } from './lives.ts';

afterEach(endLives);

it.each(['a refund', 'an edit'] as const)(
  'an older copy asks about %s that another has booked, though the order changed once more before it could be read',
  async (what) => {
    const shop = world();
    const { shopify } = shop.rig.practice;
    const [folder, copy] = [newFolder(), newFolder()];
    const secrets: Kept = new Map();
    const first = await shop.start(folder, secrets);
    await shop.connect(first.engine);
    await shop.activate(first.engine);
    const inventoryItemId = shopify.itemIdBySku(shop.articleNumber) ?? '';
    const order = shopify.placeOrder({ lines: [{ inventoryItemId, quantity: 3 }] });
    const lineItemId = order.lines[0]?.id ?? '';
    await shop.pass(MINUTE);
    await first.stop();
    cpSync(folder, copy, { recursive: true });

    const second = await shop.start(folder, secrets);
    if (what === 'an edit') shopify.editOrder(order.id, { setQuantity: [{ lineItemId, quantity: 2 }] });
    else shopify.refund(order.id, { lines: [{ lineItemId, quantity: 1, restockType: 'CANCEL' }] });
    await shop.pass(MINUTE);
    await second.stop();
    expect(shop.balance()).toBe(98);

    shopify.setUnreadable(order.id, true);
    const life = await shop.start(copy, secrets);
    await shop.pass(5 * MINUTE);
    shopify.refund(order.id, { lines: [{ lineItemId, quantity: 1, restockType: 'NO_RESTOCK' }] });
    await shop.pass(MINUTE);
    shopify.setUnreadable(order.id, false);
    await shop.pass(20 * MINUTE);

    expect(shop.balance()).toBe(98);
    const asked = (await openQuestions(life)).filter(({ kind }) => kind === 'takenOverOrder');
    expect(asked.map(({ args }) => args.articles)).toEqual([`${shop.articleNumber} +1`]);
    for (const { inboxId } of asked) await life.engine.client.orders.resolve({ inboxId, choice: 'booked' });
    await shop.pass(5 * MINUTE);
    expect([shop.balance(), shop.available()]).toEqual([98, 98]);
  },
);

/** Three are sold on an order that cannot be read, then more than there are on one that can: nothing is written where there was less. */
async function soldUnread(meanwhile: (practice: Practice, orderId: string, lineItemId: string) => void) {
  const shop = world();
  const { shopify } = shop.rig.practice;
  const folder = newFolder();
  const secrets: Kept = new Map();
  const first = await shop.start(folder, secrets);
  await shop.connect(first.engine);
  await shop.activate(first.engine);
  await shop.pass(MINUTE);
  await first.stop();
  const inventoryItemId = shopify.itemIdBySku(shop.articleNumber) ?? '';
  const sell = (quantity: number) => shopify.placeOrder({ lines: [{ inventoryItemId, quantity }] });
  const order = sell(3);
  shopify.setUnreadable(order.id, true);
  shopify.fulfill(order.id);
  meanwhile(shop.rig.practice, order.id, order.lines[0]?.id ?? '');
  sell(105);
  const life = await shop.start(folder, secrets);
  await shop.pass(5 * MINUTE);
  shopify.setUnreadable(order.id, false);
  await shop.pass(20 * MINUTE);
  const asked = (await openQuestions(life)).filter(({ kind }) => kind === 'possibleReturn');
  return { shop, life, asked };
}

it('asks about goods that were back before the order they went out on could be read', async () => {
  const { shop, life, asked } = await soldUnread(({ shopify }, orderId, lineItemId) =>
    shopify.processReturn(orderId, { lineItemId, quantity: 3 }),
  );
  expect([shop.balance(), shop.available()]).toEqual([-8, 0]);
  expect(asked.map(({ args }) => args.units)).toEqual([3]);
  for (const { inboxId } of asked) await life.engine.client.orders.resolve({ inboxId, choice: 'putBack' });
  await shop.pass(5 * MINUTE);
  expect([shop.balance(), shop.available()]).toEqual([-5, 0]);
});

it('asks about nothing where the goods of such an order are gone', async () => {
  const { shop, asked } = await soldUnread(() => undefined);
  expect([shop.balance(), shop.available()]).toEqual([-8, 0]);
  expect(asked).toEqual([]);
});
