import { itemGid } from './gid.ts';
import type { Cause, FulfillmentOrderLine, Item, Location, Order, ShopState } from './state.ts';
import { ensureLevel, levelAt, moveStock } from './stock.ts';

/**
 * What units that wait to be shipped do to stock, by how they were claimed. Claimed ones are `committed`: `available` −n, `committed` +n
 * where they wait [D]. Unclaimed ones move nothing until they are shipped: then `available` −n [U]. Custom lines and untracked items
 * never move anything [our reading]. What a draft had reserved becomes `committed`, and `available` does not move [D].
 */

type Waiting = Pick<FulfillmentOrderLine, 'line' | 'claim'>;

interface Where {
  readonly order: Order;
  readonly location: Location;
  readonly at: number;
  readonly cause: Cause;
}

/** The units wait there from now on. */
export function claim(state: ShopState, waiting: Waiting, quantity: number, where: Where): void {
  const item = goodsOf(waiting);
  if (!item) return;
  const { order, location, at, cause } = where;
  const level = ensureLevel(item, location, at, true);
  const isReserved = order.isFromDraft && cause === 'order';
  if (waiting.claim === 'unclaimed' || isReserved) note(item, -quantity, where);
  if (waiting.claim === 'unclaimed') return;
  moveStock(state, item, level, at, {
    ...(isReserved ? { setAside: { name: 'reserved', units: -quantity } } : { available: -quantity }),
    committed: quantity,
    cause,
    reference: order.id,
  });
}

/** Units that are not shipped are on sale again. */
export function unclaim(state: ShopState, waiting: Waiting, quantity: number, where: Where): void {
  const item = goodsOf(waiting);
  if (!item) return;
  const { order, location, at, cause } = where;
  const level = levelAt(item, location);
  if (waiting.claim === 'unclaimed') note(item, quantity, where);
  else if (level)
    moveStock(state, item, level, at, {
      available: quantity,
      committed: -quantity,
      cause,
      reference: order.id,
    });
}

/** Units are shipped: `on_hand` falls. */
export function ship(state: ShopState, waiting: Waiting, quantity: number, where: Where): void {
  const item = goodsOf(waiting);
  if (!item) return;
  const { order, location, at, cause } = where;
  const isClaimed = waiting.claim === 'claimed';
  if (!isClaimed) note(item, quantity, where);
  const level = ensureLevel(item, location, at, true);
  moveStock(state, item, level, at, {
    ...(isClaimed ? { committed: -quantity } : { available: -quantity }),
    cause,
    reference: order.id,
  });
}

/** Units that are not shipped are taken out of the order and not put back: `on_hand` falls, `available` does not move. */
export function giveUp(state: ShopState, waiting: Waiting, quantity: number, where: Where): void {
  const item = goodsOf(waiting);
  const level = item && levelAt(item, where.location);
  if (!level || waiting.claim === 'unclaimed') return;
  const { order, at, cause } = where;
  moveStock(state, item, level, at, { committed: -quantity, cause, reference: order.id });
}

/** A shipment is cancelled: its units are on the shelf again and wait there. */
export function unship(state: ShopState, waiting: Waiting, quantity: number, where: Where): void {
  const item = goodsOf(waiting);
  if (!item) return;
  const { order, location, at, cause } = where;
  const level = ensureLevel(item, location, at, true);
  const isClaimed = waiting.claim === 'claimed';
  if (!isClaimed) note(item, -quantity, where);
  moveStock(state, item, level, at, {
    ...(isClaimed ? { committed: quantity } : { available: quantity }),
    cause,
    reference: order.id,
  });
}

const goodsOf = ({ line, claim }: Waiting): Item | null => (claim === 'none' ? null : line.item);

function note(item: Item, delta: number, { order, location, at }: Where): void {
  order.unmoved.push({ at, inventoryItemId: itemGid(item), locationId: location.id, delta });
}
