import { GraphQLError, type GraphQLResolveInfo, getDirectiveValues } from 'graphql';
import { runBulkQuery } from './bulk-query.ts';
import { activate, itemChanged, setTracked } from './catalogue.ts';
import type { Context, LevelOfItem } from './context.ts';
import { strikeAt } from './damage.ts';
import {
  type AdjustInput,
  adjustQuantities,
  refused,
  type SetInput,
  setQuantities,
  type WritePayload,
} from './inventory-writes.ts';
import type { Resolvers } from './resolvers.ts';
import { begin } from './state.ts';
import { findItem, findLocation, levelAt, moveStock } from './stock.ts';
import type { UserError } from './user-error.ts';
import { subscriptionMutations } from './webhook-subscriptions.ts';

/** Mutations. */

const maxRows = 250;

/** Mandatory at run time since 2026-04, though the schema does not say so [D]. */
function idempotencyKey(info: GraphQLResolveInfo): string {
  const directive = info.schema.getDirective('idempotent');
  const node = info.fieldNodes[0];
  const key = directive && node ? getDirectiveValues(directive, node, info.variableValues)?.key : undefined;
  if (typeof key === 'string' && key.trim() !== '') return key;
  throw new GraphQLError(
    key === undefined
      ? 'The @idempotent directive is required for this mutation but was not provided.'
      : 'The idempotency key must not be blank.',
    { extensions: { code: 'BAD_REQUEST' } },
  );
}

/** Refuses what Shopify refuses before it looks at the rows [D]. */
function checkRows(rows: readonly object[], list: string, type: string): void {
  if (rows.length > maxRows)
    throw new GraphQLError(
      `The input array size of ${rows.length} is greater than the maximum allowed of ${maxRows}.`,
      {
        extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' },
      },
    );
  const index = rows.findIndex((row) => !('changeFromQuantity' in row));
  if (index < 0) return;
  throw new GraphQLError(
    `${type} at input.${list}.${index} must include the following argument: changeFromQuantity.`,
    { extensions: { code: 'INVALID_FIELD_ARGUMENTS' } },
  );
}

interface ActivateArgs {
  readonly inventoryItemId: string;
  readonly locationId: string;
  readonly available?: number | null;
  readonly onHand?: number | null;
  readonly stockAtLegacyLocation?: boolean;
}
interface ActivatePayload {
  readonly inventoryLevel: LevelOfItem | null;
  readonly userErrors: readonly UserError[];
}

/** Without `available` or `onHand` the earlier quantities are kept, since 2026-04 [D]. */
function inventoryActivate(context: Context, key: string, args: ActivateArgs): ActivatePayload {
  const { state } = context;
  const refuse = (part: string, message: string) => ({
    inventoryLevel: null,
    userErrors: [{ field: [part], message }],
  });
  const item = findItem(state, args.inventoryItemId);
  if (!item) return refuse('inventoryItemId', "The product couldn't be stocked because it wasn't found.");
  strikeAt('write', item);
  const location = findLocation(state, args.locationId);
  if (!location?.isActive)
    return refuse('locationId', "The product couldn't be stocked because the location wasn't found.");
  const wanted = args.available ?? args.onHand;
  const known = levelAt(item, location);
  if (known?.isActive && wanted != null)
    return refuse(
      'available',
      'Not allowed to set available quantity when the item is already active at the location.',
    );
  const at = begin(state);
  const level = activate(state, item, location, at, true);
  if (wanted != null) {
    const held = args.available == null ? level.committed : 0;
    moveStock(state, item, level, at, {
      available: wanted - held - level.available,
      cause: 'api',
      idempotencyKey: key,
    });
  }
  return { inventoryLevel: { item, level }, userErrors: [] };
}

export const mutationResolvers: Resolvers<unknown> = {
  inventorySetQuantities: (_, { input }: { input: SetInput }, context, info) => {
    const key = idempotencyKey(info);
    checkRows(input.quantities, 'quantities', 'InventoryQuantityInput');
    const work = () => setQuantities(context, key, input);
    return context.idempotency.once<WritePayload>('inventorySetQuantities', key, input, work, refused);
  },
  inventoryAdjustQuantities: (_, { input }: { input: AdjustInput }, context, info) => {
    const key = idempotencyKey(info);
    checkRows(input.changes, 'changes', 'InventoryChangeInput');
    const work = () => adjustQuantities(context, key, input);
    return context.idempotency.once<WritePayload>('inventoryAdjustQuantities', key, input, work, refused);
  },
  inventoryActivate: (_, args: ActivateArgs, context, info) => {
    const key = idempotencyKey(info);
    // Its user errors are plain ones, without a code [S].
    const refuse = ({ message }: UserError) => ({
      inventoryLevel: null,
      userErrors: [{ field: null, message }],
    });
    const work = () => inventoryActivate(context, key, args);
    return context.idempotency.once<ActivatePayload>('inventoryActivate', key, args, work, refuse);
  },
  inventoryItemUpdate: (
    _,
    { id, input }: { id: string; input: { tracked?: boolean | null; sku?: string } },
    context,
  ) => {
    const item = findItem(context.state, id);
    if (!item)
      return {
        inventoryItem: null,
        userErrors: [
          { field: ['id'], message: "The product couldn't be updated because it does not exist." },
        ],
      };
    strikeAt('write', item);
    if (input.tracked != null && input.tracked !== item.tracked) setTracked(context.state, id, input.tracked);
    else itemChanged(context.state, item, begin(context.state));
    return { inventoryItem: item, userErrors: [] };
  },
  bulkOperationRunQuery: (_, args: { query: string; groupObjects: boolean }, context, info) =>
    runBulkQuery(info.schema, context, args.query, args.groupObjects),
  bulkOperationCancel: (_, { id }: { id: string }, { bulk, state }) => bulk.cancel(id, state.clock.now()),
  ...subscriptionMutations,
};
