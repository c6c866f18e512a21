import type { PracticeClock } from '../clock.ts';
import type { ItemDamage } from './damage.ts';
import type { Json } from './json.ts';

/** Why a level's `available` moved. */
export type Cause = 'api' | 'order' | 'cancel' | 'refund' | 'move' | 'edit' | 'return' | 'admin';

/** One movement of `available`, for the tests' bookkeeping. `at` in milliseconds. */
export interface Movement {
  readonly at: number;
  readonly delta: number;
  readonly quantityAfter: number;
  readonly cause: Cause;
  /** Order gid, `referenceDocumentUri`, or empty. */
  readonly reference: string;
  readonly idempotencyKey?: string;
}

/** Times of locations, items and orders are milliseconds; Shopify shows whole seconds. */
export interface Location {
  /** The number in `gid://shopify/Location/…`, as in the admin's address bar. */
  readonly number: number;
  readonly id: string;
  name: string;
  isActive: boolean;
  deleted: boolean;
  fulfillsOnlineOrders: boolean;
  /**
   * A fulfillment service ships from there: not in the default list of locations, and its fulfillment orders show with a scope of their
   * own only [S].
   */
  readonly isService: boolean;
  readonly createdAt: number;
  updatedAt: number;
  deactivatedAt: number | null;
}

/** One item at one location. Kept small, a shop has a million: times are whole seconds since the epoch. */
export interface Level {
  readonly location: Location;
  available: number;
  committed: number;
  /** Units on the shelf that are not offered, by why. */
  readonly setAside: Record<SetAside, number>;
  isActive: boolean;
  readonly createdAt: number;
  updatedAt: number;
  availableAt: number;
}

/** Why goods are on the shelf and not offered: the inventory states beside `available` and `committed` [D]. */
export const setAsides = ['reserved', 'damaged', 'quality_control', 'safety_stock'] as const;
export type SetAside = (typeof setAsides)[number];

export interface Item {
  readonly number: number;
  sku: string;
  title: string;
  tracked: boolean;
  readonly bundleParent: boolean;
  deleted: boolean;
  /** What of it Shopify fails at; null: nothing. */
  damage: ItemDamage | null;
  readonly createdAt: number;
  updatedAt: number;
  readonly levels: Level[];
}

export interface LineItem {
  readonly id: string;
  readonly order: Order;
  /** Null for a custom line. */
  readonly item: Item | null;
  readonly sku: string;
  readonly title: string;
  /** The name of the plan it was bought with: a pre-order, a subscription; null: none. */
  readonly sellingPlan: string | null;
  quantity: number;
  currentQuantity: number;
}

export interface FulfillmentOrderLine {
  readonly id: string;
  readonly line: LineItem;
  total: number;
  remaining: number;
  claim: Claim;
}

/**
 * What units that wait to be shipped have done to stock. `claimed`: they are `committed`. `unclaimed`: nothing yet; an order made by API
 * with BYPASS claims never, one that is held for its selling plan when it is released [D][C], one for goods whose item is deleted never [I].
 * `none`: custom lines, untracked items.
 */
export type Claim = 'claimed' | 'unclaimed' | 'none';

/** Not to be shipped yet: held by an app or for an exchange's goods to come back, or not before its day [S]. */
export type Waiting = 'ON_HOLD' | 'SCHEDULED';

export interface FulfillmentOrder {
  readonly id: string;
  readonly order: Order;
  location: Location;
  status: 'OPEN' | 'IN_PROGRESS' | Waiting | 'CLOSED' | 'CANCELLED';
  readonly lines: FulfillmentOrderLine[];
  /** Closed because its units wait on another one. */
  isSuperseded: boolean;
  readonly createdAt: number;
  updatedAt: number;
}

export type RestockType = 'CANCEL' | 'RETURN' | 'NO_RESTOCK';

export interface RefundLine {
  readonly id: string;
  readonly lineItem: LineItem;
  readonly quantity: number;
  readonly restockType: RestockType;
  readonly location: Location | null;
}

export interface Refund {
  readonly id: string;
  readonly order: Order;
  readonly createdAt: number;
  readonly lines: readonly RefundLine[];
}

/** What was agreed on with a customer at one time. `refund` is null but for a refund. */
export interface Agreement {
  readonly id: string;
  readonly happenedAt: number;
  readonly reason: 'ORDER' | 'ORDER_EDIT' | 'REFUND';
  readonly order: Order;
  readonly refund: Refund | null;
  readonly sales: readonly Sale[];
}

export interface Sale {
  readonly id: string;
  readonly lineItem: LineItem;
  /** Units gained; negative: given up. */
  readonly quantity: number;
}

export interface Fulfillment {
  readonly id: string;
  readonly name: string;
  readonly location: Location;
  readonly createdAt: number;
  status: 'SUCCESS' | 'CANCELLED';
  readonly fulfillmentOrder: FulfillmentOrder;
  readonly lines: readonly { readonly id: string; readonly lineItem: LineItem; readonly quantity: number }[];
}

/** Goods that are an order's, or cease to be, without `available` moving: they were reserved before, or nothing claims them. */
interface Unmoved {
  readonly at: number;
  readonly inventoryItemId: string;
  readonly locationId: string;
  /** Negative: taken by the order. */
  readonly delta: number;
}

