import type { Place } from './pages.ts';
import { displayFulfillmentStatus } from './resolve-orders.ts';
import { idTest, type Matcher, type Search, type Term, timeTest, wordsTest } from './search.ts';
import type { Settings } from './settings.ts';
import type { Item, Order, ShopState } from './state.ts';

/** Without `read_all_orders` older orders are out of reach [D]. */
const reachMs = 60 * 24 * 60 * 60 * 1000;

export const orderInReach = (state: ShopState, { scopes }: Settings, order: Order) =>
  scopes.includes('read_all_orders') || order.createdAt > state.clock.now() - reachMs;

/** Fields of `orders(query:)` a stock program uses [S]; how statuses group is our reading. */
export const orderMatcher: Matcher<Order> = (term) => {
  const { field, value } = term;
  const wanted = value.toLowerCase();
  switch (field) {
    case 'updated_at':
      return timeTest(term, (order) => order.updatedAt);
    case 'created_at':
    case 'processed_at':
      return timeTest(term, (order) => order.createdAt);
    case 'id':
      return idTest(term, (order) => Number(order.number));
    case 'name':
      return wordsTest(term, (order) => order.name);
    case 'sku':
      return (order) => order.lines.some((line) => wordsTest<string>(term, (sku) => sku)(line.sku));
    case 'test':
      return (order) => String(order.test) === wanted;
    case 'source_name':
      return (order) => order.source === wanted;
    case 'location_id':
      return (order) =>
        order.retailLocation !== null && idTest<number>(term, (n) => n)(order.retailLocation.number);
    case 'status':
      return (order) => hasStatus(order, wanted);
    case 'fulfillment_status':
      return (order) => hasFulfillmentStatus(displayFulfillmentStatus(order), wanted);
    default:
      return undefined;
  }
};

function hasStatus(order: Order, wanted: string): boolean {
  switch (wanted) {
    case 'open':
      return order.closedAt === null && order.cancelledAt === null;
    case 'closed':
      return order.closedAt !== null;
    case 'cancelled':
      return order.cancelledAt !== null;
    case 'not_closed':
      return order.closedAt === null;
    default:
      return true;
  }
}

function hasFulfillmentStatus(status: string, wanted: string): boolean {
  switch (wanted) {
    case 'unshipped':
      return status === 'UNFULFILLED';
    case 'unfulfilled':
      return status === 'UNFULFILLED' || status === 'PARTIALLY_FULFILLED';
    case 'partial':
      return status === 'PARTIALLY_FULFILLED';
    case 'shipped':
    case 'fulfilled':
      return status === 'FULFILLED';
    default:
      return status.toLowerCase() === wanted;
  }
}

export const itemMatcher: Matcher<Item> = (term) => {
  switch (term.field) {
    case 'updated_at':
      return timeTest(term, (item) => item.updatedAt);
    case 'created_at':
      return timeTest(term, (item) => item.createdAt);
    case 'id':
      return idTest(term, (item) => item.number);
    case 'sku':
    case '':
      return wordsTest(term, (item) => item.sku);
    default:
      return undefined;
  }
};

/** How orders are sorted: `PROCESSED_AT` is the schema's default and equals the creation here. */
export function orderPlace(sortKey: string): (order: Order) => Place {
  if (sortKey === 'UPDATED_AT') return (order) => [Math.floor(order.updatedAt / 1000), Number(order.number)];
  if (sortKey === 'ID') return (order) => [Number(order.number), 0];
  return (order) => [Math.floor(order.createdAt / 1000), Number(order.number)];
}

/**
 * The orders a search has to look at, ascending by `place`. With a lower bound on `updated_at` only those changed since,
 * found from the newest backwards: a shop is polled far more often than it sells.
 */
export function orderCandidates(
  state: ShopState,
  search: Search<Order> | undefined,
  sortKey: string,
): readonly Order[] {
  const bound = lowerBound(search?.certain ?? []);
  let list: readonly Order[] = state.orders;
  if (bound !== undefined) {
    const found: Order[] = [];
    for (let index = state.changes.length - 1; index >= 0; index -= 1) {
      const entry = state.changes[index];
      if (!entry || entry.order.changeNumber !== entry.changeNumber) continue;
      if (Math.floor(entry.order.updatedAt / 1000) < bound) break;
      found.push(entry.order);
    }
    list = found;
  }
  if (list === state.orders && sortKey !== 'UPDATED_AT') return list;
  const place = orderPlace(sortKey);
  const placed = list.map((order) => ({ order, at: place(order) }));
  placed.sort((a, b) => a.at[0] - b.at[0] || a.at[1] - b.at[1]);
  return placed.map(({ order }) => order);
}

function lowerBound(terms: readonly Term[]): number | undefined {
  const term = terms.find(({ field, comparator }) => field === 'updated_at' && comparator.startsWith('>'));
  const bound = term && Math.floor(Date.parse(term.value) / 1000);
  return bound === undefined || Number.isNaN(bound) ? undefined : bound;
}
