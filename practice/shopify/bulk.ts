import { GraphQLError, parse, validate } from 'graphql';
import type { Bulk, BulkOperation } from './bulk-operation.ts';
import { type BulkPlan, bulkChunks, compileBulk, countLines } from './bulk-rows.ts';
import type { Context } from './context.ts';
import { isoSeconds, legacyId } from './gid.ts';
import { adminSchema } from './schema.ts';
import { later, nextId, type ShopState } from './state.ts';

const maxConcurrent = 5;
/** Above this many roots the file is written while it is read, from the shop as it is then: it would not fit in memory. */
const snapshotLimit = 20_000;

export function createBulk(state: ShopState): Bulk {
  const operations: BulkOperation[] = [];
  const results = new Map<string, string | (() => Generator<string[]>)>();
  const find = (id: string) => operations.find((operation) => operation.id === id);
  const isRunning = ({ status }: BulkOperation) => status === 'CREATED' || status === 'RUNNING';

  const complete = (
    operation: BulkOperation,
    plan: BulkPlan,
    context: Context,
    grouped: boolean,
    at: number,
  ) => {
    operation.completedAt = at;
    try {
      const roots = plan.roots(context);
      const number = legacyId(operation.id);
      if (roots.length > snapshotLimit) {
        const counted = countLines(plan, context);
        operation.rootObjectCount = counted.roots;
        operation.objectCount = counted.all;
        results.set(number, () => bulkChunks(plan, context, grouped));
      } else {
        const lines = [...bulkChunks(plan, context, grouped)].flat();
        const text = lines.map((line) => `${line}\n`).join('');
        operation.rootObjectCount = roots.length;
        operation.objectCount = lines.length;
        operation.fileSize = Buffer.byteLength(text);
        results.set(number, text);
      }
      operation.status = 'COMPLETED';
      // Nothing found: completed without a file [D].
      operation.url = operation.objectCount === 0 ? null : `${context.origin}/bulk/${number}.jsonl`;
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      operation.status = 'FAILED';
      operation.errorCode =
        error.extensions.code === 'ACCESS_DENIED' ? 'ACCESS_DENIED' : 'INTERNAL_SERVER_ERROR';
    }
    state.emit('BULK_OPERATIONS_FINISH', at, () => ({
      admin_graphql_api_id: operation.id,
      completed_at: isoSeconds(at),
      created_at: isoSeconds(operation.createdAt),
      error_code: operation.errorCode?.toLowerCase() ?? null,
      status: operation.status.toLowerCase(),
      type: 'query',
    }));
  };

  return {
    find,
    list: () => operations,
    run: (context, query, groupObjects) => {
      if (operations.filter(isRunning).length >= maxConcurrent)
        return refused('LIMIT_REACHED', 'Only 5 bulk operations may run at a time.', null);
      const plan = compile(query);
      if (typeof plan === 'string') return refused('INVALID', plan, ['query']);
      const now = state.clock.now();
      const operation: BulkOperation = {
        id: nextId(state, 'BulkOperation'),
        query,
        type: 'QUERY',
        createdAt: now,
        status: 'CREATED',
        errorCode: null,
        completedAt: null,
        objectCount: 0,
        rootObjectCount: 0,
        fileSize: null,
        url: null,
        partialDataUrl: null,
      };
      operations.push(operation);
      const { bulkDurationMs } = context.settings;
      const inBulk = { ...context, everything: true };
      later(state, now + bulkDurationMs * 0.1, () => {
        if (operation.status === 'CREATED') operation.status = 'RUNNING';
      });
      later(state, now + bulkDurationMs, (at) => {
        if (isRunning(operation)) complete(operation, plan, inBulk, groupObjects, at);
      });
      // The answer is what it was at the start, whatever happens to the operation later.
      return { bulkOperation: { ...operation }, userErrors: [] };
    },
    cancel: (id, at) => {
      const operation = find(id);
      if (!operation) return refused(undefined, 'Bulk operation does not exist', ['id']);
      if (!isRunning(operation))
        return refused(
          undefined,
          `A bulk operation cannot be canceled when it is ${operation.status.toLowerCase()}`,
          null,
        );
      operation.status = 'CANCELED';
      operation.completedAt = at;
      return { bulkOperation: operation, userErrors: [] };
    },
    result: (number) => {
      const found = results.get(number);
      return typeof found === 'function' ? stream(found()) : found;
    },
  };
}

const refused = (code: string | undefined, message: string, field: readonly string[] | null) => ({
  bulkOperation: null,
  userErrors: [{ field, message, ...(code === undefined ? {} : { code }) }],
});

/** The plan, or what is wrong with the query. */
function compile(query: string): BulkPlan | string {
  try {
    const document = parse(query);
    const [error] = validate(adminSchema, document);
    return error ? error.message : compileBulk(adminSchema, document);
  } catch (error) {
    if (error instanceof GraphQLError) return error.message;
    throw error;
  }
}

function stream(chunks: Generator<string[]>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    pull: (controller) => {
      const { done, value } = chunks.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(`${value.join('\n')}\n`));
    },
  });
}
