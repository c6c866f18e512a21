import { isoSeconds, itemGid } from './gid.ts';
import { begin, type Item, type Level, type Location, type ShopState } from './state.ts';
import { emitItem, emitLevel, ensureLevel, levelAt, moveStock, needItem, needLocation } from './stock.ts';

/** Life in the shop's admin: locations, items, somebody else's edits. Ids are gids; mistakes throw. */

export function addLocation(
  state: ShopState,
  input: {
    readonly name: string;
    readonly isActive?: boolean;
    readonly fulfillsOnlineOrders?: boolean;
    readonly isService?: boolean;
  },
): Location {
  const at = begin(state);
  const number = state.next.location;
  state.next.location += 1_111;
  const location: Location = {
    number,
    id: `gid://shopify/Location/${number}`,
    name: input.name,
    isActive: input.isActive ?? true,
    fulfillsOnlineOrders: input.fulfillsOnlineOrders ?? true,
    isService: input.isService ?? false,
    deleted: false,
    createdAt: at,
    updatedAt: at,
    deactivatedAt: null,
  };
  state.locations.push(location);
  emitLocation(state, 'LOCATIONS_CREATE', location, at);
  return location;
}

/** Levels keep their quantities; the location drops out of the default list of locations. */
export function setLocationActive(state: ShopState, id: string, isActive: boolean): void {
  const at = begin(state);
  const location = needLocation(state, id);
  location.isActive = isActive;
  location.updatedAt = at;
  location.deactivatedAt = isActive ? null : at;
  emitLocation(state, isActive ? 'LOCATIONS_ACTIVATE' : 'LOCATIONS_DEACTIVATE', location, at);
}

/** A location is gone: old fulfillment orders name it no more (`assignedLocation.location` is null) [S]. Its levels go with it. */
export function deleteLocation(state: ShopState, id: string): void {
  const at = begin(state);
  const location = needLocation(state, id);
  location.deleted = true;
  location.isActive = false;
  state.locations.splice(state.locations.indexOf(location), 1);
  for (const item of state.items) {
    const index = item.levels.findIndex((level) => level.location === location);
    if (index >= 0) item.levels.splice(index, 1);
  }
  state.emit('LOCATIONS_DELETE', at, () => ({ id: location.number }));
}

function emitLocation(state: ShopState, topic: string, location: Location, at: number): void {
  state.emit(topic, at, () => ({
    id: location.number,
    name: location.name,
    active: location.isActive,
    created_at: isoSeconds(location.createdAt),
    updated_at: isoSeconds(location.updatedAt),
    legacy: location.isService,
    admin_graphql_api_id: location.id,
  }));
}

export interface NewItem {
  readonly sku: string;
  readonly title?: string;
  readonly tracked?: boolean;
  readonly bundleParent?: boolean;
  /** Where it is stocked; `active` is true when absent. */
  readonly levels?: readonly {
    readonly locationId: string;
    readonly available: number;
    readonly active?: boolean;
  }[];
}

export function addItem(state: ShopState, input: NewItem): Item {
  const at = begin(state);
  const item: Item = {
    number: state.next.item,
    sku: input.sku,
    title: input.title ?? input.sku,
    tracked: input.tracked ?? true,
    bundleParent: input.bundleParent ?? false,
    damage: null,
    deleted: false,
    createdAt: at,
    updatedAt: at,
    levels: [],
  };
  state.next.item += 1;
  state.items.push(item);
  state.itemByNumber.set(item.number, item);
  indexSku(state, item);
  emitItem(state, 'INVENTORY_ITEMS_CREATE', item, at);
  for (const { locationId, available, active } of input.levels ?? []) {
    const level = ensureLevel(item, needLocation(state, locationId), at, active ?? true);
    moveStock(state, item, level, at, { available, cause: 'admin' });
  }
  return item;
}

/** Renaming a SKU keeps the item and its levels. */
export function renameSku(state: ShopState, inventoryItemId: string, sku: string): void {
  const at = begin(state);
  const item = needItem(state, { inventoryItemId });
  unindexSku(state, item);
  item.sku = sku;
  indexSku(state, item);
  itemChanged(state, item, at);
}

export function setTracked(state: ShopState, inventoryItemId: string, tracked: boolean): void {
  const at = begin(state);
  const item = needItem(state, { inventoryItemId });
  item.tracked = tracked;
  itemChanged(state, item, at);
}

/** An item's `updatedAt` moves with the item, not with its quantities [U]. */
export function itemChanged(state: ShopState, item: Item, at: number): void {
  item.updatedAt = at;
  emitItem(state, 'INVENTORY_ITEMS_UPDATE', item, at);
}

/** Order lines keep their SKU and title; their fulfillment orders show no inventory item any more. */
export function deleteItem(state: ShopState, inventoryItemId: string): void {
  const at = begin(state);
  const item = needItem(state, { inventoryItemId });
  item.deleted = true;
  unindexSku(state, item);
  state.itemByNumber.delete(item.number);
  state.items.splice(state.items.indexOf(item), 1);
  state.deletedItems.push(item);
  emitItem(state, 'INVENTORY_ITEMS_DELETE', item, at);
}

/** Stocks or stops stocking an item at a location; quantities are kept [D]. */
export function setLevelActive(
  state: ShopState,
  inventoryItemId: string,
  locationId: string,
  isActive: boolean,
): Level {
  const at = begin(state);
  const item = needItem(state, { inventoryItemId });
  return activate(state, item, needLocation(state, locationId), at, isActive);
}

export function activate(
  state: ShopState,
  item: Item,
  location: Location,
  at: number,
  isActive: boolean,
): Level {
  const known = levelAt(item, location);
  if (known?.isActive === isActive) return known;
  const level = known ?? ensureLevel(item, location, at, isActive);
  level.isActive = isActive;
  level.updatedAt = Math.floor(at / 1000);
  state.emit(isActive ? 'INVENTORY_LEVELS_CONNECT' : 'INVENTORY_LEVELS_DISCONNECT', at, () => ({
    inventory_item_id: item.number,
    location_id: location.number,
    available: level.available,
    updated_at: isoSeconds(at),
  }));
  if (isActive) emitLevel(state, item, level, at);
  return level;
}

/** Somebody else's edit in the admin. Returns the change of `available`. */
export function adminSetAvailable(
  state: ShopState,
  inventoryItemId: string,
  locationId: string,
  quantity: number,
): number {
  const item = needItem(state, { inventoryItemId });
  const current = levelAt(item, needLocation(state, locationId))?.available ?? 0;
  adminAdjust(state, inventoryItemId, locationId, quantity - current);
  return quantity - current;
}

export function adminAdjust(
  state: ShopState,
  inventoryItemId: string,
  locationId: string,
  delta: number,
): void {
  const at = begin(state);
  const item = needItem(state, { inventoryItemId });
  const level = ensureLevel(item, needLocation(state, locationId), at, true);
  moveStock(state, item, level, at, { available: delta, cause: 'admin', reference: itemGid(item) });
}

function indexSku(state: ShopState, item: Item): void {
  const others = state.itemsBySku.get(item.sku);
  if (others) others.push(item);
  else state.itemsBySku.set(item.sku, [item]);
}

function unindexSku(state: ShopState, item: Item): void {
  const rest = (state.itemsBySku.get(item.sku) ?? []).filter((other) => other !== item);
  if (rest.length > 0) state.itemsBySku.set(item.sku, rest);
  else state.itemsBySku.delete(item.sku);
}
