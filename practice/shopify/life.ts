import * as catalogue from './catalogue.ts';
import type { ItemDamage } from './damage.ts';
import * as fulfillmentMoves from './fulfillment-moves.ts';
import { itemGid } from './gid.ts';
import * as changes from './order-changes.ts';
import * as orders from './orders.ts';
import * as refunds from './refunds.ts';
import * as returns from './returns.ts';
import { begin, type Item, type Level, type Movement, type Order, runDue, type ShopState } from './state.ts';
import { findItem, findLocation, levelAt, needItem, onHand } from './stock.ts';
import { testOrderBody } from './webhook-bodies.ts';

type Bound<F> = F extends (state: ShopState, ...rest: infer R) => infer Result
  ? (...rest: R) => Result
  : never;

/**
 * What happens in the shop without the API: customers buy, staff ship, refund, count. All ids are gids (`gid://shopify/…`),
 * all methods synchronous; a developer's mistake throws.
 */
export interface ShopLife {
  /** Returns the location; its `id` is the gid. */
  readonly addLocation: Bound<typeof catalogue.addLocation>;
  readonly setLocationActive: Bound<typeof catalogue.setLocationActive>;
  readonly deleteLocation: Bound<typeof catalogue.deleteLocation>;
  readonly deactivateLocation: (locationId: string) => void;
  readonly activateLocation: (locationId: string) => void;
  /** Returns the gid of the inventory item. */
  readonly addItem: (input: catalogue.NewItem) => string;
  readonly renameSku: Bound<typeof catalogue.renameSku>;
  readonly setTracked: Bound<typeof catalogue.setTracked>;
  readonly deleteItem: Bound<typeof catalogue.deleteItem>;
  readonly setLevelActive: Bound<typeof catalogue.setLevelActive>;
  readonly adminSetAvailable: Bound<typeof catalogue.adminSetAvailable>;
  readonly adminAdjust: Bound<typeof catalogue.adminAdjust>;
  readonly placeOrder: Bound<typeof orders.placeOrder>;
  readonly fulfill: Bound<typeof orders.fulfill>;
  readonly cancelOrder: Bound<typeof refunds.cancelOrder>;
  readonly refund: Bound<typeof refunds.refund>;
  readonly processReturn: Bound<typeof returns.processReturn>;
  readonly agreeOnExchange: Bound<typeof returns.agreeOnExchange>;
  readonly refundReturned: Bound<typeof returns.refundReturned>;
  readonly setAside: Bound<typeof returns.setAside>;
  /** The search shows what happens to the order only after so many milliseconds. */
  readonly delayIndex: (orderId: string, ms: number) => void;
  /** From now on nobody can read this one order. */
  readonly setUnreadable: (orderId: string, unreadable: boolean) => void;
  /** From now on Shopify fails at this one item; null: no more. */
  readonly setItemDamage: (inventoryItemId: string, damage: ItemDamage | null) => void;
  readonly editOrder: Bound<typeof changes.editOrder>;
  readonly moveFulfillmentOrder: Bound<typeof fulfillmentMoves.moveFulfillmentOrder>;
  readonly cancelFulfillment: Bound<typeof fulfillmentMoves.cancelFulfillment>;
  readonly releaseHold: Bound<typeof fulfillmentMoves.releaseHold>;
  /** The admin's »send test notification«: an order id beyond 2^53. */
  readonly sendTestNotification: (topic: 'ORDERS_CREATE' | 'ORDERS_CANCELLED') => void;

  /** The shop's own clock, in milliseconds. */
  readonly now: () => number;
  readonly order: (orderId: string) => Order | undefined;
  readonly orders: () => readonly Order[];
  /** Gids of all items, ascending. */
  readonly itemIds: () => readonly string[];
  /** All items that have not been deleted. */
  readonly items: () => readonly (Pick<Item, 'sku' | 'tracked' | 'bundleParent'> & { readonly id: string })[];
  readonly itemIdBySku: (sku: string) => string | undefined;
  readonly locationIds: () => readonly string[];
  readonly level: (inventoryItemId: string, locationId: string) => Level | undefined;
  /** 0 where the item was never stocked. */
  readonly available: (inventoryItemId: string, locationId: string) => number;
  readonly onHand: (inventoryItemId: string, locationId: string) => number;
  /** Also of a deleted item. */
  readonly history: (inventoryItemId: string, locationId: string) => readonly Movement[];
  /** Deleted items that carried the item's SKU: the same goods, made anew. */
  readonly formerIds: (inventoryItemId: string) => readonly string[];
}

