/** An order that could not be read while the writing changed hands shows all that became of it at once, and its last change is the newest. */
import { cpSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
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
