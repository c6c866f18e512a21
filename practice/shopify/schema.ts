import { readFileSync } from 'node:fs';
import {
  buildSchema,
  GraphQLError,
  type GraphQLFieldResolver,
  isInterfaceType,
  isObjectType,
  isScalarType,
} from 'graphql';
import { guardFields } from './access.ts';
import { agreementType, agreementTypes } from './agreements.ts';
import type { Context } from './context.ts';
import { isoSeconds } from './gid.ts';
import { inventoryTypes } from './resolve-inventory.ts';
import { mutationResolvers } from './resolve-mutations.ts';
import { orderTypes } from './resolve-orders.ts';
import { queryResolvers } from './resolve-root.ts';
import type { Resolvers } from './resolvers.ts';
import type { Agreement } from './state.ts';
import { webhookTypes } from './webhook-subscriptions.ts';

/** The extract of Shopify's schema with the practice shop behind it; built once, the shop comes with each call. */
export const adminSchema = build();

function build() {
  const schema = buildSchema(readFileSync(new URL('schema/admin-2026-10.graphql', import.meta.url), 'utf8'));
  const types: Readonly<Record<string, Resolvers<never>>> = {
    QueryRoot: queryResolvers,
    Mutation: mutationResolvers,
    ...inventoryTypes,
    ...orderTypes,
    ...agreementTypes,
    ...webhookTypes,
  };
  for (const [name, resolvers] of Object.entries(types)) {
    const type = schema.getType(name);
    if (!isObjectType(type)) throw new Error(`the schema has no type ${name}`);
    for (const [fieldName, resolve] of Object.entries(resolvers)) {
      const field = type.getFields()[fieldName];
      if (!field) throw new Error(`${name} has no field ${fieldName}`);
      // Arguments are coerced by the schema and sources come from our own resolvers: this is where the two are joined.
      field.resolve = resolve as unknown as GraphQLFieldResolver<unknown, Context>;
    }
  }
  guardFields(schema);
  for (const type of Object.values(schema.getTypeMap())) {
    if (isInterfaceType(type)) type.resolveType = typeNameOf;
    if (!isScalarType(type)) continue;
    if (type.name === 'DateTime')
      type.serialize = (value) => (typeof value === 'number' ? isoSeconds(value) : value);
    if (type.name === 'UnsignedInt64') type.serialize = String;
  }
  return schema;
}

/** Records carry no type name; a property only one type has tells. */
function typeNameOf(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    if ('bundleParent' in value) return 'InventoryItem';
    if ('level' in value) return 'InventoryLevel';
    if ('fulfillsOnlineOrders' in value) return 'Location';
    if ('retailLocation' in value) return 'Order';
    if ('includeFields' in value) return 'WebhookSubscription';
    if ('objectCount' in value) return 'BulkOperation';
    if ('happenedAt' in value && 'reason' in value) return agreementType[(value as Agreement).reason];
    if ('lineItem' in value && 'quantity' in value) return 'ProductSale';
    if ('lines' in value && 'status' in value) return 'FulfillmentOrder';
  }
  throw new GraphQLError('no type known for this record');
}
