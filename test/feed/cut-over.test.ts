/** Orders from before the activation that change after it, when nobody has looked at them yet. */
import { afterEach, expect, it } from 'vitest';
import { openShopRig, orderOne, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

const MINUTE = 60_000;
let rig: ShopRig;
afterEach(() => rig.close());

it('books what an edit adds and ships after the activation, and not what had left before', async () => {
  rig = await openShopRig();
  const { client } = await rig.start('kassan', { isActivated: false });
  const { orderId, articleNumber } = orderOne(rig);
  rig.practice.shopify.fulfill(orderId);
  await rig.pass(2 * MINUTE);
  await rig.scheduler.runFor(client.connection.activate({ openOrders: 'taken' }), 10 * MINUTE);
  const added = stocked(rig).find((position) => position.articleNumber !== articleNumber);
  const before = [rig.balance(articleNumber), rig.balance(added?.articleNumber ?? '')] as const;
  rig.practice.shopify.editOrder(orderId, {
    add: [{ inventoryItemId: added?.item ?? '', quantity: 2 }],
  });
  rig.practice.shopify.fulfill(orderId);
  await rig.pass(62 * MINUTE);
  expect([rig.balance(articleNumber), rig.balance(added?.articleNumber ?? '')]).toEqual([
    before[0],
    before[1] - 2,
  ]);
});
