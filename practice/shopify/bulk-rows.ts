import {
  type DocumentNode,
  defaultFieldResolver,
  type FieldNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  getNullableType,
  isLeafType,
  isListType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { Context } from './context.ts';

/**
 * Bulk queries, without the ordinary executor: half a million rows want plain loops. One line of JSON per node, the nodes
 * of nested connections on lines of their own with `__parentId` [D].
 */
export interface BulkPlan {
  readonly shape: Shape;
  readonly roots: (context: Context) => readonly unknown[];
}

type Read = (source: unknown, context: Context) => unknown;

interface Shape {
  readonly fields: readonly { readonly key: string; readonly read: Read }[];
  readonly connections: readonly { readonly read: Read; readonly shape: Shape }[];
}

/** Compiles a validated query. Throws GraphQLError with Shopify's rules [D]: 1 to 5 connections, nested at most twice. */
export function compileBulk(schema: GraphQLSchema, document: DocumentNode): BulkPlan {
  const operation = document.definitions[0];
  const root = schema.getQueryType();
  if (!root || operation?.kind !== Kind.OPERATION_DEFINITION)
    throw new GraphQLError('Bulk queries need one query.');
  const fields = operation.selectionSet.selections;
  const field = fields[0];
  if (fields.length !== 1 || field?.kind !== Kind.FIELD)
    throw new GraphQLError('Bulk queries must have exactly one top-level field.');
  const compiler = new Compiler();
  const { read, shape } = compiler.connection(root, field, 0);
  if (compiler.connections > 5)
    throw new GraphQLError('Queries that have more than 5 connections are not supported.');
  return {
    shape,
    roots: (context) => nodesOf(read(undefined, context)),
  };
}

const nodesOf = (connection: unknown): readonly unknown[] =>
  typeof connection === 'object' &&
  connection !== null &&
  'nodes' in connection &&
  Array.isArray(connection.nodes)
    ? connection.nodes
    : [];

/** State with a life: it counts connections while it compiles. */
class Compiler {
  connections = 0;

  connection(parent: GraphQLObjectType, node: FieldNode, depth: number): { read: Read; shape: Shape } {
    const field = fieldOf(parent, node);
    const type = getNamedType(field.type);
    if (!isObjectType(type) || !type.name.endsWith('Connection'))
      throw new GraphQLError('Bulk queries must contain at least one connection.');
    if (depth > 2)
      throw new GraphQLError('Bulk queries cannot contain connections with a nesting depth greater than 2.');
    this.connections += 1;
    const target = type.getFields().nodes?.type;
    const nodeType = target && getNamedType(target);
    const selection = nodeSelection(node);
    if (!isObjectType(nodeType) || !selection) throw new GraphQLError('A connection must select its nodes.');
    const shape = this.shape(nodeType, selection, depth);
    if (shape.connections.length > 0 && !shape.fields.some(({ key }) => key === 'id'))
      throw new GraphQLError(
        "The parent 'node' field for a nested connection must select the 'id' field without an alias and must be of 'ID' return type.",
      );
    return { read: reader(field, node), shape };
  }

  shape(type: GraphQLObjectType, set: SelectionSetNode, depth: number): Shape {
    const fields: Shape['fields'][number][] = [];
    const connections: Shape['connections'][number][] = [];
    for (const selection of set.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD)
        throw new GraphQLError('Bulk queries take inline fragments only.');
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const on = selection.typeCondition?.name.value ?? type.name;
        if (on !== type.name && !type.getInterfaces().some((face) => face.name === on)) continue;
        const inner = this.shape(type, selection.selectionSet, depth);
        fields.push(...inner.fields);
        connections.push(...inner.connections);
        continue;
      }
      const key = selection.alias?.value ?? selection.name.value;
      if (selection.name.value === '__typename') {
        fields.push({ key, read: () => type.name });
        continue;
      }
      const field = fieldOf(type, selection);
      const named = getNamedType(field.type);
      const get = reader(field, selection);
      if (isLeafType(named)) {
        fields.push({
          key,
          read: (source, context) => leaf(get(source, context), (one) => named.serialize(one)),
        });
      } else if (named.name.endsWith('Connection')) {
        connections.push(this.connection(type, selection, depth + 1));
      } else if (isObjectType(named) && selection.selectionSet) {
        const inner = this.shape(named, selection.selectionSet, depth);
        if (inner.connections.length > 0)
          throw new GraphQLError('A connection within a plain object is not supported.');
        const isList = isListType(getNullableType(field.type));
        const one = (value: unknown, context: Context) =>
          value == null ? null : line(inner, value, context);
        fields.push({
          key,
          read: (source, context) => {
            const value = get(source, context);
            return isList && Array.isArray(value)
              ? value.map((entry) => one(entry, context))
              : one(value, context);
          },
        });
      } else
        throw new GraphQLError(
          `${type.name}.${field.name} is not supported in bulk queries of the practice shop.`,
        );
    }
    return { fields, connections };
  }
}

