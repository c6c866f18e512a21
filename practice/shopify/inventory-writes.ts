import type { Context } from './context.ts';
import { strikeAt } from './damage.ts';
import { begin, type Item, type Level, type Location, nextId } from './state.ts';
import { ensureLevel, findItem, findLocation, levelAt, moveStock, onHand } from './stock.ts';
import type { UserError } from './user-error.ts';

/** `inventorySetQuantities` and `inventoryAdjustQuantities`: all rows or none [C]. */

export interface AdjustmentGroup {
  readonly id: string;
  readonly createdAt: number;
  readonly reason: string;
  readonly referenceDocumentUri: string | null;
  readonly changes: readonly {
    readonly item: Item;
    readonly location: Location;
    readonly delta: number;
    readonly available: number;
    readonly onHand: number;
  }[];
}

export interface WritePayload {
  readonly inventoryAdjustmentGroup: AdjustmentGroup | null;
  readonly userErrors: readonly UserError[];
}

interface WriteInput {
  readonly name: string;
  readonly reason: string;
  readonly referenceDocumentUri?: string | null;
}
interface Cell {
  readonly inventoryItemId: string;
  readonly locationId: string;
  readonly changeFromQuantity?: number | null;
}
export interface SetInput extends WriteInput {
  readonly quantities: readonly (Cell & { readonly quantity: number })[];
}
export interface AdjustInput extends WriteInput {
  readonly changes: readonly (Cell & {
    readonly delta: number;
    readonly ledgerDocumentUri?: string | null;
  })[];
}

/** Seen live or in Shopify's examples, and from memory [U]. */
const reasons = new Set([
  'correction',
  'cycle_count_available',
  'damaged',
  'movement_canceled',
  'movement_created',
  'movement_received',
  'movement_updated',
  'other',
  'promotion',
  'quality_control',
  'received',
  'reservation_created',
  'reservation_deleted',
  'reservation_updated',
  'restock',
  'safety_stock',
  'shrinkage',
]);

const uri = /^[a-z][a-z0-9+.-]*:\/\/[^\s/]+\/\S+$/i;

export const refused = (...userErrors: UserError[]): WritePayload => ({
  inventoryAdjustmentGroup: null,
  userErrors,
});

interface Row {
  readonly item: Item;
  readonly location: Location;
  readonly level: Level | undefined;
  readonly delta: number;
}
type Check =
  | { readonly row: Row }
  | { readonly part: string; readonly message: string; readonly code: string };

export function setQuantities(context: Context, key: string, input: SetInput): WritePayload {
  const wrong = checkInput(input, 'INVALID_NAME');
  if (wrong) return refused(wrong);
  const seen = new Set<string>();
  return write(context, key, input, 'quantities', input.quantities, (entry) => {
    const pair = `${entry.inventoryItemId} ${entry.locationId}`;
    if (seen.has(pair))
      return {
        part: 'inventoryItemId',
        message: 'The combination of inventoryItemId and locationId must be unique.',
        code: 'NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR',
      };
    seen.add(pair);
    const { quantity } = entry;
    if (quantity > 1e9)
      return bad('quantity', "The quantity can't be higher than 1000000000.", 'INVALID_QUANTITY_TOO_HIGH');
    if (quantity < -1e9)
      return bad('quantity', "The quantity can't be lower than -1000000000.", 'INVALID_QUANTITY_TOO_LOW');
    if (quantity < 0) return bad('quantity', "The quantity can't be negative.", 'INVALID_QUANTITY_NEGATIVE');
    return locate(context, input.name, entry, (current) => quantity - current);
  });
}

export function adjustQuantities(context: Context, key: string, input: AdjustInput): WritePayload {
  const wrong = checkInput(input, 'INVALID_QUANTITY_NAME');
  if (wrong) return refused(wrong);
  if (input.name !== 'available')
    return refused({
      field: ['input', 'name'],
      message: 'The specified quantity name is invalid.',
      code: 'INVALID_QUANTITY_NAME',
    });
  return write(context, key, input, 'changes', input.changes, (entry) => {
    if (entry.ledgerDocumentUri != null)
      return bad(
        'ledgerDocumentUri',
        'A ledger document URI is not allowed when adjusting available.',
        'INVALID_AVAILABLE_DOCUMENT',
      );
    if (entry.delta > 2e9) return bad('delta', 'The quantity is too high.', 'INVALID_QUANTITY_TOO_HIGH');
    if (entry.delta < -2e9) return bad('delta', 'The quantity is too low.', 'INVALID_QUANTITY_TOO_LOW');
    return locate(context, input.name, entry, () => entry.delta);
  });
}

