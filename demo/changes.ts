/** Orders that do not stay as they were: cancelled, sent back, edited, moved. */
import type { Act, Day } from './act.ts';
import type { Ware } from './goods.ts';
import { count } from './tally.ts';

const ROUTING_MS = 200;
/** Placed, and seen by everybody, before it is changed. */
const LATER_MS = 2_600;

type Place = Day['practice']['places'][number];

export function changesOfMind(day: Day): Act[] {
  const { practice, goods, tally, teller, advance } = day;
  const { shopify, places } = practice;
  const [here, there = here] = places;
  if (!here || !there) return [];

  /** An order at `at` and what becomes of it. */
  const story = (
    at: number,
    ware: Ware | undefined,
    place: Place,
    change: (order: ReturnType<typeof shopify.placeOrder>, what: { name: string }) => void,
  ): Act[] => {
    if (!ware) return [];
    let order: ReturnType<typeof shopify.placeOrder> | undefined;
    return [
      {
        at,
        act: () => {
          const line = { inventoryItemId: ware.inventoryItemId, quantity: 2, locationId: place.locationId };
          order = shopify.placeOrder({ lines: [line], routingDelayMs: ROUTING_MS });
          count(tally, 'orders', [place.storeNumber]);
          advance();
        },
      },
      {
        at: at + LATER_MS,
        act: () => {
          if (order) change(order, { name: ware.name });
        },
      },
    ];
  };
  const cancel =
    (place: Place, restock: boolean) =>
    (order: { id: string; name: string }, { name }: { name: string }) => {
      shopify.cancelOrder(order.id, { restock });
      count(tally, 'cancellations', [place.storeNumber]);
      teller.tell('web', restock ? 'demo.cancelRestock' : 'demo.cancelNoRestock', {
        order: order.name,
        name,
      });
    };

  return [
    ...story(900, goods.changing[0], here, cancel(here, true)),
    ...story(2_300, goods.changing[1], there, cancel(there, false)),
    ...story(3_700, goods.changing[2], here, (order, { name }) => {
      shopify.fulfill(order.id);
      const [line] = order.lines;
      if (!line) return;
      const lines = [
        { lineItemId: line.id, quantity: 1, restockType: 'RETURN' as const, locationId: here.locationId },
      ];
      shopify.refund(order.id, { lines });
      count(tally, 'refunds', [here.storeNumber]);
      teller.tell('web', 'demo.refund', { order: order.name, name, store: here.storeName });
    }),
    ...story(5_100, goods.changing[3], there, (order, { name }) => {
      const [line] = order.lines;
      const more = goods.changing[5];
      if (!line || !more) return;
      shopify.editOrder(order.id, {
        setQuantity: [{ lineItemId: line.id, quantity: 1 }],
        add: [{ inventoryItemId: more.inventoryItemId, quantity: 1, locationId: there.locationId }],
      });
      teller.tell('web', 'demo.edit', { order: order.name, name, more: more.name });
    }),
    ...story(6_500, goods.changing[4], here, (order) => {
      const [fulfillmentOrder] = order.fulfillmentOrders;
      if (!fulfillmentOrder) return;
      shopify.moveFulfillmentOrder(fulfillmentOrder.id, there.locationId);
      count(tally, 'moves', [there.storeNumber]);
      teller.tell('web', 'demo.move', { order: order.name, from: here.storeName, to: there.storeName });
    }),
  ];
}
