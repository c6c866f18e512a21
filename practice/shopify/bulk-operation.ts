import type { Context, UserError } from './context.ts';

/** A bulk query from its start to its file. */
export interface BulkOperation {
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

export interface Bulk {
  run(
    context: Context,
    query: string,
    groupObjects: boolean,
  ): { bulkOperation: BulkOperation | null; userErrors: UserError[] };
  cancel(id: string, at: number): { bulkOperation: BulkOperation | null; userErrors: UserError[] };
  find(id: string): BulkOperation | undefined;
  list(): readonly BulkOperation[];
  /** The body of `GET /bulk/<number>.jsonl`; undefined if there is no such result. */
  result(number: string): ReadableStream<Uint8Array> | string | undefined;
}