const bad = (part: string, message: string, code: string): Check => ({ part, message, code });

function checkInput(input: WriteInput, nameCode: string): UserError | undefined {
  if (input.name !== 'available' && input.name !== 'on_hand')
    return { field: ['input', 'name'], message: 'The specified quantity name is invalid.', code: nameCode };
  if (!reasons.has(input.reason))
    return {
      field: ['input', 'reason'],
      message: 'The specified reason is invalid.',
      code: 'INVALID_REASON',
    };
  if (input.referenceDocumentUri != null && !uri.test(input.referenceDocumentUri))
    return {
      field: ['input', 'referenceDocumentUri'],
      message: 'The specified reference document is invalid.',
      code: 'INVALID_REFERENCE_DOCUMENT',
    };
  return undefined;
}

/** A deactivated location is no location to write to [our reading]; a never-stocked one reads as 0 [our reading]. */
function locate(context: Context, name: string, entry: Cell, delta: (current: number) => number): Check {
  const item = findItem(context.state, entry.inventoryItemId);
  if (!item)
    return bad(
      'inventoryItemId',
      'The specified inventory item could not be found.',
      'INVALID_INVENTORY_ITEM',
    );
  strikeAt('write', item);
  if (item.bundleParent)
    return bad(
      'inventoryItemId',
      'The specified inventory item is not allowed to be adjusted via API. Example: if the inventory item is a parent bundle.',
      'NON_MUTABLE_INVENTORY_ITEM',
    );
  const location = findLocation(context.state, entry.locationId);
  if (!location?.isActive)
    return bad('locationId', 'The specified location could not be found.', 'INVALID_LOCATION');
  const level = levelAt(item, location);
  const current = !level ? 0 : name === 'on_hand' ? onHand(level) : level.available;
  if (entry.changeFromQuantity != null && entry.changeFromQuantity !== current)
    return bad(
      'changeFromQuantity',
      'The changeFromQuantity value does not match the current quantity.',
      'CHANGE_FROM_QUANTITY_STALE',
    );
  return { row: { item, location, level, delta: delta(current) } };
}

function write<T>(
  context: Context,
  key: string,
  input: WriteInput,
  list: string,
  entries: readonly T[],
  check: (entry: T) => Check,
): WritePayload {
  const { state, stats, settings } = context;
  const rows: Row[] = [];
  const userErrors: UserError[] = [];
  for (const [index, entry] of entries.entries()) {
    const found = check(entry);
    if ('row' in found) rows.push(found.row);
    else {
      const { part, message, code } = found;
      userErrors.push({ field: ['input', list, String(index), part], message, code });
      if (settings.badRows === 'first') break;
    }
  }
  if (userErrors.length > 0) return refused(...userErrors);
  const at = begin(state);
  const reference = input.referenceDocumentUri ?? '';
  const changes: AdjustmentGroup['changes'][number][] = [];
  for (const { item, location, level: known, delta } of rows) {
    // Since 2026-04 any location can be written to; the level it makes is not active and does not sell [D][C].
    const level = known ?? ensureLevel(item, location, at, false);
    if (delta === 0) continue;
    // Setting `available` moves `on_hand` by the same amount while `committed` stays [C].
    moveStock(state, item, level, at, { available: delta, cause: 'api', reference, idempotencyKey: key });
    changes.push({ item, location, delta, available: level.available, onHand: onHand(level) });
  }
  stats.quantitiesWritten += rows.length;
  if (changes.length === 0) return { inventoryAdjustmentGroup: null, userErrors };
  const group = {
    id: nextId(state, 'InventoryAdjustmentGroup'),
    createdAt: at,
    reason: input.reason,
    referenceDocumentUri: input.referenceDocumentUri ?? null,
    changes,
  };
  return { inventoryAdjustmentGroup: group, userErrors };
}
