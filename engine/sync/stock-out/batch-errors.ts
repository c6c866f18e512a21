import type { UserErrors } from '../../shopify/answer-parts.ts';

/**
 * What Shopify means by the errors of a whole call, all of whose rows it left unwritten.
 * - `wait`: the same call again later with the same key
 * - `newKey`: an attempt under this key is over and failed; its rows are tried anew under another
 * - `rows`: rows are at fault; they are named by index, or must be found by halving
 */
export type BatchFault = 'wait' | 'newKey' | 'rows';

/** The row itself is at fault, or the number it was compared with (`shopify.md` §3.2). */
const rowCodes = new Set([
  'CHANGE_FROM_QUANTITY_STALE',
  'INVALID_INVENTORY_ITEM',
  'INVALID_LOCATION',
  'INVALID_NAME',
  'INVALID_QUANTITY_NEGATIVE',
  'INVALID_QUANTITY_TOO_HIGH',
  'INVALID_QUANTITY_TOO_LOW',
  'INVALID_REASON',
  'INVALID_REFERENCE_DOCUMENT',
  'NON_MUTABLE_INVENTORY_ITEM',
  'NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR',
]);
const keyCodes = new Set(['IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED', 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH']);

/** @param errors at least one. A code nobody knows that names no row is Shopify's own trouble: nothing is concluded from it. */
export function faultOf(errors: UserErrors): BatchFault {
  if (errors.some(({ code }) => keyCodes.has(code ?? ''))) return 'newKey';
  const areRows = errors.every((error) => rowCodes.has(error.code ?? '') || rowNamedBy(error) !== null);
  return areRows ? 'rows' : 'wait';
}

/** Which row an error names, by the index in its path (`["input","quantities","71","inventoryItemId"]`); null for none. */
export function rowNamedBy({ field }: UserErrors[number]): number | null {
  const index = field?.find((part) => /^\d+$/.test(part));
  return index === undefined ? null : Number(index);
}