export function createShopLife(state: ShopState): ShopLife {
  const bind =
    <R extends unknown[], Result>(act: (state: ShopState, ...rest: R) => Result) =>
    (...rest: R) =>
      act(state, ...rest);
  const level = (inventoryItemId: string, locationId: string) => {
    const item = findItem(state, inventoryItemId);
    const location = findLocation(state, locationId);
    return item && location && levelAt(item, location);
  };
  const runDueNow = () => runDue(state, state.clock.now());
  return {
    addLocation: bind(catalogue.addLocation),
    setLocationActive: bind(catalogue.setLocationActive),
    deleteLocation: bind(catalogue.deleteLocation),
    deactivateLocation: (locationId) => catalogue.setLocationActive(state, locationId, false),
    activateLocation: (locationId) => catalogue.setLocationActive(state, locationId, true),
    addItem: (input) => itemGid(catalogue.addItem(state, input)),
    renameSku: bind(catalogue.renameSku),
    setTracked: bind(catalogue.setTracked),
    deleteItem: bind(catalogue.deleteItem),
    setLevelActive: bind(catalogue.setLevelActive),
    adminSetAvailable: bind(catalogue.adminSetAvailable),
    adminAdjust: bind(catalogue.adminAdjust),
    placeOrder: bind(orders.placeOrder),
    fulfill: bind(orders.fulfill),
    cancelOrder: bind(refunds.cancelOrder),
    refund: bind(refunds.refund),
    processReturn: bind(returns.processReturn),
    agreeOnExchange: bind(returns.agreeOnExchange),
    refundReturned: bind(returns.refundReturned),
    setAside: bind(returns.setAside),
    delayIndex: (orderId, ms) => {
      orders.needOrder(state, orderId).indexedAt = state.clock.now() + ms;
    },
    setUnreadable: (orderId, unreadable) => {
      orders.needOrder(state, orderId).unreadable = unreadable;
    },
    setItemDamage: (inventoryItemId, damage) => {
      needItem(state, { inventoryItemId }).damage = damage;
    },
    editOrder: bind(changes.editOrder),
    moveFulfillmentOrder: bind(fulfillmentMoves.moveFulfillmentOrder),
    cancelFulfillment: bind(fulfillmentMoves.cancelFulfillment),
    releaseHold: bind(fulfillmentMoves.releaseHold),
    sendTestNotification: (topic) => {
      const at = begin(state);
      state.emit(topic, at, () => testOrderBody(at));
    },
    now: () => state.clock.now(),
    order: (orderId) => {
      runDueNow();
      return state.orderById.get(orderId);
    },
    orders: () => {
      runDueNow();
      return state.orders;
    },
    itemIds: () => state.items.map(itemGid),
    items: () =>
      state.items.flatMap((item) =>
        item.deleted
          ? []
          : [{ id: itemGid(item), sku: item.sku, tracked: item.tracked, bundleParent: item.bundleParent }],
      ),
    itemIdBySku: (sku) => {
      const item = state.itemsBySku.get(sku)?.[0];
      return item && itemGid(item);
    },
    locationIds: () => state.locations.map(({ id }) => id),
    level,
    available: (inventoryItemId, locationId) => level(inventoryItemId, locationId)?.available ?? 0,
    onHand: (inventoryItemId, locationId) => {
      const found = level(inventoryItemId, locationId);
      return found ? onHand(found) : 0;
    },
    history: (inventoryItemId, locationId) => historyOf(state, inventoryItemId, locationId),
    formerIds: (inventoryItemId) => {
      const sku = findItem(state, inventoryItemId)?.sku;
      return state.deletedItems.filter((item) => item.sku === sku).map(itemGid);
    },
  };
}

function historyOf(state: ShopState, inventoryItemId: string, locationId: string): readonly Movement[] {
  const item =
    findItem(state, inventoryItemId) ?? state.deletedItems.find((one) => itemGid(one) === inventoryItemId);
  const level = item?.levels.find(({ location }) => location.id === locationId);
  return (level && state.history?.get(level)) ?? [];
}