function fieldOf(type: GraphQLObjectType, node: FieldNode): GraphQLField<unknown, Context> {
  const field = type.getFields()[node.name.value];
  if (!field) throw new GraphQLError(`Field '${node.name.value}' doesn't exist on type '${type.name}'`);
  return field;
}

function nodeSelection(connection: FieldNode): SelectionSetNode | undefined {
  const find = (set: SelectionSetNode | undefined, name: string) =>
    set?.selections.find(
      (entry): entry is FieldNode => entry.kind === Kind.FIELD && entry.name.value === name,
    )?.selectionSet;
  return find(connection.selectionSet, 'nodes') ?? find(find(connection.selectionSet, 'edges'), 'node');
}

/** Resolvers of the practice shop's objects use no `info`; only the plain-property fallback asks for the field's name. */
function reader(field: GraphQLField<unknown, Context>, node: FieldNode): Read {
  // Resolvers' context type plays no part in reading arguments.
  const args = getArgumentValues(field as GraphQLField<unknown, unknown>, node);
  const info = { fieldName: field.name } as GraphQLResolveInfo;
  const resolve = field.resolve ?? defaultFieldResolver;
  return (source, context) => resolve(source, args, context, info);
}

const leaf = (value: unknown, serialize: (one: unknown) => unknown): unknown =>
  value == null ? null : Array.isArray(value) ? value.map((one) => leaf(one, serialize)) : serialize(value);

function line(shape: Shape, source: unknown, context: Context): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (const { key, read } of shape.fields) made[key] = read(source, context);
  return made;
}

const chunkSize = 500;

/**
 * The lines of a result, chunk by chunk. Unless grouped, children do not follow their parent: in every second chunk they
 * even come before it [D: any order].
 */
export function* bulkChunks(plan: BulkPlan, context: Context, grouped: boolean): Generator<string[]> {
  const roots = plan.roots(context);
  let isOdd = false;
  for (let start = 0; start < roots.length; start += chunkSize) {
    const parents: string[] = [];
    const children: string[] = [];
    for (const root of roots.slice(start, start + chunkSize))
      addLines(plan.shape, root, undefined, context, parents, grouped ? parents : children);
    children.reverse();
    yield isOdd ? [...children, ...parents] : [...parents, ...children];
    isOdd = !isOdd;
  }
}

function addLines(
  shape: Shape,
  source: unknown,
  parentId: unknown,
  context: Context,
  own: string[],
  below: string[],
): void {
  const made = line(shape, source, context);
  if (parentId !== undefined) made.__parentId = parentId;
  own.push(JSON.stringify(made));
  for (const { read, shape: inner } of shape.connections)
    for (const node of nodesOf(read(source, context))) addLines(inner, node, made.id, context, below, below);
}

/** How many lines there will be, without writing them. */
export function countLines(
  plan: BulkPlan,
  context: Context,
): { readonly roots: number; readonly all: number } {
  const count = (shape: Shape, source: unknown): number => {
    let sum = 1;
    for (const { read, shape: inner } of shape.connections)
      for (const node of nodesOf(read(source, context))) sum += count(inner, node);
    return sum;
  };
  const roots = plan.roots(context);
  return { roots: roots.length, all: roots.reduce<number>((sum, root) => sum + count(plan.shape, root), 0) };
}
