import type { Scene } from './scene.ts';

/** When each order was booked, by its id. */
export function bookedAt({ time }: Scene): Map<string, number> {
  const rows = time.engine.ledger.all<{ id: string; at: number }>(
    "SELECT order_id AS id, settled_at AS at FROM booking WHERE state = 'confirmed'",
  );
  return new Map(rows.map((row) => [row.id, row.at]));
}

/** Of an article and a location, the orders that EasyCashier does not know of. */
function countWaiting({ shops }: Scene, orders: readonly string[], booked: ReadonlyMap<string, number>) {
  const waiting = new Map<string, number>();
  for (const id of orders) {
    if (booked.has(id)) continue;
    for (const { location, lines } of shops.shopify.order(id)?.fulfillmentOrders ?? [])
      for (const { line } of lines) {
        const cell = `${line.sku} ${location.id}`;
        waiting.set(cell, (waiting.get(cell) ?? 0) + line.quantity);
      }
  }
  return waiting;
}

interface Sold {
  readonly at: number;
  readonly articleNumber: string;
  readonly storeNumber: string;
}

/** Sales at tills of which Shopify still offers the unit, and how long the others have been offered, in milliseconds. */
export function watchSold(scene: Scene) {
  const { clock, shops } = scene;
  const offered = new Set<Sold>();
  const waits: number[] = [];
  return {
    waits,
    offered,
    sell: (articleNumber: string, storeNumber: string) => {
      shops.easycashier.sell(articleNumber, storeNumber, 1);
      offered.add({ at: clock.now(), articleNumber, storeNumber });
    },
    look: (orders: readonly string[], booked: ReadonlyMap<string, number>) => {
      const waiting = countWaiting(scene, orders, booked);
      for (const one of offered) {
        const locationId =
          shops.places.find((place) => place.storeNumber === one.storeNumber)?.locationId ?? '';
        const shown = shops.shopify.available(shops.shopify.itemIdBySku(one.articleNumber) ?? '', locationId);
        const balance = shops.easycashier.balance(one.articleNumber, one.storeNumber) ?? 0;
        if (shown > balance - (waiting.get(`${one.articleNumber} ${locationId}`) ?? 0)) continue;
        offered.delete(one);
        waits.push(clock.now() - one.at);
      }
    },
  };
}
