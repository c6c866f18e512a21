import { claim } from './claims.ts';
import {
  type Cause,
  type Claim,
  type FulfillmentOrder,
  type Item,
  type LineItem,
  type Location,
  nextId,
  type Order,
  type ShopState,
  type Waiting,
} from './state.ts';
import { levelAt } from './stock.ts';

/** A line somebody wants to buy. */
export interface Wanted {
  /** Null for a custom line. */
  readonly item: Item | null;
  readonly title: string | undefined;
  readonly quantity: number;
  readonly location: Location | undefined;
  readonly sellingPlan?: string | undefined;
}

/** Goods that are not to be shipped yet. Whether they are claimed meanwhile is not known of exchanges and of scheduled ones [U]. */
export interface Later {
  readonly status: Waiting;
  readonly isClaimed: boolean;
}

/** Adds the lines to the order and takes them from stock where routing puts them. Returns what was added. */
export function allocate(
  state: ShopState,
  order: Order,
  wanted: readonly Wanted[],
  at: number,
  cause: Cause,
  later: Later | null = null,
): { lineItem: LineItem; quantity: number }[] {
  const together = wholeOrderLocation(state, wanted);
  return wanted.map((want) => {
    const line: LineItem = {
      id: nextId(state, 'LineItem'),
      order,
      item: want.item,
      sku: want.item?.sku ?? '',
      title: want.item?.title ?? want.title ?? '',
      sellingPlan: want.sellingPlan ?? null,
      quantity: want.quantity,
      currentQuantity: want.quantity,
    };
    order.lines.push(line);
    const location = want.location ?? together ?? lineLocation(state, want);
    assign(state, order, line, want.quantity, location, at, cause, later);
    return { lineItem: line, quantity: want.quantity };
  });
}

export const isOpen = ({ status }: FulfillmentOrder) =>
  status === 'OPEN' || status === 'IN_PROGRESS' || isWaiting({ status });

/** Its goods are not to be shipped yet. */
export const isWaiting = ({ status }: Pick<FulfillmentOrder, 'status'>) =>
  status === 'ON_HOLD' || status === 'SCHEDULED';

/**
 * Puts units of a line on the open fulfillment order of that location, a new one if there is none. Those of an exchange or of a selling plan
 * wait on one of their own [D].
 */
export function assign(
  state: ShopState,
  order: Order,
  line: LineItem,
  quantity: number,
  location: Location,
  at: number,
  cause: Cause,
  later: Later | null = null,
): void {
  const made = claimOf(order, line, later);
  const status = later?.status ?? (order.isHeld ? 'ON_HOLD' : null);
  let target = order.fulfillmentOrders.find(
    (one) =>
      one.location === location && isOpen(one) && (isWaiting(one) ? one.status === status : status === null),
  );
  target ??= openFulfillmentOrder(state, order, location, at, status ?? 'OPEN');
  const present = target.lines.find((entry) => entry.line === line && entry.claim === made);
  if (present) {
    present.total += quantity;
    present.remaining += quantity;
  } else {
    const id = nextId(state, 'FulfillmentOrderLineItem');
    target.lines.push({ id, line, total: quantity, remaining: quantity, claim: made });
  }
  target.updatedAt = at;
  claim(state, { line, claim: made }, quantity, { order, location, at, cause });
}

function claimOf({ confirmed, isHeld }: Order, { item }: LineItem, later: Later | null): Claim {
  if (item?.tracked !== true) return 'none';
  const isClaimed = later?.isClaimed ?? (confirmed && !isHeld);
  return isClaimed && !item.deleted ? 'claimed' : 'unclaimed';
}

export function openFulfillmentOrder(
  state: ShopState,
  order: Order,
  location: Location,
  at: number,
  status: 'OPEN' | Waiting = order.isHeld ? 'ON_HOLD' : 'OPEN',
): FulfillmentOrder {
  const made: FulfillmentOrder = {
    id: nextId(state, 'FulfillmentOrder'),
    order,
    location,
    status,
    lines: [],
    isSuperseded: false,
    createdAt: at,
    updatedAt: at,
  };
  order.fulfillmentOrders.push(made);
  state.fulfillmentOrderById.set(made.id, made);
  return made;
}

/** The shop's own routing rules are settings; ours: one location for all if one has everything. */
function wholeOrderLocation(state: ShopState, wanted: readonly Wanted[]): Location | undefined {
  return sellingLocations(state).find((location) =>
    wanted.every((want) => want.location !== undefined || covers(want, location)),
  );
}

/** Otherwise line by line: first with enough, else first that stocks it, else the first there is. */
function lineLocation(state: ShopState, want: Wanted): Location {
  const places = sellingLocations(state);
  const location =
    places.find((place) => covers(want, place)) ??
    places.find((place) => want.item && levelAt(want.item, place)?.isActive === true) ??
    places[0];
  if (!location) throw new Error('no active location to sell from');
  return location;
}

const sellingLocations = (state: ShopState) =>
  state.locations.filter((location) => location.isActive && location.fulfillsOnlineOrders);

function covers({ item, quantity }: Wanted, location: Location): boolean {
  if (!item?.tracked) return true;
  const level = levelAt(item, location);
  return level?.isActive === true && level.available >= quantity;
}
