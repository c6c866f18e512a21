import { epochMs, type ShopTime, shopTime } from '../../shared/words/time.ts';
import { Refusal } from '../refusal.ts';
import type { PageInfo, UserErrors } from './answer-parts.ts';
import type { ShopifyClient } from './client.ts';
import type { LevelVector } from './level-vector.ts';
import type { Operation } from './operation.ts';
import { openFulfillmentOrdersQuery, orderChangesQuery } from './order-operations.ts';
import {
  type ItemNode,
  itemsPerPage,
  itemsQuery,
  levelOf,
  levelsQuery,
  levelVariables,
  locationsQuery,
  shopQuery,
} from './shop-operations.ts';
import { activateLevel, adjustQuantities, setQuantities, trackItem } from './stock-operations.ts';

/** The scopes of the vendor's guide, step 1: all that is needed and no more. */
export const neededScopes = [
  'read_inventory',
  'write_inventory',
  'read_orders',
  'read_locations',
  'read_merchant_managed_fulfillment_orders',
] as const;

export interface ShopInfo {
  readonly shop: string;
  readonly name: string;
  readonly plan: string;
  readonly granted: readonly string[];
  readonly supportedVersions: readonly string[];
}

/** A write scope includes reading. */
export function missingScopes(granted: readonly string[]): string[] {
  const held = new Set(granted);
  return neededScopes.filter((scope) => !held.has(scope) && !held.has(scope.replace(/^read_/, 'write_')));
}

export async function readShop(client: ShopifyClient): Promise<ShopInfo> {
  const data = await client.request(shopQuery, {});
  return {
    shop: data.shop.myshopifyDomain,
    name: data.shop.name,
    plan: data.shop.plan.publicDisplayName,
    granted: data.currentAppInstallation.accessScopes.map((scope) => scope.handle),
    supportedVersions: data.publicApiVersions
      .filter((version) => version.supported)
      .map((version) => version.handle),
  };
}

/** A place that holds stock, as Shopify shows it to us. */
export interface ShopLocation {
  readonly locationId: string;
  readonly name: string;
  readonly isActive: boolean;
  readonly fulfillsOnlineOrders: boolean;
}

export async function readLocations(client: ShopifyClient): Promise<ShopLocation[]> {
  const found: ShopLocation[] = [];
  let after: string | null = null;
  do {
    const { locations }: { locations: { nodes: LocationNode[]; pageInfo: PageInfo } } = await client.request(
      locationsQuery,
      { after },
    );
    for (const { id, ...rest } of locations.nodes) found.push({ locationId: id, ...rest });
    after = nextPage(locations.pageInfo);
  } while (after !== null);
  return found;
}

interface LocationNode {
  readonly id: string;
  readonly name: string;
  readonly isActive: boolean;
  readonly fulfillsOnlineOrders: boolean;
}

export function nextPage(pageInfo: PageInfo): string | null {
  return pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null;
}

/** An item's quantities at one location. */
export interface ShopLevel extends LevelVector {
  readonly locationId: string;
  readonly isActive: boolean;
}

/** One inventory item with its levels at the mapped locations; a missing level has never been stocked there. */
export interface ShopItem {
  readonly inventoryItemId: string;
  readonly sku: string;
  readonly tracked: boolean;
  readonly updatedAt: string;
  readonly levels: readonly ShopLevel[];
}

function toShopItem(node: ItemNode, locationIds: readonly string[]): ShopItem {
  const levels = locationIds.flatMap((locationId, n) => {
    const level = levelOf(node, n);
    return level ? [{ locationId, ...level }] : [];
  });
  return {
    inventoryItemId: node.id,
    sku: (node.sku ?? '').trim(),
    tracked: node.tracked,
    updatedAt: node.updatedAt,
    levels,
  };
}

/**
 * A page of items. `query` is a search such as `updated_at:>='…'`, absent for all; `after` is where the page before ended; `size` is in items, as
 * many as one query may cost where absent; `tries`: how often it is asked at most while it is not understood.
 */
export interface ItemPage {
  readonly query?: string | null;
  readonly after?: string | null;
  readonly size?: number;
  readonly isNewestFirst?: boolean;
  readonly tries?: number;
}

/** One page of items, oldest first unless asked otherwise. @throws Refusal as the client does; see `isItemNotUnderstood` */
export async function readItems(
  client: ShopifyClient,
  locationIds: readonly string[],
  { query = null, after = null, size = itemsPerPage(locationIds.length), isNewestFirst, tries }: ItemPage,
): Promise<{ items: ShopItem[]; next: string | null }> {
  const { inventoryItems } = await client.request(asked(itemsQuery(locationIds.length, size), tries), {
    first: size,
    after,
    query,
    reverse: isNewestFirst ?? false,
    ...levelVariables(locationIds),
  });
  return {
    items: inventoryItems.nodes.map((node) => toShopItem(node, locationIds)),
    next: nextPage(inventoryItems.pageInfo),
  };
}

const asked = <Data>(operation: Operation<Data>, tries: number | undefined): Operation<Data> =>
  tries === undefined ? operation : { ...operation, tries };

/**
 * Items by id, at most as many as one query may cost (`itemsPerPage`); deleted ones are missing from the answer.
 * @throws Refusal as the client does; see `isItemNotUnderstood`
 */
export async function readItemsById(
  client: ShopifyClient,
  ids: readonly string[],
  locationIds: readonly string[],
  tries?: number,
): Promise<ShopItem[]> {
  const { nodes } = await client.request(asked(levelsQuery(locationIds.length, ids.length), tries), {
    ids,
    ...levelVariables(locationIds),
  });
  return nodes.flatMap((node) => (node ? [toShopItem(node, locationIds)] : []));
}

