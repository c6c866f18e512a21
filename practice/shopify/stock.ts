import { gidNumber, isoSeconds, itemGid, levelGid } from './gid.ts';
import {
  type Cause,
  type Item,
  type Level,
  type Location,
  type SetAside,
  type ShopState,
  setAsides,
} from './state.ts';

/** `on_hand` is the sum of all states [D]. */
export const onHand = (level: Level) =>
  setAsides.reduce((sum, name) => sum + level.setAside[name], level.available + level.committed);

export const levelAt = (item: Item, location: Location): Level | undefined =>
  item.levels.find((level) => level.location === location);

export const findItem = (state: ShopState, id: string): Item | undefined => {
  const number = gidNumber('InventoryItem', id);
  return number === undefined ? undefined : state.itemByNumber.get(number);
};

export const findLocation = (state: ShopState, id: string): Location | undefined =>
  state.locations.find((location) => location.id === id);

/** A location by its gid; a developer's mistake throws. */
export function needLocation(state: ShopState, id: string): Location {
  const location = findLocation(state, id);
  if (!location) throw new Error(`no location ${id}`);
  return location;
}

/** An item by its gid or by its exact SKU (the first with it); a developer's mistake throws. */
export function needItem(state: ShopState, which: { inventoryItemId?: string; sku?: string }): Item {
  const item =
    which.inventoryItemId !== undefined
      ? findItem(state, which.inventoryItemId)
      : state.itemsBySku.get(which.sku ?? '')?.[0];
  if (!item) throw new Error(`no item ${which.inventoryItemId ?? which.sku}`);
  return item;
}

/** The level, made if the item was never stocked there. */
export function ensureLevel(item: Item, location: Location, at: number, isActive: boolean): Level {
  const found = levelAt(item, location);
  if (found) return found;
  const seconds = Math.floor(at / 1000);
  const level: Level = {
    location,
    available: 0,
    committed: 0,
    setAside: { reserved: 0, damaged: 0, quality_control: 0, safety_stock: 0 },
    isActive,
    createdAt: seconds,
    updatedAt: seconds,
    availableAt: seconds,
  };
  item.levels.push(level);
  return level;
}

export interface Move {
  readonly available?: number;
  readonly committed?: number;
  readonly setAside?: { readonly name: SetAside; readonly units: number };
  readonly cause: Cause;
  readonly reference?: string;
  readonly idempotencyKey?: string | undefined;
}

/** The one place where quantities change: level, history, webhook. */
export function moveStock(state: ShopState, item: Item, level: Level, at: number, move: Move): void {
  const delta = move.available ?? 0;
  const committed = move.committed ?? 0;
  const { name, units } = move.setAside ?? { name: 'reserved', units: 0 };
  if (delta === 0 && committed === 0 && units === 0) return;
  level.available += delta;
  level.setAside[name] += units;
  level.committed += committed;
  level.updatedAt = Math.floor(at / 1000);
  if (delta === 0) return;
  level.availableAt = level.updatedAt;
  if (state.history) {
    const entry = {
      at,
      delta,
      quantityAfter: level.available,
      cause: move.cause,
      reference: move.reference ?? '',
      ...(move.idempotencyKey === undefined ? {} : { idempotencyKey: move.idempotencyKey }),
    };
    const entries = state.history.get(level);
    if (entries) entries.push(entry);
    else state.history.set(level, [entry]);
  }
  emitLevel(state, item, level, at);
}

/** `inventory_levels/update`: the body names no author [C]. */
export function emitLevel(state: ShopState, item: Item, level: Level, at: number): void {
  state.emit('INVENTORY_LEVELS_UPDATE', at, () => ({
    inventory_item_id: item.number,
    location_id: level.location.number,
    available: level.available,
    updated_at: isoSeconds(at),
    admin_graphql_api_id: levelGid(item, level),
  }));
}

export function emitItem(state: ShopState, topic: string, item: Item, at: number): void {
  state.emit(topic, at, () =>
    topic === 'INVENTORY_ITEMS_DELETE'
      ? { id: item.number }
      : {
          id: item.number,
          sku: item.sku,
          created_at: isoSeconds(item.createdAt),
          updated_at: isoSeconds(item.updatedAt),
          requires_shipping: true,
          tracked: item.tracked,
          admin_graphql_api_id: itemGid(item),
        },
  );
}
