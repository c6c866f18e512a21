import { createPracticeRandom } from '../../practice/random.ts';
import type { LineItem, Order } from '../../practice/shopify/state.ts';
import { attemptInShop, type Shops } from './shops.ts';

/** Goods that come back without money going. */
export interface Returns {
  act(): void;
  /** The money comes weeks later: refunds that tell of what has come back long ago, and some that put back other goods. */
  refundLater(): void;
}

/** Only some of the hard seeds know returns: the others stay what they were. */
const SHARE = 0.5;

/** A parcel is there and back no sooner; and any level is read within that time. */
const PARCEL_MS = 60 * 60_000;

/**
 * Goods that no number showed until they were shipped, and that are on their way. Were they back within the same reading, nothing in Shopify
 * would tell of them: whether their shipment moves `available` at all is not sure enough to go by.
 */
const isUnseenParcel = (order: Order, line: LineItem, now: number) =>
  order.fulfillments.some(
    ({ createdAt, fulfillmentOrder }) =>
      now < createdAt + PARCEL_MS &&
      fulfillmentOrder.lines.some((one) => one.line === line && one.claim === 'unclaimed'),
  );

/** Draws of its own. Null in a seed without returns. */
export function createReturns(shops: Shops, seed: number, isWhole: boolean): Returns | null {
  const random = createPracticeRandom(`returns ${seed}`);
  if (!random.chance(isWhole ? 1 : SHARE)) return null;
  const { shopify } = shops.practice;
  const restockTypes = ['RETURN', 'NO_RESTOCK'] as const;

  const comeBack = (order: Order, line: LineItem) => {
    const quantity = random.integer(1, 2);
    const locationId = random.pick(shops.locations);
    const where = random.chance(0.2) ? { locationId } : {};
    if (isUnseenParcel(order, line, shopify.now())) return;
    attemptInShop(shops, `${quantity} ${line.sku} of ${order.name} come back`, () =>
      shopify.processReturn(order.id, { lineItemId: line.id, quantity, ...where }),
    );
  };
  const refundReturned = (order: Order, line: LineItem, quantity: number) => {
    const restockType = random.pick(restockTypes);
    attemptInShop(
      shops,
      `${order.name}: ${quantity} ${line.sku} that came back are refunded ${restockType}`,
      () => {
        shopify.refundReturned(order.id, { lineItemId: line.id, quantity, restockType });
        shops.unseen.note(order.id, 'reduced');
      },
    );
  };
  return {
    act: () => {
      const orders = shopify.orders().filter(({ fulfillments, test }) => fulfillments.length > 0 && !test);
      if (orders.length === 0 || !random.chance(0.12)) return;
      const order = random.pick(orders);
      const line = random.pick(order.lines);
      const back = (order.returned.get(line) ?? []).length;
      if (back > 0 && random.chance(0.4)) refundReturned(order, line, random.integer(1, back));
      else comeBack(order, line);
    },
    refundLater: () => {
      for (const order of shopify.orders()) {
        for (const [line, { length: back }] of order.returned) {
          if (back > 0 && random.chance(0.7)) refundReturned(order, line, random.integer(1, back));
          else if (random.chance(0.3)) {
            const lines = [{ lineItemId: line.id, quantity: 1, restockType: 'RETURN' as const }];
            attemptInShop(shops, `one more ${line.sku} of ${order.name} is refunded and put back`, () => {
              shopify.refund(order.id, { lines });
              shops.unseen.note(order.id, 'reduced');
            });
          }
        }
      }
    },
  };
}
