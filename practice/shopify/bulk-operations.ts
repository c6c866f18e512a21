import { GraphQLError } from 'graphql';
import { isoSeconds, legacyId } from './gid.ts';
import { later, nextId, type ShopState } from './state.ts';
import type { UserError } from './user-error.ts';

/** A bulk query from its start to its file. */
interface BulkOperation {
  readonly id: string;
  readonly query: string;
  readonly type: 'QUERY';
  readonly createdAt: number;
  status: 'CREATED' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELED';
  errorCode: 'ACCESS_DENIED' | 'INTERNAL_SERVER_ERROR' | null;
  completedAt: number | null;
  objectCount: number;
  rootObjectCount: number;
  fileSize: number | null;
  url: string | null;
  readonly partialDataUrl: null;
}

/** What an operation will read; each call reads the shop as it is then, and may throw a GraphQLError. */
interface BulkSource {
  readonly query: string;
  roots(): number;
  /** How many lines there will be, without writing them. */
  count(): { readonly roots: number; readonly all: number };
  lines(): Generator<string[]>;
}

/** How long an operation takes, in ms, and where its result is served. */
interface BulkTerms {
  readonly durationMs: number;
  readonly origin: string;
}

export interface BulkPayload {
  readonly bulkOperation: BulkOperation | null;
  readonly userErrors: readonly UserError[];
}

export interface BulkOperations {
  /** Whether one more may run. */
  hasRoom(): boolean;
  /** The operation as it is at its start. */
  start(source: BulkSource, terms: BulkTerms): BulkOperation;
  cancel(id: string, at: number): BulkPayload;
  find(id: string): BulkOperation | undefined;
  list(): readonly BulkOperation[];
  /** The body of `GET /bulk/<number>.jsonl`; undefined if there is no such result. */
  result(number: string): ReadableStream<Uint8Array> | string | undefined;
}

/** How many may run at a time. */
export const maxConcurrent = 5;
/** Above this many roots the file is written while it is read, from the shop as it is then: it would not fit in memory. */
const snapshotLimit = 20_000;

type Result = string | (() => Generator<string[]>);

/** No operations yet; each runs by the shop's clock. */
export function createBulkOperations(state: ShopState): BulkOperations {
  const operations: BulkOperation[] = [];
  const results = new Map<string, Result>();
  const find = (id: string) => operations.find((operation) => operation.id === id);

  const complete = (operation: BulkOperation, source: BulkSource, origin: string, at: number) => {
    operation.completedAt = at;
    try {
      const number = legacyId(operation.id);
      results.set(number, readResult(operation, source));
      operation.status = 'COMPLETED';
      // Nothing found: completed without a file [D].
      operation.url = operation.objectCount === 0 ? null : `${origin}/bulk/${number}.jsonl`;
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      operation.status = 'FAILED';
      operation.errorCode =
        error.extensions.code === 'ACCESS_DENIED' ? 'ACCESS_DENIED' : 'INTERNAL_SERVER_ERROR';
    }
    announce(state, operation, at);
  };

  return {
    find,
    list: () => operations,
    hasRoom: () => operations.filter(isRunning).length < maxConcurrent,
    start: (source, { durationMs, origin }) => {
      const now = state.clock.now();
      const operation = newOperation(nextId(state, 'BulkOperation'), source.query, now);
      operations.push(operation);
      later(state, now + durationMs * 0.1, () => {
        if (operation.status === 'CREATED') operation.status = 'RUNNING';
      });
      later(state, now + durationMs, (at) => {
        if (isRunning(operation)) complete(operation, source, origin, at);
      });
      // The answer is what it was at the start, whatever happens to the operation later.
      return { ...operation };
    },
    cancel: (id, at) => cancel(find(id), at),
    result: (number) => {
      const found = results.get(number);
      return typeof found === 'function' ? stream(found()) : found;
    },
  };
}

const isRunning = ({ status }: BulkOperation) => status === 'CREATED' || status === 'RUNNING';

const newOperation = (id: string, query: string, createdAt: number): BulkOperation => ({
  id,
  query,
  type: 'QUERY',
  createdAt,
  status: 'CREATED',
  errorCode: null,
  completedAt: null,
  objectCount: 0,
  rootObjectCount: 0,
  fileSize: null,
  url: null,
  partialDataUrl: null,
});

/** Reads the file, or how it will be read when it is fetched, and notes its size on the operation. */
function readResult(operation: BulkOperation, source: BulkSource): Result {
  const roots = source.roots();
  if (roots > snapshotLimit) {
    const counted = source.count();
    operation.rootObjectCount = counted.roots;
    operation.objectCount = counted.all;
    return () => source.lines();
  }
  const lines = [...source.lines()].flat();
  const text = lines.map((line) => `${line}\n`).join('');
  operation.rootObjectCount = roots;
  operation.objectCount = lines.length;
  operation.fileSize = Buffer.byteLength(text);
  return text;
}

/** The webhook that says an operation has ended. */
function announce(state: ShopState, operation: BulkOperation, at: number): void {
  state.emit('BULK_OPERATIONS_FINISH', at, () => ({
    admin_graphql_api_id: operation.id,
    completed_at: isoSeconds(at),
    created_at: isoSeconds(operation.createdAt),
    error_code: operation.errorCode?.toLowerCase() ?? null,
    status: operation.status.toLowerCase(),
    type: 'query',
  }));
}

function cancel(operation: BulkOperation | undefined, at: number): BulkPayload {
  if (!operation) return refusedBulk({ field: ['id'], message: 'Bulk operation does not exist' });
  if (!isRunning(operation))
    return refusedBulk({
      field: null,
      message: `A bulk operation cannot be canceled when it is ${operation.status.toLowerCase()}`,
    });
  operation.status = 'CANCELED';
  operation.completedAt = at;
  return { bulkOperation: operation, userErrors: [] };
}

/** No operation was started or changed, and why. */
export const refusedBulk = (error: UserError): BulkPayload => ({ bulkOperation: null, userErrors: [error] });

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
