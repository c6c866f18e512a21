import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';

/**
 * What a query costs. Facts [D]: scalars and enums 0, objects 1, mutations 10, connections by `first`/`last`. Fitted to
 * the known examples: a connection 1, `pageInfo` 1, each node 1 and what it holds (a list with `first` likewise); user errors and payloads 0.
 */
export interface CostNode {
  readonly key: string;
  readonly own: number;
  readonly kind: 'object' | 'list' | 'sized' | 'entries';
  readonly size: ValueNode | undefined;
  readonly children: readonly CostNode[];
}

export type Variables = Readonly<Record<string, unknown>>;

export function costPlan(
  schema: GraphQLSchema,
  root: GraphQLCompositeType,
  selections: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): readonly CostNode[] {
  const isMutation = root === schema.getMutationType();
  const visit = (
    type: GraphQLCompositeType,
    set: SelectionSetNode,
    size: ValueNode | undefined,
  ): CostNode[] =>
    set.selections.flatMap((selection): CostNode[] => {
      if (selection.kind === Kind.FIELD) return field(type, selection, size);
      const inner = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
      const on = inner?.typeCondition ? schema.getType(inner.typeCondition.name.value) : type;
      return inner && on && isCompositeType(on) ? visit(on, inner.selectionSet, size) : [];
    });

  const field = (parent: GraphQLCompositeType, node: FieldNode, size: ValueNode | undefined): CostNode[] => {
    if (!isObjectType(parent) && !isInterfaceType(parent)) return [];
    const definition = parent.getFields()[node.name.value];
    const type = definition && getNamedType(definition.type);
    if (!definition || !type || isLeafType(type) || !isCompositeType(type) || !node.selectionSet) return [];
    const key = node.alias?.value ?? node.name.value;
    const argument = (name: string) => node.arguments?.find((arg) => arg.name.value === name)?.value;
    const ofConnection = parent.name.endsWith('Connection') && (key === 'edges' || key === 'nodes');
    const isConnection = type.name.endsWith('Connection');
    const inner = visit(
      type,
      node.selectionSet,
      isConnection ? (argument('first') ?? argument('last')) : undefined,
    );
    const isFree =
      isObjectType(type) && type.getInterfaces().some((face) => face.name === 'DisplayableError');
    if (isFree) return [];
    if (parent === root && isMutation)
      return [{ key, own: 10, kind: 'object', size: undefined, children: inner }];
    if (ofConnection && type.name.endsWith('Edge'))
      return [{ key, own: 0, kind: 'entries', size, children: inner }];
    if (ofConnection) return [{ key, own: 0, kind: 'entries', size, children: withOwn(inner) }];
    if (parent === root && node.name.value === 'nodes')
      return [{ key, own: 0, kind: 'sized', size: argument('ids'), children: withOwn(inner) }];
    const isList = String(definition.type).startsWith('[');
    const first = argument('first');
    if (isList && first) return [{ key, own: 0, kind: 'sized', size: first, children: withOwn(inner) }];
    return [{ key, own: 1, kind: isList ? 'list' : 'object', size: undefined, children: inner }];
  };
  return visit(root, selections, undefined);
}

/** The object itself, beside what it holds. */
const withOwn = (children: readonly CostNode[]): readonly CostNode[] => [
  { key: '', own: 1, kind: 'object', size: undefined, children },
];

export function requestedCost(plan: readonly CostNode[], variables: Variables): number {
  let sum = 0;
  for (const { own, size, kind, children } of plan) {
    const times = kind === 'entries' || kind === 'sized' ? sizeOf(size, variables) : 1;
    sum += own + times * requestedCost(children, variables);
  }
  return sum;
}

function sizeOf(size: ValueNode | undefined, variables: Variables): number {
  if (!size) return 1;
  if (size.kind === Kind.INT) return Number(size.value);
  if (size.kind === Kind.LIST) return size.values.length;
  const value = size.kind === Kind.VARIABLE ? variables[size.name.value] : undefined;
  if (Array.isArray(value)) return value.length;
  return typeof value === 'number' ? value : 1;
}

/** The same of what came back: missing objects cost nothing, connections what they hold. */
export function actualCost(plan: readonly CostNode[], data: unknown): number {
  if (!isRecord(data)) return 0;
  let sum = 0;
  for (const { key, own, kind, children } of plan) {
    const value = key === '' ? data : data[key];
    if (value === null || value === undefined) continue;
    sum += own;
    if (children.length === 0) continue;
    if (!Array.isArray(value)) sum += actualCost(children, value);
    else if (kind === 'list') sum += actualCost(children, value[0]);
    else for (const entry of value) sum += actualCost(children, entry);
  }
  return sum;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
