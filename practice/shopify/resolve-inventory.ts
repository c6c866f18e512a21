import type { Context, LevelOfItem } from './context.ts';
import { strikeAt } from './damage.ts';
import { itemGid, legacyId, levelGid } from './gid.ts';
import type { AdjustmentGroup } from './inventory-writes.ts';
import { type PageArgs, page } from './pages.ts';
import type { Resolvers } from './resolvers.ts';
import { type Item, type Level, type Location, type SetAside, setAsides } from './state.ts';
import { findItem, findLocation, levelAt, onHand } from './stock.ts';

/** Quantity names, what they comprise and belong to [D]. */
export const quantityNames = [
  { name: 'available', comprises: [], belongsTo: ['on_hand'] },
  { name: 'committed', comprises: [], belongsTo: ['on_hand'] },
  { name: 'damaged', comprises: [], belongsTo: ['on_hand'] },
  { name: 'incoming', comprises: [], belongsTo: [] },
  {
    name: 'on_hand',
    comprises: ['available', 'committed', 'damaged', 'quality_control', 'reserved', 'safety_stock'],
    belongsTo: [],
  },
  { name: 'quality_control', comprises: [], belongsTo: ['on_hand'] },
  { name: 'reserved', comprises: [], belongsTo: ['on_hand'] },
  { name: 'safety_stock', comprises: [], belongsTo: ['on_hand'] },
].map((entry) => ({ ...entry, displayName: entry.name.replace('_', ' '), isInUse: true }));

const knownNames = new Set(quantityNames.map(({ name }) => name));

interface LevelsArgs extends PageArgs {
  readonly includeInactive?: boolean;
}

const shown = (item: Item, location: Location, includeInactive: boolean | undefined): LevelOfItem | null => {
  strikeAt('levels', item);
  const level = levelAt(item, location);
  return level && (level.isActive || includeInactive) ? { item, level } : null;
};

const itemResolvers: Resolvers<Item> = {
  // Asked for of every item, and never null: what fails at it takes the item along.
  id: (item) => {
    strikeAt('item', item);
    return itemGid(item);
  },
  legacyResourceId: (item) => String(item.number),
  // A SKU left empty reads as an empty text, not null [our reading].
  duplicateSkuCount: (item, _args, { state }) =>
    item.sku === '' ? 0 : (state.itemsBySku.get(item.sku)?.length ?? 1) - 1,
  requiresShipping: () => true,
  trackedEditable: () => ({ locked: false, reason: null }),
  inventoryLevel: (item, args: { locationId: string; includeInactive?: boolean }, { state }) => {
    const location = findLocation(state, args.locationId);
    return location ? shown(item, location, args.includeInactive) : null;
  },
  inventoryLevels: (item, args: LevelsArgs, context) => {
    strikeAt('levels', item);
    const levels = item.levels.flatMap((level) =>
      level.isActive || args.includeInactive ? [{ item, level }] : [],
    );
    return page(levels, position, args, { everything: context.everything });
  },
  locationsCount: (item) => ({
    count: item.levels.filter((level) => level.isActive).length,
    precision: 'EXACT',
  }),
  // Only of use with a scope that the guide does not ask for; the guard before it refuses without.
  variant: (item) => ({ id: `gid://shopify/ProductVariant/${item.number - 2_000_000_000_000}` }),
  variants: () => null,
};

/** Levels of one item lie in the order they were made; a new one comes last. */
const position = ({ item, level }: LevelOfItem) => [item.levels.indexOf(level), 0] as const;

function quantityOf(level: Level, name: string): number {
  if (name === 'available' || name === 'committed') return level[name];
  if (name === 'on_hand') return onHand(level);
  return setAsides.find((one) => one === name) ? level.setAside[name as SetAside] : 0;
}

const levelResolvers: Resolvers<LevelOfItem> = {
  id: ({ item, level }) => levelGid(item, level),
  canDeactivate: ({ item, level }) => level.committed === 0 && item.levels.length > 1,
  deactivationAlert: () => null,
  createdAt: ({ level }) => level.createdAt * 1000,
  updatedAt: ({ level }) => level.updatedAt * 1000,
  isActive: ({ level }) => level.isActive,
  location: ({ level }) => level.location,
  quantities: ({ item, level }, { names }: { names: readonly string[] }) =>
    names
      .filter((name) => knownNames.has(name))
      .map((name) => ({
        item,
        level,
        name,
        quantity: quantityOf(level, name),
        updatedAt: (name === 'available' ? level.availableAt : level.updatedAt) * 1000,
      })),
};

const quantityResolvers: Resolvers<LevelOfItem & { readonly name: string }> = {
  id: ({ item, level, name }) =>
    `gid://shopify/InventoryQuantity/${level.location.number}?inventory_item_id=${item.number}&name=${name}`,
};

const locationResolvers: Resolvers<Location> = {
  legacyResourceId: (location) => legacyId(location.id),
  activatable: (location) => !location.isActive,
  deactivatable: (location, _args, { state }) =>
    location.isActive && state.locations.filter((other) => other.isActive).length > 1,
  address: () => ({
    address1: null,
    address2: null,
    city: 'Göteborg',
    country: 'Sweden',
    countryCode: 'SE',
    formatted: ['Göteborg', 'Sweden'],
    phone: '',
    province: null,
    provinceCode: null,
    zip: null,
  }),
  deactivatedAt: (location) =>
    location.deactivatedAt === null ? null : new Date(location.deactivatedAt).toISOString(),
  fulfillmentService: () => null,
  hasActiveInventory: (location, _args, { state }) =>
    state.items.some((item) => {
      const level = levelAt(item, location);
      return level?.isActive === true && onHand(level) !== 0;
    }),
  isFulfillmentService: () => false,
  isPrimary: (location, _args, { state }) => state.locations[0] === location,
  shipsInventory: (location) => location.fulfillsOnlineOrders,
  inventoryLevel: (location, args: { inventoryItemId: string; includeInactive?: boolean }, { state }) => {
    const item = findItem(state, args.inventoryItemId);
    return item ? shown(item, location, args.includeInactive) : null;
  },
  inventoryLevels: (location, args: LevelsArgs, context: Context) => {
    const levels = context.state.items.flatMap((item) => shown(item, location, args.includeInactive) ?? []);
    return page(levels, ({ item }) => [item.number, 0], args, { everything: context.everything });
  },
};

const groupResolvers: Resolvers<AdjustmentGroup> = {
  app: () => null,
  changes: (
    group,
    args: {
      inventoryItemIds?: readonly string[];
      locationIds?: readonly string[];
      quantityNames?: readonly string[];
    },
  ) =>
    group.changes.flatMap(({ item, location, delta, available, onHand: hand }) => {
      if (args.inventoryItemIds && !args.inventoryItemIds.includes(itemGid(item))) return [];
      if (args.locationIds && !args.locationIds.includes(location.id)) return [];
      const rest = { item, location, delta, ledgerDocumentUri: null };
      return [
        { ...rest, name: 'available', quantityAfterChange: available },
        { ...rest, name: 'on_hand', quantityAfterChange: hand },
      ].filter(({ name }) => args.quantityNames?.includes(name) ?? true);
    }),
};

export const inventoryTypes = {
  InventoryItem: itemResolvers,
  InventoryLevel: levelResolvers,
  InventoryQuantity: quantityResolvers,
  Location: locationResolvers,
  InventoryAdjustmentGroup: groupResolvers,
};
