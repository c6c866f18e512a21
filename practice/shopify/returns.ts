import { addAgreement } from './agreements.ts';
import { type NewLine, needOrder, toWanted } from './orders.ts';
import { addRefund, needLine } from './refunds.ts';
import { allocate } from './routing.ts';
import {
  begin,
  type Location,
  markChanged,
  type Order,
  type Refund,
  type SetAside,
  type ShopState,
} from './state.ts';
import { ensureLevel, levelAt, moveStock, needItem, needLocation } from './stock.ts';
import { emitOrder, shipmentsOf, unfulfilled } from './webhook-bodies.ts';

/** Goods that come back without money going, and goods that are set aside. */

export interface ReturnInput {
  readonly lineItemId: string;
  readonly quantity: number;
  /** Where the goods are put back; default where the line was shipped from. */
  readonly locationId?: string;
}

/**
 * A return is processed and its goods restocked (`reverseFulfillmentOrderDispose`, RESTOCKED): available +n and so on_hand +n, and no
 * refund; that may come later or never [S][C]. The order's `returnStatus` tells of it, with `read_orders` alone [S].
 */
export function processReturn(state: ShopState, orderId: string, input: ReturnInput): void {
  const at = begin(state);
  const order = needOrder(state, orderId);
  const line = needLine(order, input.lineItemId);
  const back = order.returned.get(line) ?? [];
  const left = line.currentQuantity - unfulfilled(line) - back.length;
  if (input.quantity <= 0 || input.quantity > left)
    throw new Error(`${line.sku}: ${left} units can come back`);
  const home = shipmentsOf(line)[0]?.location;
  const location = input.locationId === undefined ? home : needLocation(state, input.locationId);
  if (!location) throw new Error(`${line.sku} has not been shipped`);
  order.returned.set(line, [...back, ...Array<Location>(input.quantity).fill(location)]);
  if (line.item?.tracked) {
    const level = ensureLevel(line.item, location, at, true);
    const move = { available: input.quantity, cause: 'return', reference: order.id } as const;
    moveStock(state, line.item, level, at, move);
  }
  markChanged(state, order, at);
  emitOrder(state, 'ORDERS_UPDATED', order, at);
}

/**
 * The money for goods that a processed return has put back: nothing moves any more. Whether its row then says RETURN, with the place where
 * they were put, or NO_RESTOCK is not known [U].
 */
export function refundReturned(
  state: ShopState,
  orderId: string,
  input: Omit<ReturnInput, 'locationId'> & { readonly restockType: 'RETURN' | 'NO_RESTOCK' },
): Refund {
  const at = begin(state);
  const order = needOrder(state, orderId);
  const lineItem = needLine(order, input.lineItemId);
  const { quantity, restockType } = input;
  const back = order.returned.get(lineItem) ?? [];
  if (quantity <= 0 || quantity > Math.min(back.length, lineItem.currentQuantity - unfulfilled(lineItem)))
    throw new Error(`${lineItem.sku}: ${back.length} units have come back`);
  order.returned.set(lineItem, back.slice(quantity));
  lineItem.currentQuantity -= quantity;
  const places = Map.groupBy(back.slice(0, quantity), (location) =>
    restockType === 'RETURN' ? location : null,
  );
  const taken = [...places].map(([location, units]) => ({
    lineItem,
    quantity: units.length,
    restockType,
    location,
  }));
  const made = addRefund(state, order, taken, at);
  markChanged(state, order, at);
  emitOrder(state, 'ORDERS_UPDATED', order, at);
  return made;
}

export interface ExchangeInput {
  /** What the customer gets for goods that are to come back. */
  readonly lines: readonly NewLine[];
  /** Whether its goods are claimed while they are on hold is not known [U]. */
  readonly isClaimed: boolean;
}

/**
 * An exchange is agreed on: the new goods are lines of the same order, on a fulfillment order of their own that is on hold until the old ones
 * have come back (`Return.exchangeLineItems`, AWAITING_RETURN_ITEMS) [D]. The old ones come back by `processReturn`, and `releaseHold` lets
 * the new ones go. Shopify writes it down as an agreement of the return; ours has the type of an edit, with the same instant and sales [our reading].
 */
export function agreeOnExchange(state: ShopState, orderId: string, input: ExchangeInput): void {
  const at = begin(state);
  const order = needOrder(state, orderId);
  if (order.cancelledAt !== null) throw new Error(`${order.name} is cancelled`);
  const wanted = input.lines.map((line) => toWanted(state, line, undefined));
  const later = { status: 'ON_HOLD', isClaimed: input.isClaimed } as const;
  addAgreement(state, order, 'ORDER_EDIT', allocate(state, order, wanted, at, 'edit', later), at);
  order.isExchanged = true;
  markChanged(state, order, at);
  emitOrder(state, 'ORDERS_UPDATED', order, at);
}

/** The order's aggregated return status; a request that is not processed is not shown here. */
export function returnStatus({ returned, isExchanged }: Order): 'RETURNED' | 'IN_PROGRESS' | 'NO_RETURN' {
  if (returned.size > 0) return 'RETURNED';
  return isExchanged ? 'IN_PROGRESS' : 'NO_RETURN';
}

/**
 * Moves units between `available` and a state in which they are not offered: a draft order or a transfer reserves, a person marks as
 * damaged, for quality control, as safety stock [D]. A negative number gives them back. Throws when fewer are set aside.
 */
export function setAside(
  state: ShopState,
  inventoryItemId: string,
  locationId: string,
  name: SetAside,
  units: number,
): void {
  const at = begin(state);
  const item = needItem(state, { inventoryItemId });
  const level = levelAt(item, needLocation(state, locationId));
  if (!level || level.setAside[name] + units < 0) throw new Error(`fewer units of ${item.sku} are ${name}`);
  moveStock(state, item, level, at, {
    available: -units,
    setAside: { name, units },
    cause: 'admin',
    reference: `gid://shopify/DraftOrder/${item.number}`,
  });
}
