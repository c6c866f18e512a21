import { GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { type BulkPayload, maxConcurrent, refusedBulk } from './bulk-operations.ts';
import { type BulkPlan, bulkChunks, compileBulk, countLines } from './bulk-rows.ts';
import type { Context } from './context.ts';

/** `bulkOperationRunQuery`: checks the query and starts an operation that reads with the rights of `context`. */
export function runBulkQuery(
  schema: GraphQLSchema,
  context: Context,
  query: string,
  groupObjects: boolean,
): BulkPayload {
  const { bulk, settings, origin } = context;
  if (!bulk.hasRoom())
    return refusedBulk({
      field: null,
      message: `Only ${maxConcurrent} bulk operations may run at a time.`,
      code: 'LIMIT_REACHED',
    });
  const plan = compile(schema, query);
  if (typeof plan === 'string') return refusedBulk({ field: ['query'], message: plan, code: 'INVALID' });
  const inBulk = { ...context, everything: true };
  const source = {
    query,
    roots: () => plan.roots(inBulk).length,
    count: () => countLines(plan, inBulk),
    lines: () => bulkChunks(plan, inBulk, groupObjects),
  };
  const bulkOperation = bulk.start(source, { durationMs: settings.bulkDurationMs, origin });
  return { bulkOperation, userErrors: [] };
}

/** The plan, or what is wrong with the query. */
function compile(schema: GraphQLSchema, query: string): BulkPlan | string {
  try {
    const document = parse(query);
    const [error] = validate(schema, document);
    return error ? error.message : compileBulk(schema, document);
  } catch (error) {
    if (error instanceof GraphQLError) return error.message;
    throw error;
  }
}
