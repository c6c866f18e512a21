/** A ledger as it is known by its identity and its count of writes. */
export interface Witness {
  readonly ledgerId: string;
  readonly writes: number;
}

/**
 * What the count kept outside the file says of the file. `restored`: an older copy has been put in its place. `copied`: the file has
 * come here without what stands beside it, or that was wiped. `replaced`: another ledger wrote here before: an empty folder, or
 * another computer's file.
 */
export type LedgerVerdict = 'same' | 'restored' | 'copied' | 'replaced';

/**
 * Compares the ledger with what is kept outside. The outside is written after the ledger, so it may be behind and never ahead. That it
 * is missing says something only where what is kept lasts longer than the process.
 */
export function judgeLedger(inside: Witness, outside: Witness | null, isLasting: boolean): LedgerVerdict {
  if (outside === null) return isLasting && inside.writes > 0 ? 'copied' : 'same';
  if (outside.ledgerId !== inside.ledgerId) return 'replaced';
  return outside.writes > inside.writes ? 'restored' : 'same';
}