export interface Order {
  readonly id: string;
  readonly number: bigint;
  readonly name: string;
  readonly createdAt: number;
  updatedAt: number;
  cancelledAt: number | null;
  cancelReason: string | null;
  closedAt: number | null;
  readonly test: boolean;
  /** Whether stock was claimed for it [S]. */
  readonly confirmed: boolean;
  readonly source: 'web' | 'pos';
  readonly retailLocation: Location | null;
  edited: boolean;
  /** Its fulfillment orders are on hold, and it claims stock when they are released: a selling plan that reserves so [C]. */
  isHeld: boolean;
  /** Other goods have been agreed on for some that are to come back. */
  isExchanged: boolean;
  /** A draft order had reserved its goods [D]. */
  readonly isFromDraft: boolean;
  readonly lines: LineItem[];
  /** There from the start, shown once `routed`. */
  readonly fulfillmentOrders: FulfillmentOrder[];
  routed: boolean;
  readonly refunds: Refund[];
  /** Those of the order itself and of its edits, oldest first. */
  readonly agreements: Agreement[];
  readonly fulfillments: Fulfillment[];
  /** Units that came back by a processed return and that no refund tells of, by line: where each was put. */
  readonly returned: Map<LineItem, readonly Location[]>;
  /** Units it took or gave back without `available` moving by them, for the tests' bookkeeping. */
  readonly unmoved: Unmoved[];
  /** When the search shows it at the earliest: some reach its index minutes late. */
  indexedAt: number;
  /** Reading it answers INTERNAL_SERVER_ERROR, for good. */
  unreadable: boolean;
  /** Which entry of `changes` is this order's latest. */
  changeNumber: number;
}

/** All there is to know about one practice shop. */
export interface ShopState {
  readonly clock: PracticeClock;
  readonly domain: string;
  readonly locations: Location[];
  /** Ascending by number. */
  readonly items: Item[];
  readonly itemByNumber: Map<number, Item>;
  /** What nobody is shown any more. */
  readonly deletedItems: Item[];
  readonly itemsBySku: Map<string, Item[]>;
  /** Ascending by creation. */
  readonly orders: Order[];
  readonly orderById: Map<string, Order>;
  readonly fulfillmentOrderById: Map<string, FulfillmentOrder>;
  /** Orders in the order they were last changed, with stale entries among them. */
  changes: { readonly order: Order; readonly changeNumber: number }[];
  /** Work Shopify does by itself later, ascending by `at`. */
  readonly due: { readonly at: number; readonly run: (at: number) => void }[];
  readonly history: Map<Level, Movement[]> | null;
  readonly next: { location: number; item: number; order: bigint; orderName: number; other: number };
  /** Set by the webhooks; `body` is only built when somebody listens. */
  emit: (topic: string, at: number, body: () => Json) => void;
  /** The merchant action under way: all its webhooks carry the same event id. */
  action: number;
}

export interface StateOptions {
  readonly clock: PracticeClock;
  readonly domain: string;
  readonly recordHistory: boolean;
  readonly firstOrderNumber: bigint;
}

export function createState(options: StateOptions): ShopState {
  return {
    clock: options.clock,
    domain: options.domain,
    locations: [],
    items: [],
    itemByNumber: new Map(),
    deletedItems: [],
    itemsBySku: new Map(),
    orders: [],
    orderById: new Map(),
    fulfillmentOrderById: new Map(),
    changes: [],
    due: [],
    history: options.recordHistory ? new Map() : null,
    next: {
      location: 57_770_000_111,
      item: 44_900_000_000_001,
      order: options.firstOrderNumber,
      orderName: 1001,
      other: 16_000_000_000_001,
    },
    emit: () => {},
    action: 0,
  };
}

/** Next gid of a kind that needs no realism beyond its shape. */
export function nextId(state: ShopState, type: string): string {
  const number = state.next.other;
  state.next.other += 1;
  return `gid://shopify/${type}/${number}`;
}

/** Begins a merchant action (or an API write): first what Shopify owed by now, then the time of the action. */
export function begin(state: ShopState): number {
  const now = state.clock.now();
  runDue(state, now);
  state.action += 1;
  return now;
}

/** Runs everything Shopify would have done by itself up to `now`. */
export function runDue(state: ShopState, now: number): void {
  for (let first = state.due[0]; first && first.at <= now; first = state.due[0]) {
    state.due.shift();
    state.action += 1;
    first.run(first.at);
  }
}

export function later(state: ShopState, at: number, run: (at: number) => void): void {
  let index = state.due.length;
  while (index > 0 && (state.due[index - 1]?.at ?? 0) > at) index -= 1;
  state.due.splice(index, 0, { at, run });
}

/** Marks an order as changed: `updatedAt` and its place among the latest. */
export function markChanged(state: ShopState, order: Order, at: number): void {
  order.updatedAt = at;
  order.changeNumber += 1;
  state.changes.push({ order, changeNumber: order.changeNumber });
  if (state.changes.length > 64 + 2 * state.orders.length)
    state.changes = state.changes.filter((entry) => entry.changeNumber === entry.order.changeNumber);
}
