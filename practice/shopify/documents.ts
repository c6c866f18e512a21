import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';
import { type CostNode, costPlan } from './cost.ts';
import { adminSchema } from './schema.ts';

/** A document ready to run, or what is wrong with it. */
export type Prepared =
  | {
      readonly document: DocumentNode;
      readonly operationName: string | undefined;
      readonly isMutation: boolean;
      readonly plan: readonly CostNode[];
      /** Values of variables the caller may leave out. */
      readonly defaults: Readonly<Record<string, unknown>>;
    }
  | { readonly errors: readonly GraphQLError[] };

const cache = new Map<string, Prepared>();
const cacheLimit = 1_000;

/** Parses, validates and prices a document once; the same few are sent a hundred thousand times. */
export function prepare(query: string, operationName: string | undefined): Prepared {
  const key = operationName === undefined ? query : `${operationName}\n${query}`;
  const known = cache.get(key);
  if (known) return known;
  const made = make(query, operationName);
  if (cache.size >= cacheLimit) cache.clear();
  cache.set(key, made);
  return made;
}

function make(query: string, operationName: string | undefined): Prepared {
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [error] };
    throw error;
  }
  const errors = validate(adminSchema, document);
  if (errors.length > 0) return { errors };
  const operations = document.definitions.filter(
    (one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION,
  );
  const operation =
    operationName === undefined && operations.length === 1
      ? operations[0]
      : operations.find((one) => one.name?.value === operationName);
  if (!operation) return { errors: [new GraphQLError('An operation name is required')] };
  const isMutation = operation.operation === 'mutation';
  const root = isMutation ? adminSchema.getMutationType() : adminSchema.getQueryType();
  if (!root) return { errors: [new GraphQLError('Schema is not configured for this operation')] };
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of document.definitions)
    if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
  const defaults: Record<string, unknown> = {};
  for (const { variable, defaultValue } of operation.variableDefinitions ?? [])
    if (defaultValue?.kind === Kind.INT) defaults[variable.name.value] = Number(defaultValue.value);
  return {
    document,
    operationName: operation.name?.value,
    isMutation,
    plan: costPlan(adminSchema, root, operation.selectionSet, fragments),
    defaults,
  };
}
