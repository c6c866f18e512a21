import { execute } from 'graphql';
import type { Context } from './context.ts';
import { actualCost, requestedCost } from './cost.ts';
import { prepare } from './documents.ts';
import { adminSchema } from './schema.ts';
import { runDue } from './state.ts';
import type { Throttle } from './throttle.ts';

/** One query of the Admin API may cost this much [D]. */
const maxQueryCost = 1_000;

export interface AdminCall {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Runs one GraphQL call; the answer is always for HTTP 200. Synchronous from beginning to end. */
export function runAdminCall(context: Context, throttle: Throttle, call: AdminCall): object {
  const { state, stats } = context;
  runDue(state, state.clock.now());
  stats.requests += 1;
  const prepared = prepare(call.query, call.operationName);
  if ('errors' in prepared) return { errors: prepared.errors.map((error) => error.toJSON()) };
  const name = prepared.operationName ?? 'anonymous';
  stats.byOperation.set(name, (stats.byOperation.get(name) ?? 0) + 1);

  const requestedQueryCost = requestedCost(prepared.plan, { ...prepared.defaults, ...call.variables });
  if (requestedQueryCost > maxQueryCost)
    return {
      errors: [
        {
          message: `Query cost is ${requestedQueryCost}, which exceeds the single query max cost limit (${maxQueryCost}).\n\nSee https://shopify.dev/concepts/about-apis/rate-limits for more information on how the\ncost of a query is calculated.\n\nTo query larger amounts of data with fewer limits, bulk operations should be used instead.\n\nSee https://shopify.dev/tutorials/perform-bulk-operations-with-admin-api for usage details.\n`,
          extensions: {
            code: 'MAX_COST_EXCEEDED',
            cost: requestedQueryCost,
            maxCost: maxQueryCost,
            documentation: 'https://shopify.dev/api/usage/rate-limits',
          },
        },
      ],
    };
  if (!throttle.take(requestedQueryCost)) {
    stats.throttled += 1;
    return {
      errors: [
        {
          message: 'Throttled',
          extensions: { code: 'THROTTLED', documentation: 'https://shopify.dev/api/usage/rate-limits' },
        },
      ],
      extensions: {
        cost: { requestedQueryCost, actualQueryCost: null, throttleStatus: throttle.status() },
      },
    };
  }

  if (prepared.isMutation) stats.mutations += 1;
  const result = execute({
    schema: adminSchema,
    document: prepared.document,
    operationName: prepared.operationName,
    contextValue: context,
    variableValues: call.variables,
  });
  if (result instanceof Promise) throw new Error('a resolver of the practice shop is not synchronous');
  const actualQueryCost = Math.min(requestedQueryCost, actualCost(prepared.plan, result.data));
  throttle.giveBack(requestedQueryCost - actualQueryCost);
  stats.pointsUsed += actualQueryCost;
  return {
    ...(result.data === undefined ? {} : { data: result.data }),
    ...(result.errors ? { errors: result.errors.map((error) => error.toJSON()) } : {}),
    extensions: {
      cost: { requestedQueryCost, actualQueryCost, throttleStatus: throttle.status() },
      ...(context.remarks.length > 0 ? { search: context.remarks } : {}),
    },
  };
}
