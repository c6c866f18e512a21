import type { Found } from '../../shared/words/capabilities.ts';
import { epochMs } from '../../shared/words/time.ts';
import { Refusal } from '../refusal.ts';
import type { ShopifyClient } from './client.ts';
import { readItems, readLocations, readShop, type ShopLocation } from './gateway.ts';
import { oldestFulfillmentOrdersQuery, orderReachQuery, variantQuery } from './probe-operations.ts';
import { itemsQuery } from './shop-operations.ts';

/** Without `read_all_orders` older orders are out of reach (`shopify.md` §7.1). */
const REACH_MS = 60 * 24 * 60 * 60_000;
/** As many items as the cost of a vector is measured by. */
const TEN = 10;

/**
 * Asks Shopify what is not known of it, reading only, six calls in all. What is found out comes bit by bit, so that a call that fails leaves the
 * rest standing.
 * @throws Refusal where Shopify cannot be reached or does not let us in
 */
export async function* probeShopify(client: ShopifyClient): AsyncGenerator<Found> {
  const { granted } = await readShop(client);
  yield { scopes: granted.toSorted() };
  let locations: readonly ShopLocation[] = [];
  yield await orNothing(async () => {
    locations = await readLocations(client);
    return {
      locationsVisible: locations.length,
      locationsClosed: locations.filter(({ isActive }) => !isActive).length,
    };
  });
  yield await orNothing(() => probeVector(client, locations));
  yield await orNothing(() => probeFulfillmentOrders(client));
  yield await orNothing(() => probeVariants(client));
}

/** What ten items cost with their vector at one location. With fewer items it would look cheaper than it is. */
async function probeVector(client: ShopifyClient, locations: readonly ShopLocation[]): Promise<Found> {
  const location = locations.find(({ isActive }) => isActive);
  if (location === undefined) return { vectorCostRequested: null, vectorCostActual: null };
  const { items } = await readItems(client, [location.locationId], { size: TEN });
  const cost = client.costOf(itemsQuery(1, TEN));
  const isFull = items.length === TEN;
  return {
    vectorCostRequested: cost?.requested ?? null,
    vectorCostActual: isFull ? (cost?.actual ?? null) : null,
  };
}

async function probeFulfillmentOrders(client: ShopifyClient): Promise<Found> {
  const nodes = await client
    .request(oldestFulfillmentOrdersQuery, {})
    .then(({ fulfillmentOrders }) => fulfillmentOrders.nodes, nullWithoutScope);
  if (nodes === null)
    return { openFulfillmentOrders: 'refused', oldFulfillmentOrders: null, oldOrders: null };
  const now = client.now();
  const isOld = ({ orderProcessedAt }: { orderProcessedAt: string }) =>
    now !== null && Date.parse(orderProcessedAt) < epochMs(now) - REACH_MS;
  const old = nodes.find(isOld);
  return {
    // A list that is filtered in silence is empty too.
    openFulfillmentOrders: nodes.length > 0 ? 'listed' : null,
    oldFulfillmentOrders: old ? 'listed' : 'notSeen',
    oldOrders: old ? await reachOf(client, old.orderId) : null,
  };
}

async function reachOf(client: ShopifyClient, id: string): Promise<'readable' | 'unreadable'> {
  const answer = await client.request(orderReachQuery, { id }).catch(nullWithoutScope);
  return answer === null || answer.order === null ? 'unreadable' : 'readable';
}

async function probeVariants(client: ShopifyClient): Promise<Found> {
  const answer = await client.request(variantQuery, {}).catch(nullWithoutScope);
  if (answer === null) return { variants: 'refused' };
  return { variants: answer.inventoryItems.nodes.length > 0 ? 'readable' : null };
}

function nullWithoutScope(error: unknown): null {
  if (error instanceof Refusal && error.code === 'shopifyMissingScope') return null;
  throw error;
}

/** What is refused or not understood tells nothing of this, and the next question may be answered. */
async function orNothing(ask: () => Promise<Found>): Promise<Found> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Refusal && ['shopifyUnexpected', 'shopifyMissingScope'].includes(error.code))
      return {};
    throw error;
  }
}
