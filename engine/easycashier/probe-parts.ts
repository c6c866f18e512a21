import type { CapabilityAnswer } from '../../shared/words/capabilities.ts';

/** Waits for the turn of one call among all that is asked of EasyCashier. */
export type Turn = <T>(work: () => Promise<T>) => Promise<T>;

/** How stores are named; null where none is. */
export function kindOfNames(
  names: readonly (string | number)[],
): CapabilityAnswer<'storeNumbersInStock'> | null {
  const kinds = new Set(names.map((name) => (typeof name === 'number' ? 'number' : 'text')));
  if (kinds.size > 1) return 'mixed';
  return [...kinds][0] ?? null;
}
