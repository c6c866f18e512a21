/** Goods that are promised and not to be shipped yet: those of an exchange, and those bought with a selling plan. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Order } from '../../practice/shopify/state.ts';
import type { Computer } from './computers.ts';
import { openShopRig, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

const MINUTE = 60_000;
/** All levels have been read, and what nothing explained has been judged. */
const WALKED_MS = 25 * MINUTE;
type Place = ReturnType<typeof stocked>[number];
let rig: ShopRig;
afterEach(() => rig.close());

const both = ({ item, locationId, articleNumber, storeNumber }: Place) => [
  rig.practice.easycashier.balance(articleNumber, storeNumber) ?? 0,
  rig.practice.shopify.available(item, locationId),
];
const questions = async ({ client }: Computer) => (await client.orders.inbox({})).items;

async function shop() {
  rig = await openShopRig();
  const computer = await rig.start('kassan', { code: null, pollSeconds: 10 });
  const places = stocked(rig).filter(
    (place) => rig.practice.shopify.available(place.item, place.locationId) >= 6,
  );
  const [one] = places;
  const other = places.find(({ articleNumber }) => articleNumber !== one?.articleNumber);
  if (!one || !other) throw new Error('too few goods');
  const [before = 0] = both(one);
  const [otherBefore = 0] = both(other);
  return { computer, one, other, before, otherBefore };
}

const goods = ({ item: inventoryItemId, locationId }: Place, quantity: number) => ({
  inventoryItemId,
  quantity,
  locationId,
});

async function shipped(place: Place, quantity: number): Promise<Order> {
  const order = rig.practice.shopify.placeOrder({ lines: [goods(place, quantity)], routingDelayMs: 0 });
  await rig.pass(MINUTE);
  rig.practice.shopify.fulfill(order.id);
  await rig.pass(MINUTE);
  return order;
}

describe.each([true, false])(
  'an exchange whose new goods are claimed while they are on hold: %s',
  (isClaimed) => {
    it('takes the new goods when it is agreed on, and the old ones are asked about when they have come back', async () => {
      const { computer, one, other, before, otherBefore } = await shop();
      const { shopify } = rig.practice;
      const order = await shipped(one, 2);
      shopify.agreeOnExchange(order.id, { lines: [goods(other, 1)], isClaimed });
      await rig.pass(WALKED_MS);
      expect([both(one), both(other)]).toEqual([
        [before - 2, before - 2],
        [otherBefore - 1, otherBefore - 1],
      ]);
      expect(await questions(computer)).toEqual([]);

      shopify.processReturn(order.id, { lineItemId: order.lines[0]?.id ?? '', quantity: 1 });
      shopify.releaseHold(order.id);
      await rig.pass(WALKED_MS);
      const [asked] = await questions(computer);
      expect(asked).toMatchObject({
        kind: 'possibleReturn',
        args: { articleNumber: one.articleNumber, units: 1, orders: order.name },
      });
      await computer.client.orders.resolve({ inboxId: asked?.inboxId ?? '', choice: 'putBack' });
      shopify.fulfill(order.id);
      await rig.pass(WALKED_MS);
      expect([both(one), both(other)]).toEqual([
        [before - 1, before - 1],
        [otherBefore - 1, otherBefore - 1],
      ]);
      expect(await questions(computer)).toEqual([]);
    });

    it('of the same goods for the same leaves both sides where they were, less what is still away', async () => {
      const { computer, one, before } = await shop();
      const { shopify } = rig.practice;
      const order = await shipped(one, 2);
      shopify.agreeOnExchange(order.id, { lines: [goods(one, 1)], isClaimed });
      await rig.pass(WALKED_MS);
      expect(both(one)).toEqual([before - 3, before - 3]);
      expect(await questions(computer)).toEqual([]);
      shopify.processReturn(order.id, { lineItemId: order.lines[0]?.id ?? '', quantity: 1 });
      await rig.pass(WALKED_MS);
      const [asked] = await questions(computer);
      expect(asked).toMatchObject({ kind: 'possibleReturn', args: { units: 1, orders: order.name } });
      await computer.client.orders.resolve({ inboxId: asked?.inboxId ?? '', choice: 'putBack' });
      shopify.releaseHold(order.id);
      await rig.pass(WALKED_MS);
      shopify.fulfill(order.id);
      await rig.pass(WALKED_MS);
      expect(both(one)).toEqual([before - 2, before - 2]);
      expect(await questions(computer)).toEqual([]);
    });

    it('that comes to nothing gives the new goods back', async () => {
      const { computer, one, other, before, otherBefore } = await shop();
      const { shopify } = rig.practice;
      const order = await shipped(one, 2);
      shopify.agreeOnExchange(order.id, { lines: [goods(other, 2)], isClaimed });
      await rig.pass(2 * MINUTE);
      const lineItemId = order.lines.at(-1)?.id ?? '';
      shopify.editOrder(order.id, { setQuantity: [{ lineItemId, quantity: 0 }] });
      await rig.pass(WALKED_MS);
      expect([both(one), both(other)]).toEqual([
        [before - 2, before - 2],
        [otherBefore, otherBefore],
      ]);
      expect(await questions(computer)).toEqual([]);
    });
  },
);

describe.each(['ON_HOLD', 'SCHEDULED'] as const)(
  'goods of a selling plan whose fulfillment order is %s',
  (status) => {
    it.each([true, false])(
      'are taken once, when they are ordered (claimed meanwhile: %s)',
      async (isClaimed) => {
        const { computer, one, before } = await shop();
        const { shopify, easycashier } = rig.practice;
        const line = { ...goods(one, 2), sellingPlan: 'Förbeställning' };
        const order = shopify.placeOrder({ lines: [line], later: { status, isClaimed }, routingDelayMs: 0 });
        await rig.pass(WALKED_MS);
        expect(both(one)).toEqual([before - 2, before - 2]);
        // The till sells the same goods meanwhile.
        easycashier.sell(one.articleNumber, one.storeNumber, 1);
        await rig.pass(WALKED_MS);
        expect(both(one)).toEqual([before - 3, before - 3]);
        shopify.releaseHold(order.id);
        await rig.pass(WALKED_MS);
        shopify.fulfill(order.id);
        await rig.pass(WALKED_MS);
        expect(both(one)).toEqual([before - 3, before - 3]);
        expect(await questions(computer)).toEqual([]);
      },
    );
  },
);
