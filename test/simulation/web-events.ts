import type { Order } from '../../practice/shopify/state.ts';
import { attemptInShop, type Shops } from './shops.ts';

/** A customer orders in the web shop. */
export function placeOrder(shops: Shops): void {
  const { random, practice, tell, locations, routingDelays } = shops;
  const lines = Array.from({ length: random.integer(1, 3) }, () => ({
    inventoryItemId: random.pick(shops.inventoryItems),
    quantity: random.integer(1, 4),
    ...(random.chance(0.3) ? { locationId: random.pick(locations) } : {}),
  }));
  attemptInShop(shops, `web order ${lines.length} lines`, () => {
    const isWithGift = random.chance(0.08);
    if (isWithGift) tell('  and a line without goods');
    const order = practice.shopify.placeOrder({
      lines: isWithGift ? [...lines, { custom: 'Presentkort', quantity: 1 }] : lines,
      test: random.chance(0.05),
      source: random.chance(0.1) ? 'pos' : 'web',
      routingDelayMs: random.pick(routingDelays),
      ...(random.chance(0.3) ? { locationId: random.pick(locations) } : {}),
    });
    tell(`  = ${order.name}`);
  });
}

/** Something becomes of an order; where there is none yet, one is placed. */
export function changeSomeOrder(shops: Shops): void {
  const orders = shops.practice.shopify.orders();
  if (orders.length === 0) placeOrder(shops);
  else changeOrder(shops, shops.random.pick(orders));
}

function changeOrder(shops: Shops, order: Order): void {
  const { random, practice } = shops;
  const line = random.pick(order.lines);
  const restock = random.chance(0.6);
  const kind = random.pick([
    'cancel',
    'refund',
    'refund',
    'edit',
    'move',
    'move',
    'fulfill',
    'fulfill',
  ] as const);
  attemptInShop(shops, `${kind} ${order.name}${restock ? ' restock' : ''}`, () => {
    if (kind === 'cancel') practice.shopify.cancelOrder(order.id, { restock });
    else if (kind === 'refund') refund(shops, order, line.id);
    else if (kind === 'edit') edit(shops, order, line.id, restock);
    else if (kind === 'move') move(shops, order);
    else practice.shopify.fulfill(order.id);
  });
}

function refund({ random, practice, unseen, locations }: Shops, order: Order, lineItemId: string): void {
  unseen.note(order.id, 'reduced');
  const restockType = random.pick(['CANCEL', 'RETURN', 'NO_RESTOCK'] as const);
  practice.shopify.refund(order.id, {
    lines: [
      {
        lineItemId,
        quantity: random.integer(1, 2),
        restockType,
        ...(restockType === 'RETURN' ? { locationId: random.pick(locations) } : {}),
      },
    ],
  });
}

function edit(shops: Shops, order: Order, lineItemId: string, restock: boolean): void {
  const { random, practice, unseen } = shops;
  unseen.note(order.id, 'reduced');
  if (random.chance(0.5)) {
    const inventoryItemId = random.pick(shops.inventoryItems);
    practice.shopify.editOrder(order.id, { add: [{ inventoryItemId, quantity: 1 }] });
  } else {
    practice.shopify.editOrder(order.id, { setQuantity: [{ lineItemId, quantity: 1, restock }] });
  }
}

function move({ random, practice, unseen, locations }: Shops, order: Order): void {
  unseen.note(order.id, 'moved');
  practice.shopify.moveFulfillmentOrder(random.pick(order.fulfillmentOrders).id, random.pick(locations));
}

/** A person or another program sets a level in Shopify, or switches it on or off. */
export function setLevelInAdmin(shops: Shops): void {
  const { random, practice } = shops;
  const item = random.pick(shops.inventoryItems);
  const location = random.pick(shops.locations);
  attemptInShop(shops, `admin sets ${item} @${location}`, () =>
    random.chance(0.8)
      ? void practice.shopify.adminSetAvailable(item, location, random.integer(0, 30))
      : void practice.shopify.setLevelActive(item, location, random.chance(0.7)),
  );
}
