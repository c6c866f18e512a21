import { StoreUnavailable } from '../store.ts';

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** SQLSTATE of an unfit server: connection lost, shutting down, read only because it is a standby. */
const unfit = /^(08...|57P0[1-5]|25006)$/;
/**
 * SQLSTATE of a server that is there and will go on refusing until somebody sees to it: full, out of memory, an I/O error, a password, a database, a
 * table or a right that is missing.
 */
const broken = /^(53...|58...|XX00[0-2]|28...|3D000|3F000|42P01|42703|42501)$/;
const LOCKED = '55P03';
/** SQLSTATE of what may go well the next time: a lock that was lost, a statement that was cancelled. */
const unable = /^(55P03|40...|57014)$/;
const netError = /^E[A-Z]{4,}$/;
/** `pg` throws these without a code. */
const words = /connection|not queryable|client was closed/i;
/** Time limits of ours, and what `pg` says when one of its own that we have set has passed: nothing is known of the server. */
const late = /^timeout exceeded when trying to connect$|due to connection timeout$/;

/** The server did not answer within a time of our own: it may be gone, or busy. */
export class NotInTime extends Error {
  override readonly name = 'NotInTime';
}

/** What was too late for us, which says nothing of the server yet. */
export const isLate = (error: unknown): boolean =>
  error instanceof NotInTime || (error instanceof Error && late.test(error.message));

/** The server has gone, or is not the one to write to: look for another. */
export function isLost(error: unknown): boolean {
  if (isLate(error)) return false;
  const code = codeOf(error);
  if (code === '') return error instanceof Error && words.test(error.message);
  return unfit.test(code) || netError.test(code);
}

/** The server is there, and keeps nothing until somebody has seen to it. */
export const isUnfit = (error: unknown): boolean => broken.test(codeOf(error));

/** What the callers of a store are promised, or the error itself when it is our own mistake. */
export function toStoreError(error: unknown): unknown {
  if (error instanceof StoreUnavailable) return error;
  if (!isLate(error) && !isLost(error) && !isUnfit(error) && !unable.test(codeOf(error))) return error;
  const reason = codeOf(error) === LOCKED ? 'locked' : 'store';
  return new StoreUnavailable('the database is not available at present', { cause: error, reason });
}