/** Shopify answered, and not with the items: one of them may be at fault, or Shopify; trouble on the way to it is no such thing. */
export function isItemNotUnderstood(error: unknown): boolean {
  return (
    error instanceof Refusal &&
    error.code === 'shopifyUnexpected' &&
    /^(?:Items|Levels)\d/.test(String(error.args.operation))
  );
}

/** Ids of the orders changed since an instant (Shopify's time), oldest change first. Search may lag behind. */
export async function* changedOrders(client: ShopifyClient, since: ShopTime): AsyncGenerator<ChangedOrder[]> {
  let after: string | null = null;
  do {
    const { orders }: OrderPage = await client.request(orderChangesQuery, {
      query: `updated_at:>='${isoSeconds(since)}'`,
      after,
    });
    yield orders.nodes.map(({ id, name, updatedAt }) => ({
      orderId: id,
      name,
      updatedAt: shopTime(Date.parse(updatedAt)),
    }));
    after = nextPage(orders.pageInfo);
  } while (after !== null);
}

/** An order that changed, and when by Shopify's clock. */
export interface ChangedOrder {
  readonly orderId: string;
  readonly name: string;
  readonly updatedAt: ShopTime;
}

interface OrderPage {
  readonly orders: { nodes: { id: string; name: string; updatedAt: string }[]; pageInfo: PageInfo };
}

/** The orders that are open now. */
export async function openOrders(client: ShopifyClient): Promise<{ orderId: string; name: string }[]> {
  const found: { orderId: string; name: string }[] = [];
  let after: string | null = null;
  do {
    const { orders }: OrderPage = await client.request(orderChangesQuery, { query: 'status:open', after });
    found.push(...orders.nodes.map(({ id, name }) => ({ orderId: id, name })));
    after = nextPage(orders.pageInfo);
  } while (after !== null);
  return found;
}

/** A shop ships within days: what has not moved among so many is not what a level lacks now. */
const OPEN_PAGES = 20;

/** The orders with goods to be shipped, newest change first, at most 2,000 fulfillment orders of them. */
export async function ordersToShip(client: ShopifyClient): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  let after: string | null = null;
  for (let page = 0; page < OPEN_PAGES; page += 1) {
    const { fulfillmentOrders }: ToShipPage = await client.request(openFulfillmentOrdersQuery, { after });
    for (const { orderId, orderName } of fulfillmentOrders.nodes) names.set(orderId, orderName);
    after = nextPage(fulfillmentOrders.pageInfo);
    if (after === null) break;
  }
  return names;
}

interface ToShipPage {
  readonly fulfillmentOrders: { nodes: { orderId: string; orderName: string }[]; pageInfo: PageInfo };
}

/** Shopify's timestamps have whole seconds. */
export function isoSeconds(instant: ShopTime): string {
  return `${new Date(Math.floor(epochMs(instant) / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}

/** One number to be set: `after`, where Shopify still shows `before`. In units. */
export interface QuantityWrite {
  readonly inventoryItemId: string;
  readonly locationId: string;
  readonly before: number;
  readonly after: number;
}

const inputOf = (reference: string) => ({
  name: 'available',
  reason: 'correction',
  referenceDocumentUri: `gid://easycashier-backoffice/Sync/${reference}`,
});

/**
 * Sets every row's quantity or none. Each carries `changeFromQuantity`, so a level that moved refuses the batch
 * instead of being overwritten. The same key with the same rows may be sent again.
 * @throws OutcomeUnknown when the outcome is not known
 */
export async function writeQuantities(
  client: ShopifyClient,
  key: string,
  rows: readonly QuantityWrite[],
  reference: string,
): Promise<UserErrors> {
  const { inventorySetQuantities } = await client.request(setQuantities, {
    key,
    input: {
      ...inputOf(reference),
      quantities: rows.map((row) => ({
        inventoryItemId: row.inventoryItemId,
        locationId: row.locationId,
        quantity: row.after,
        changeFromQuantity: row.before,
      })),
    },
  });
  if (!inventorySetQuantities) throw new Refusal('shopifyUnexpected', { operation: setQuantities.name });
  return inventorySetQuantities.userErrors;
}

/**
 * Moves every row's quantity by `after − before` units, whatever it is, or none. The same key with the same rows may be sent again, and
 * only while Shopify remembers the key: it would be done twice.
 * @throws OutcomeUnknown when the outcome is not known
 */
export async function moveQuantities(
  client: ShopifyClient,
  key: string,
  rows: readonly QuantityWrite[],
  reference: string,
): Promise<UserErrors> {
  const { inventoryAdjustQuantities } = await client.request(adjustQuantities, {
    key,
    input: {
      ...inputOf(reference),
      changes: rows.map((row) => ({
        inventoryItemId: row.inventoryItemId,
        locationId: row.locationId,
        delta: row.after - row.before,
        changeFromQuantity: null,
      })),
    },
  });
  if (!inventoryAdjustQuantities)
    throw new Refusal('shopifyUnexpected', { operation: adjustQuantities.name });
  return inventoryAdjustQuantities.userErrors;
}

/** Stocks an item at a location; keeps the quantities it has there (`shopify.md` §3.3). */
export async function stockAtLocation(
  client: ShopifyClient,
  key: string,
  inventoryItemId: string,
  locationId: string,
): Promise<UserErrors> {
  const { inventoryActivate } = await client.request(activateLevel, { key, inventoryItemId, locationId });
  return inventoryActivate?.userErrors ?? [];
}

/** Lets Shopify keep count of an item's stock. Returns Shopify's words where it refused. */
export async function trackInventory(client: ShopifyClient, inventoryItemId: string): Promise<UserErrors> {
  const { inventoryItemUpdate } = await client.request(trackItem, { id: inventoryItemId });
  return inventoryItemUpdate?.userErrors ?? [];
}
