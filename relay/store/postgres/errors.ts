import { StoreUnavailable } from '../store.ts';

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** SQLSTATE of an unfit server: connection lost, shutting down, read only because it is a standby. */
const unfit = /^(08...|57P0[1-5]|25006)$/;
/** SQLSTATE of a server that is there and cannot: full, out of memory, an I/O error, a lock that was lost. */
const unable = /^(53...|58...|55P03|40...|XX00[0-2]|57014)$/;
const netError = /^E[A-Z]{4,}$/;
/** `pg` throws these without a code. */
const words = /connection|timeout|not queryable|client was closed/i;
/** All connections are busy: the server is there. */
const busy = 'timeout exceeded when trying to connect';

/** The server has gone, or is not the one to write to: look for another. */
export function isLost(error: unknown): boolean {
  const code = codeOf(error);
  if (code === '') return error instanceof Error && words.test(error.message) && error.message !== busy;
  return unfit.test(code) || netError.test(code);
}

/** What the callers of a store are promised, or the error itself when it is our own mistake. */
export function toStoreError(error: unknown): unknown {
  if (error instanceof StoreUnavailable) return error;
  const isBusy = error instanceof Error && error.message === busy;
  if (!isBusy && !isLost(error) && !unable.test(codeOf(error))) return error;
  return new StoreUnavailable('the database is not available at present', { cause: error });
}
