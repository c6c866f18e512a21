import { createPracticeRandom, type PracticeRandom } from '../../practice/random.ts';
import type { Order } from '../../practice/shopify/state.ts';
import { attemptInShop, type Shops } from './shops.ts';

/** What becomes of orders besides the usual: claimed late, never or by a draft, shipped and not after all, shipped by somebody else. */
export interface OrderTwists {
  /** `isActivated`: before, what a fulfillment service has is nobody's matter, and not told from what waits for its place. */
  act(isActivated: boolean): void;
}

/** Only some of the hard seeds know them: the others stay what they were. */
const SHARE = 0.6;

/** Draws of its own. Null in a seed without them. */
export function createOrderTwists(shops: Shops, seed: number, isWhole: boolean): OrderTwists | null {
  const random = createPracticeRandom(`order twists ${seed}`);
  if (!random.chance(isWhole ? 1 : SHARE)) return null;
  const { shopify } = shops.practice;
  let isWatched = false;
  const service = random.chance(isWhole ? 1 : 0.4)
    ? shopify.addLocation({ name: 'Lager hos en annan', isService: true, fulfillsOnlineOrders: false }).id
    : null;
  const some = (isSuch: (order: Order) => boolean): Order | undefined => {
    const orders = shopify.orders().filter(isSuch);
    return orders.length === 0 ? undefined : random.pick(orders);
  };
  const events: readonly (() => void)[] = [
    () => completeDraft(shops, random),
    () => claimOtherwise(shops, random),
    () => {
      const order = some(({ isHeld }) => isHeld);
      if (!order) return;
      attemptInShop(shops, `the hold of ${order.name} is released`, () => shopify.releaseHold(order.id));
    },
    () => {
      const order = some(({ fulfillments }) => fulfillments.some(({ status }) => status === 'SUCCESS'));
      if (order) unship(shops, random, order);
    },
    () => {
      if (service !== null && isWatched) leaveToService(shops, random, service);
    },
  ];
  return {
    act: (isActivated) => {
      isWatched = isActivated;
      if (random.chance(0.25)) random.pick(events)();
    },
  };
}

/** A draft order that has reserved goods is completed. */
function completeDraft(shops: Shops, random: PracticeRandom): void {
  const { shopify } = shops.practice;
  const inventoryItemId = random.pick(shops.inventoryItems);
  const locationId = random.pick(shops.locations);
  const reserved = shopify.level(inventoryItemId, locationId)?.setAside.reserved ?? 0;
  const quantity = reserved > 0 ? reserved : random.integer(1, 2);
  if (reserved === 0) {
    attemptInShop(shops, `a draft reserves ${quantity} ${inventoryItemId} @${locationId}`, () =>
      shopify.setAside(inventoryItemId, locationId, 'reserved', quantity),
    );
    return;
  }
  attemptInShop(shops, `a draft of ${quantity} ${inventoryItemId} @${locationId} is completed`, () => {
    const lines = [{ inventoryItemId, quantity, locationId }];
    const { name } = shopify.placeOrder({
      lines,
      claims: 'reserved',
      routingDelayMs: random.pick([0, 20_000]),
    });
    shops.tell(`  = ${name}`);
  });
}

/** An order made by a program that claims nothing, or one whose selling plan claims when its hold ends; lines may be added until then. */
function claimOtherwise(shops: Shops, random: PracticeRandom): void {
  const { shopify } = shops.practice;
  const claims = random.pick(['never', 'on release'] as const);
  const inventoryItemId = random.pick(shops.inventoryItems);
  const lines = [
    { inventoryItemId, quantity: random.integer(1, 3), locationId: random.pick(shops.locations) },
  ];
  attemptInShop(shops, `an order that claims its goods ${claims}`, () => {
    const { id, name } = shopify.placeOrder({
      lines,
      claims,
      routingDelayMs: random.pick([0, 2_000, 20_000]),
    });
    shops.tell(`  = ${name}`);
    if (!random.chance(0.3)) return;
    shopify.editOrder(id, { add: [{ inventoryItemId: random.pick(shops.inventoryItems), quantity: 1 }] });
  });
}

/** A shipment is cancelled: its goods wait on a new fulfillment order, there or elsewhere. */
function unship(shops: Shops, random: PracticeRandom, order: Order): void {
  const made = random.pick(order.fulfillments);
  attemptInShop(shops, `a shipment of ${order.name} is cancelled`, () => {
    shops.practice.shopify.cancelFulfillment(order.id, made.id);
    if (order.fulfillmentOrders.at(-1)?.location !== made.location) shops.unseen.note(order.id, 'moved');
  });
}

/** Goods are ordered that a fulfillment service ships, beside some of ours. */
function leaveToService(shops: Shops, random: PracticeRandom, service: string): void {
  const { shopify } = shops.practice;
  const theirs = { inventoryItemId: random.pick(shops.inventoryItems), quantity: 1, locationId: service };
  const ours = {
    inventoryItemId: random.pick(shops.inventoryItems),
    quantity: 1,
    locationId: random.pick(shops.locations),
  };
  attemptInShop(shops, 'an order that a fulfillment service ships in part', () => {
    const { id, name } = shopify.placeOrder({ lines: random.chance(0.5) ? [theirs] : [theirs, ours] });
    shops.tell(`  = ${name}`);
    if (random.chance(0.5)) shopify.fulfill(id);
  });
}
